import Files
import Losses
import Models
import Statistics
import TestSupport
import Testing

@testable import Robustness

/// Follows no gradient, so that it finds nothing.
private struct Idle: Attack {
  private struct OnImage: ImageAttack {
    let task: AttackTask
    var asked = false

    mutating func ask(_ point: UnsafeMutablePointer<Float>) -> Question? {
      defer { asked = true }
      point.update(from: task.image, count: task.image.count)
      return asked ? nil : .logits
    }
    mutating func tell(_ answer: Answer) -> Bool { !answer.resists }
  }

  func start(_ task: AttackTask) -> any ImageAttack { OnImage(task: task) }
}

@Suite("Transfer from a sibling")
struct SiblingTests {
  private static func audit(_ sibling: Classifier?, attacks: [AttackName] = [.pgd, .transfer]) throws -> Audit {
    var audit = Audit(attacks: attacks, epsilons: try Epsilon.list(parsing: "0,0.05"), losses: ["cross-entropy"])
    audit.sibling = sibling.map { Sibling($0, name: "twin") }
    return audit
  }

  private static func report(_ audit: Audit) throws -> AuditReport {
    try audit.run(AuditTests.classifier, own: nil, on: AuditTests.images, in: .threads(1))
  }

  @Test("images of the model itself break it, and ε = 0 breaks nothing")
  func itself() throws {
    let report = try Self.report(Self.audit(AuditTests.classifier))
    let (pgd, transfer) = (report.curves[0], report.curves[1])
    #expect(transfer.label.attack == .transfer && report.settings.transferFrom == "twin")
    #expect(transfer.points[0].correct == report.clean.correct)
    #expect(transfer.points[1].correct < report.clean.correct)
    // Without an early end a search may leave again what it had broken, and no more than that.
    #expect(abs(transfer.points[1].correct - pgd.points[1].correct) <= 6)
    let check = try #require(report.checks.first { $0.name == "transfer-not-stronger" })
    #expect(check.verdict == .pass, "\(check)")
  }

  @Test("attacks that find nothing are told apart by what the sibling's images break")
  func planted() throws {
    var audit = try Self.audit(AuditTests.classifier)
    audit.planted = { $0 is Unstopped ? $0 : Idle() }
    let check = try #require(try Self.report(audit).checks.first { $0.name == "transfer-not-stronger" })
    #expect(check.verdict == .warn, "\(check)")
  }

  @Test("another strength of gradient changes nothing: the images are those of the sibling alone")
  func siblingDecides() throws {
    let own = try Self.report(Self.audit(AuditTests.classifier))
    var weights = AuditTests.classifier.weights
    for i in weights.values.indices { weights.values[i] = -weights.values[i] }
    // Its gradients lead away from every boundary.
    let inverted = Classifier(network: AuditTests.classifier.network, weights: weights)
    let other = try Self.report(Self.audit(inverted))
    #expect(own.curves[0].points == other.curves[0].points)
    #expect(own.curves[1].points[1].correct < other.curves[1].points[1].correct)
  }

  @Test("a model of other images is refused, and so is transfer without a sibling")
  func refusals() throws {
    let other = TestClassifiers.linear([[1, -1], [-1, 1]])
    #expect {
      _ = try Self.report(Self.audit(other))
    } throws: { error in
      let text = "\(error)"
      return text.contains("twin") && text.contains("expected one for") && text.contains("1x2x1 and 2 classes")
    }
    #expect(throws: (any Error).self) { _ = try Self.report(Self.audit(nil)) }
  }

  @Test("with a target, the sibling's images lead there too")
  func target() throws {
    var audit = try Self.audit(AuditTests.classifier)
    audit.target = .named("1")
    let report = try Self.report(audit)
    #expect(try #require(report.curves[1].points[1].reached).correct > 0)
  }
}
