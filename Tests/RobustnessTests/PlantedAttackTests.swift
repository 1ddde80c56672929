import Datasets
import Losses
import Models
import Tensors
import TestSupport
import Testing

@testable import Robustness

/// Attacks with a fault planted in them.
enum PlantedFault: String, Sendable, CaseIterable {
  case zeroGradient, wrongSign, noClip
}

private struct PlantedAttack: Attack {
  let fault: PlantedFault

  func start(_ task: AttackTask) -> any ImageAttack {
    PlantedAttackOnImage(fault: fault, task: task, inner: PGD(loss: .crossEntropy).start(task))
  }
}

private struct PlantedAttackOnImage: ImageAttack {
  let fault: PlantedFault
  let task: AttackTask
  var inner: any ImageAttack

  mutating func ask(_ point: UnsafeMutablePointer<Float>) -> Question? {
    guard let question = inner.ask(point) else { return nil }
    // 1.5 ε from the image, whatever its walls.
    if fault == .noClip {
      for (i, pixel) in task.image.enumerated() { point[i] = pixel + 1.5 * (point[i] - pixel) - 0.01 }
    }
    return question
  }

  mutating func tell(_ answer: Answer) -> Bool {
    guard let found = answer.gradient else { return inner.tell(answer) }
    let gradient = task.image.indices.map { fault == .zeroGradient ? 0 : fault == .wrongSign ? -found[$0] : found[$0] }
    return gradient.withUnsafeBufferPointer {
      inner.tell(
        Answer(
          point: answer.point, logits: answer.logits, resists: answer.resists, value: answer.value,
          gradient: $0.baseAddress))
    }
  }
}

@Suite("Broken attacks")
struct PlantedAttackTests {
  static let caught: [(PlantedFault, String)] = [
    (.zeroGradient, "pgd-not-weaker-than-fgsm"), (.zeroGradient, "attack-self-test"),
    (.wrongSign, "pgd-not-weaker-than-fgsm"), (.wrongSign, "attack-self-test"),
    (.noClip, "perturbation-within-epsilon"),
  ]

  @Test("are caught by the checks", arguments: caught)
  func check(fault: PlantedFault, by name: String) throws {
    var audit = Audit(
      attacks: [.fgsm, .pgd], epsilons: try Epsilon.list(parsing: "0.02"), losses: ["cross-entropy"])
    audit.planted = { _ in PlantedAttack(fault: fault) }
    let images = TestClassifiers.images(for: TestClassifiers.small, count: 100)
    let report = try audit.run(TestClassifiers.small, own: nil, on: images, in: .threads(1))
    let check = try #require(report.checks.first { $0.name == name })
    #expect(check.verdict == .fail, "\(check)")
  }
}
