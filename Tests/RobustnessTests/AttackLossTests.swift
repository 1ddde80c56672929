import Files
import Losses
import TestSupport
import Testing

@testable import Robustness

@Suite("Attack losses")
struct AttackLossTests {
  static func value(_ loss: AttackLoss, _ z: [Double], _ label: Int) -> Double {
    let other = z.indices.filter { $0 != label }.map { z[$0] }.max()!
    let sorted = z.sorted(by: >)
    return loss == .margin ? other - z[label] : -(z[label] - other) / (sorted[0] - sorted[2] + 1e-12)
  }

  static func gradient(_ loss: AttackLoss, _ logits: [Float], _ label: Int) -> [Float] {
    var gradient = [Float](repeating: .nan, count: logits.count)
    let labels = [Int32(label)]
    loss.gradient(logits: logits, labels: labels, count: 1, classes: logits.count, into: &gradient)
    return gradient
  }

  /// Both losses are smooth away from ties: central differences in Double err by 1e-9, the gradient by float32's 1e-7.
  @Test("the gradient is the slope of the value", arguments: [AttackLoss.dlr, .margin], [3, 4, 10])
  func slopes(loss: AttackLoss, classes: Int) {
    let logits = SampleNumbers.floats(classes, seed: UInt64(classes), scale: 2)
    for label in 0..<classes {
      let found = Self.gradient(loss, logits, label)
      let slopes = (0..<classes).map { k in
        let ends = [1e-5, -1e-5].map { step in
          var z = logits.map(Double.init)
          z[k] += step
          return Self.value(loss, z, label)
        }
        return (ends[0] - ends[1]) / 2e-5
      }
      #expect(Deviation.largest(found, slopes) < 1e-6, "label \(label)")
    }
  }

  @Test("below three classes DLR is the margin", arguments: [0, 1])
  func twoClasses(label: Int) {
    let gradient = Self.gradient(.dlr, [0.5, 2], label)
    #expect(gradient == Self.gradient(.margin, [0.5, 2], label))
    #expect(gradient == (label == 0 ? [-1, 1] : [1, -1]))
  }

  @Test(
    "neither the size of the logits nor an offset changes the direction of DLR", arguments: [1, 1e3, 1e6] as [Float])
  func scale(factor: Float) {
    let gradient = Self.gradient(.dlr, [3 * factor, factor, 2 * factor, 0], 0)
    // −(z₀ − z₂) / (z₀ − z₁) at 3, 1, 2: slopes −1/2 + 1/4, −1/4, 1/2, by the factor.
    #expect(Deviation.largest(gradient.map { $0 * factor }, [-0.25, -0.25, 0.5, 0]) < 1e-6)
  }

  @Test("equal logits give finite gradients", arguments: [AttackLoss.dlr, .margin])
  func ties(loss: AttackLoss) {
    #expect(Self.gradient(loss, [1, 1, 1], 1).allSatisfy { $0.isFinite })
  }

  @Test(
    "names read back, and own is the loss of the training",
    arguments: [
      ("cross-entropy", "cross-entropy"), ("dlr", "dlr"), ("margin", "margin"), ("own", "baikal"), ("mse", "mse"),
    ])
  func names(name: String, meaning: String) throws {
    #expect(try RequestedLoss(parsing: name).attackLoss(own: Loss(.baikal)).name == meaning)
  }

  @Test("own needs a model that says what it was trained with")
  func unknownOwn() {
    let error = #expect(throws: FileError.self) { try RequestedLoss.own.attackLoss(own: nil) }
    #expect(
      error?.description == "own: the checkpoint does not say which loss it was trained with; name the loss instead, "
        + "for example cross-entropy")
  }
}
