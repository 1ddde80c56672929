import Models
import Tensors
import Testing

@testable import Robustness

@Suite("MALT's choice of classes")
struct MALTTests {
  private static let classes = 12

  /// Class 0 is the label. Class k has the logit −k, and rises with slope `slopes[k]` in every one of 4 pixels: the larger
  /// the slope, the nearer it is.
  private static func targets(_ attack: MALT, slopes: [Float]) -> [Objective] {
    let task = AttackTask(
      image: [0.5, 0.5, 0.5, 0.5], shape: .init(height: 2, width: 2, channels: 1), label: 0, classes: classes,
      norm: .linf, epsilon: 0.1, seed: 1, index: 0)
    var run = attack.start(task), point = task.image, found: [Objective] = []
    while let question = run.ask(&point) {
      var value = 0.0, gradient = [Float](repeating: 1, count: 4)
      if case .gradient(.difference(let target)) = question {
        value = -Double(target)
        gradient = gradient.map { $0 * slopes[target] }
      } else if case .gradient(let objective) = question, found.last != objective {
        found.append(objective)
      }
      let logits = (0..<classes).map { -Float($0) }
      point.withUnsafeBufferPointer { point in
        logits.withUnsafeBufferPointer { logits in
          gradient.withUnsafeBufferPointer { gradient in
            _ = run.tell(
              Answer(
                point: point.baseAddress!, logits: logits.baseAddress!, resists: true, value: value,
                gradient: gradient.baseAddress))
          }
        }
      }
    }
    return found
  }

  @Test("classes come in the order of logit gap over gradient norm")
  func order() {
    // Distances k / (4 · slope): 11 is nearest, then 10, then 1.
    let slopes: [Float] = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 20, 30]
    let found = Self.targets(MALT(iterations: 1, targets: 3), slopes: slopes)
    #expect(found == [11, 10, 1].map { .targetedDLR(target: $0) })
  }

  @Test("what APGD-T has attacked is left out, and a class without slope is the last")
  func beyond() {
    var slopes: [Float] = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 20, 30]
    #expect(Self.targets(MALT(iterations: 1, beyond: 9), slopes: slopes) == [11, 10].map { .targetedDLR(target: $0) })
    slopes[11] = 0
    #expect(Self.targets(MALT(iterations: 1, beyond: 9), slopes: slopes) == [.targetedDLR(target: 10)])
    // With every wrong class attacked already there is nothing to ask.
    #expect(Self.targets(MALT(iterations: 1, beyond: 11), slopes: slopes).isEmpty)
  }
}
