import Datasets
import Foundation
import Models
import Testing

@testable import Robustness

@Suite("Attacks by name")
struct AttackNameTests {
  @Test("an audit runs each attack by its kind alone", arguments: AttackName.allCases)
  func kinds(name: AttackName) throws {
    var audit = Audit(
      attacks: [name], epsilons: try Epsilon.list(parsing: name.norms[0] == .l0 ? "2" : "0.02", norm: name.norms[0]),
      norm: name.norms[0], losses: ["cross-entropy", "dlr"])
    if name.isReplay { audit.sibling = Sibling(AuditTests.classifier, name: "itself") }
    audit.budget = AttackBudget(pgdSteps: 3, iterations: 5, queries: 20, sigmaZeroSteps: 10)
    let report = try audit.run(
      AuditTests.classifier, own: nil, on: AuditTests.images.prefix(20), in: JobContext(engine: Engine(threads: 1)))
    switch name.kind {
    case .sweep, .search:
      // One curve through each loss, which counts every image.
      #expect(report.curves.map(\.label) == audit.losses.map { AttackLabel(name, through: $0) })
      #expect(report.curves.allSatisfy { $0.points[0].expectedCalibrationError != nil })
    case .climb, .hunt, .sequence, .replay, .nearest:
      #expect(report.curves.map(\.label) == [AttackLabel(name)])
      #expect(report.curves[0].parts?.map(\.label.attack) ?? [name] == name.parts)
    }
    let selfTest = try #require(report.checks.first { $0.name == "attack-self-test" })
    let moreSteps = try #require(report.checks.first { $0.name == "more-steps-change-little" })
    #expect((selfTest.verdict != .notRun) == (name.searches && !name.isReplay))
    #expect((moreSteps.verdict != .notRun) == name.parts.contains(where: \.climbs))
  }

  @Test(
    "an attack on single images is made for each loss, or once, or once for each part",
    arguments: [(.fgsm, 0), (.pgd, 2), (.apgdDLR, 1), (.square, 1), (.autoAttack, 4), (.autoAttackPlus, 6)]
      as [(AttackName, Int)])
  func attacks(name: AttackName, count: Int) {
    #expect(name.attacks(AttackBudget(), through: [.crossEntropy, .dlr]).count == count)
  }

  @Test("each has a title of its own")
  func titles() { #expect(Set(AttackName.allCases.map(\.title)).count == AttackName.allCases.count) }
}
