import Datasets
import Files
import Losses
import Models
import Tensors
import TestSupport
import Testing

@testable import Robustness

@Suite("Audit")
struct AuditTests {
  static let pool = WorkerPool(threads: 1)
  static let classifier = TestClassifiers.small
  static let images = TestClassifiers.images(for: classifier, count: 60)
  static let own = Loss(.baikal)
  /// Not in order, one twice.
  static let texts = ["8/255", "0", "0.1", "2/255", "0.1"]

  static func report(losses: [String] = ["own", "cross-entropy", "dlr"]) throws -> AuditReport {
    try Audit(epsilons: texts.map { try Epsilon(parsing: $0) }, losses: losses)
      .run(classifier, own: own, on: images, pool: pool)
  }

  @Test("points are the strengths asked for, in that order")
  func order() throws {
    let report = try Self.report(), values = [8.0 / 255, 0, 0.1, 2.0 / 255, 0.1]
    #expect(report.curves.map(\.loss) == ["own", "cross-entropy", "dlr"])
    for points in report.curves.map(\.points) + [report.worstCase] { #expect(points.map(\.epsilon) == values) }
    #expect(report.settings.epsilons.map(\.text) == Self.texts)
    #expect(report.settings.losses == ["own": "baikal", "cross-entropy": "cross-entropy", "dlr": "dlr"])
  }

  @Test("figures are those of the attacks, the worst case their intersection, cumulative over smaller ε")
  func figures() throws {
    let report = try Self.report(), values = report.worstCase.map(\.epsilon)
    let clean = Self.classifier.correct(on: Self.images, pool: Self.pool)
    #expect(report.total == 60 && report.clean == Accuracy(correct: clean.count { $0 }, total: 60))
    let outcomes = [AttackLoss.loss(Self.own), .crossEntropy, .dlr].map {
      FGSM(loss: $0, epsilons: values).attack(Self.classifier, on: Self.images, pool: Self.pool)
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

  @Test("an audit that cannot be believed ends in an error: a network that answers differently each time")
  func plantedFailure() throws {
    let classifier = Unsteady.classifier()
    let images = TestClassifiers.images(for: TestClassifiers.linear([[1, -1], [-1, 1]]), count: 10)
    let audit = Audit(epsilons: [try Epsilon(parsing: "0.01")], losses: ["cross-entropy"])
    let error = #expect(throws: FileError.self) {
      try audit.run(classifier, own: nil, on: images, pool: Self.pool)
    }
    #expect(
      error?.description == "attack through cross-entropy: ε = 0 changes predictions; expected 8 correct as without "
        + "attack, found 2; no figure of this audit can be believed; please report this as a bug")
  }

  @Test("own needs a known loss, before anything is attacked; by default it is left out")
  func ownUnknown() {
    let audit = Audit(epsilons: [], losses: ["own"])
    #expect(throws: FileError.self) { try audit.run(Self.classifier, own: nil, on: Self.images, pool: Self.pool) }
    #expect(Audit.defaultLosses(own: nil) == ["cross-entropy", "dlr"])
    #expect(Audit.defaultLosses(own: Self.own) == ["own", "cross-entropy", "dlr"])
  }

  @Test("no images make a report without division by zero")
  func empty() throws {
    let audit = Audit(epsilons: [try Epsilon(parsing: "0.1")], losses: ["cross-entropy"])
    let report = try audit.run(Self.classifier, own: nil, on: Self.images.prefix(0), pool: Self.pool)
    #expect(report.total == 0 && report.worstCase[0].accuracy == 0)
  }
}
