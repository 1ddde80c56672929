import Foundation
import Losses
import TestSupport
import Testing

@testable import Robustness

@Suite("Attack objectives")
struct ObjectiveTests {
  static let logits: [Float] = [0.3, 2.5, -1, 1.75, 0.9]
  static let objectives: [Objective] = [
    .loss(.crossEntropy), .loss(.dlr), .loss(.margin), .loss(AttackLoss.loss(Loss(.baikal))), .targetedDLR(target: 0),
    .targetedDLR(target: 2), .difference(target: 4), .probabilities(label: -1, rival: 1, target: nil),
    .probabilities(label: 1, rival: 0, target: 2),
    .probabilities(label: 0, rival: 1, target: 4),
  ]

  private func evaluate(_ objective: Objective, _ logits: [Float], _ label: Int32) -> (value: Double, gradient: [Float])
  {
    var gradient = [Float](repeating: .nan, count: logits.count)
    let value = objective.evaluate(logits, label: label, classes: logits.count, gradient: &gradient)
    return (value, gradient)
  }

  /// Central differences over 2⁻⁸ err by about 1e-5 of the third derivative; float32 gradients by 1e-7.
  @Test("gradients are those of the values", arguments: objectives, [0, 1, 3] as [Int32])
  func differences(objective: Objective, label: Int32) {
    let gradient = evaluate(objective, Self.logits, label).gradient
    let h: Float = 1.0 / 256
    for k in Self.logits.indices {
      var up = Self.logits, down = Self.logits
      up[k] += h
      down[k] -= h
      let slope = (evaluate(objective, up, label).value - evaluate(objective, down, label).value) / Double(2 * h)
      #expect(abs(slope - Double(gradient[k])) < 2e-4 * max(1, abs(slope)))
    }
  }

  @Test("DLR and targeted DLR are the published ratios")
  func closedForms() {
    // Sorted: 2.5 1.75 0.9 0.3 −1.
    #expect(abs(evaluate(.loss(.dlr), Self.logits, 1).value - -(2.5 - 1.75) / (2.5 - 0.9)) < 1e-7)
    #expect(abs(evaluate(.loss(.dlr), Self.logits, 4).value - (2.5 - 0.9) / (2.5 - 0.9)) < 1e-7)
    let targeted = evaluate(.targetedDLR(target: 0), Self.logits, 1).value
    #expect(abs(targeted - -(2.5 - 0.3) / (2.5 - (0.9 + 0.3) / 2)) < 1e-7)
  }

  @Test("a probability's slope is not lost where the softmax has saturated in float32")
  func saturated() {
    let gradient = evaluate(.probabilities(label: -1, rival: 0, target: nil), [40, 0, 0], 0).gradient
    // p (1 − p) = 2 e⁻⁴⁰, to first order.
    #expect(abs(gradient[0] / Float(-2 * exp(-40.0)) - 1) < 1e-6)
  }

  @Test("below three and four classes the margin takes their place", arguments: [2, 3])
  func fewClasses(classes: Int) {
    let logits = Array(Self.logits.prefix(classes))
    #expect(evaluate(.targetedDLR(target: 1), logits, 0).value == evaluate(.difference(target: 1), logits, 0).value)
    if classes == 2 { #expect(evaluate(.loss(.dlr), logits, 0).value == evaluate(.loss(.margin), logits, 0).value) }
  }

  @Test("ranks of equal logits go to the first")
  func ranks() {
    let ranks = LogitRanks([1, 3, 3, 2, 3] as [Float], 5)
    #expect([ranks[0], ranks[1], ranks[2], ranks[3]] == [1, 2, 4, 3] as [Int])
  }
}
