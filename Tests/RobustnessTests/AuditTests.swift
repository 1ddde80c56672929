import Datasets
import Files
import Losses
import Models
import Statistics
import Tensors
import TestSupport
import Testing

@testable import Robustness

@Suite("Audit")
struct AuditTests {
  static let engine = Engine(threads: 1)
  static let classifier = TestClassifiers.small
  static let images = TestClassifiers.images(for: classifier, count: 60)
  static let own = Loss(.baikal)
  /// Not in order, one twice.
  static let texts = ["8/255", "0", "0.1", "2/255", "0.1"]

  static func report(losses: [RequestedLoss] = ["own", "cross-entropy", "dlr"]) throws -> AuditReport {
    try Audit(epsilons: texts.map { try Epsilon(parsing: $0) }, losses: losses)
      .run(classifier, own: own, on: images, in: .threads(1))
  }

  @Test("points are the strengths asked for, in that order")
  func order() throws {
    let report = try Self.report(), values = [8.0 / 255, 0, 0.1, 2.0 / 255, 0.1]
    #expect(report.curves.map(\.label.loss) == ["own", "cross-entropy", "dlr"])
    for points in report.curves.map(\.points) + [report.worstCase] { #expect(points.map(\.epsilon.value) == values) }
    #expect(report.settings.epsilons.map(\.text) == Self.texts)
    #expect(report.settings.losses == ["own": "baikal", "cross-entropy": "cross-entropy", "dlr": "dlr"])
  }

  @Test("figures are those of the attacks, the worst case their intersection, cumulative over smaller ε")
  func figures() throws {
    let report = try Self.report(), values = report.worstCase.map(\.epsilon.value)
    let clean = Self.classifier.correct(on: Self.images, engine: Self.engine)
    #expect(report.total == 60 && report.clean == Accuracy(correct: clean.count { $0 }, total: 60))
    let outcomes = [AttackLoss.loss(Self.own), .crossEntropy, .dlr].map {
      FGSM(loss: $0, epsilons: values).attack(Self.classifier, on: Self.images, engine: Self.engine)
    }
    for e in values.indices {
      let smaller = values.indices.filter { values[$0] <= values[e] }
      for (curve, outcome) in zip(report.curves, outcomes) {
        #expect(curve.points[e].correct == outcome.correct[e].count { $0 })
        #expect(curve.points[e].maxPerturbation == outcome.maximumPerturbation[e])
        let survivors = clean.indices.filter { i in clean[i] && smaller.allSatisfy { outcome.correct[$0][i] } }
        #expect(curve.points[e].cumulativeCorrect == survivors.count)
      }
      let worst = clean.indices.filter { i in clean[i] && outcomes.allSatisfy { $0.correct[e][i] } }
      #expect(report.worstCase[e].correct == worst.count)
      let survivors = clean.indices.filter { i in
        clean[i] && outcomes.allSatisfy { outcome in smaller.allSatisfy { outcome.correct[$0][i] } }
      }
      #expect(report.worstCase[e].cumulativeCorrect == survivors.count)
    }
    // The losses disagree, or the intersection would prove nothing.
    #expect(report.curves.contains { $0.points[2].correct > report.worstCase[2].correct })
  }

  @Test(
    "an audit that cannot be believed ends in an error, whatever the attacks: a network that answers differently each time",
    arguments: [AttackName.fgsm, .pgd, .square])
  func plantedFailure(attack: AttackName) throws {
    let classifier = Unsteady.classifier()
    let images = TestClassifiers.images(for: TestClassifiers.linear([[1, -1], [-1, 1]]), count: 10)
    let audit = Audit(attacks: [attack], epsilons: [try Epsilon(parsing: "0.01")], losses: ["cross-entropy"])
    let error = #expect(throws: FileError.self) {
      try audit.run(classifier, own: nil, on: images, in: .threads(1))
    }
    #expect(
      error?.description == "attack through cross-entropy: ε = 0 changes predictions; expected 8 correct as without "
        + "attack, found 2; no figure of this audit can be believed; please report this as a bug")
  }

  /// One pass differs for four times: two passes alone would agree.
  @Test("five passes are compared, since a model may agree with itself once", arguments: [1, 2, 4, 5])
  func repeats(steadyPasses: Int) {
    let images = TestClassifiers.images(for: TestClassifiers.linear([[1, -1], [-1, 1]]), count: 10)
    // The campaign makes the first pass of all.
    let campaign = AttackCampaign(
      Unsteady.classifier(steadyPasses: 1 + steadyPasses), on: images, norm: .linf, seed: 0, batch: 10, journal: nil,
      in: .threads(1))
    #expect(campaign.repeatsLogits() == (steadyPasses == 5))
  }

  @Test("own needs a known loss, before anything is attacked; by default it is left out")
  func ownUnknown() {
    let audit = Audit(epsilons: [], losses: ["own"])
    #expect(throws: FileError.self) { try audit.run(Self.classifier, own: nil, on: Self.images, in: .threads(1)) }
    #expect(Audit.defaultLosses(own: nil) == ["cross-entropy", "dlr"])
    #expect(Audit.defaultLosses(own: Self.own) == ["own", "cross-entropy", "dlr"])
  }

  @Test("no images make a report without division by zero")
  func empty() throws {
    let audit = Audit(epsilons: [try Epsilon(parsing: "0.1")], losses: ["cross-entropy"])
    let report = try audit.run(Self.classifier, own: nil, on: Self.images.prefix(0), in: .threads(1))
    #expect(report.total == 0 && report.worstCase[0].accuracy == 0)
  }

  static let allAttacks: [AttackName] = [.pgd, .fgsm, .apgdCrossEntropy, .square, .autoAttack]

  static func searching(threads: Int = 1, batch: Int? = nil, seed: UInt64 = 0) throws -> AuditReport {
    var audit = Audit(attacks: allAttacks, epsilons: try Epsilon.list(parsing: "0.02,0,0.004"), losses: ["own", "dlr"])
    audit.budget = AttackBudget(pgdSteps: 5, iterations: 10, queries: 50)
    audit.seed = seed
    audit.batch = batch
    return try audit.run(classifier, own: own, on: images, in: .threads(threads))
  }

  @Test("attacks that bring their own losses go on with what those before them left right")
  func sequence() throws {
    let report = try Self.searching()
    #expect(
      report.curves.map { "\($0.label)" } == [
        "fgsm through own", "fgsm through dlr", "pgd through own", "pgd through dlr", "apgd-ce", "square", "autoattack",
      ])
    let strong = report.curves.suffix(3).map { $0.points.map(\.correct) }
    #expect(zip(strong, strong.dropFirst()).allSatisfy { zip($0, $1).allSatisfy { $0 >= $1 } })
    let parts = try #require(report.curves.last?.parts)
    #expect(parts.map(\.label.attack) == [.apgdCrossEntropy, .targetedAPGD, .fab, .square])
    #expect(parts.last?.points.map(\.correct) == strong.last)
    for (e, point) in report.worstCase.enumerated() {
      #expect(report.curves.allSatisfy { $0.points[e].correct >= point.correct })
      #expect(report.curves.allSatisfy { $0.points[e].maxPerturbation <= point.epsilon.value + 1e-6 })
    }
    #expect(report.curves.allSatisfy { $0.points[1].correct == report.clean.correct })
  }

  @Test("a report does not depend on the threads and the batch")
  func threads() throws {
    let one = try StableJSON.encode(try Self.searching())
    #expect(try StableJSON.encode(try Self.searching(threads: 2, batch: 7)) == one)
    #expect(try StableJSON.encode(try Self.searching(threads: 3, batch: 250)) == one)
    #expect(try Self.searching(seed: 9).settings.seed == 9)
  }

  @Test("every check has a verdict where all attacks were asked for, and a plain model passes")
  func verdicts() throws {
    var audit = Audit(
      attacks: [.fgsm, .pgd, .apgdCrossEntropy, .square, .transfer], epsilons: try Epsilon.list(parsing: "0.01"),
      losses: ["own", "cross-entropy"])
    audit.budget.queries = 2000
    // Better than chance, which `classifier` is not: it answers one class nearly always.
    let classifier = TestClassifiers.balanced
    audit.sibling = Sibling(classifier, name: "itself")
    let report = try audit.run(
      classifier, own: Loss(.crossEntropy), on: TestClassifiers.images(for: classifier, count: 60), in: .threads(1))
    #expect(report.checks.allSatisfy { $0.verdict == .pass }, "\(report.checks.filter { $0.verdict != .pass })")
  }

  @Test(
    "fewer classes than an attack wants are said", arguments: [(2, 2), (3, 1), (4, 0)])
  func notes(classes: Int, notes: Int) throws {
    let rows: [[Float]] = (0..<classes).map { k in (0..<4).map { $0 == k ? 1 : 0 } }
    let classifier = TestClassifiers.linear(rows), images = TestClassifiers.images(for: classifier, count: 6)
    var audit = Audit(attacks: [.pgd, .autoAttack], epsilons: try Epsilon.list(parsing: "0.01"), losses: ["dlr"])
    audit.budget = AttackBudget(pgdSteps: 2, iterations: 2, queries: 2)
    let report = try audit.run(classifier, own: nil, on: images, in: .threads(1))
    #expect((report.settings.notes ?? []).count { $0.contains("needs") } == notes)
  }
}
