import Files
import Foundation
import Statistics
import TestSupport
import Testing

@testable import Robustness

@Suite("Accuracy of each class")
struct ClassAccuracyTests {
  /// Strengths 0.1 and 0; two images of class 0, three of class 2, none of class 1.
  static func rows(names: [String]?) -> [ClassAccuracy] {
    var evidence = AuditEvidence(
      clean: [true, true, true, false, true], cleanConfidence: [1, 1, 1, 1, 1], norm: .linf,
      asked: [Epsilon(0.1), Epsilon(0)], diameter: 1, classes: 3)
    func outcome(_ correct: [Bool]) -> StrengthOutcome {
      StrengthOutcome(epsilon: 0, correct: correct, confidence: [], maximumPerturbation: 0, zeroGradient: [])
    }
    func curve(_ correct: [[Bool]]) -> CurveOutcome {
      CurveOutcome(label: AttackLabel(.fgsm, through: .own), asked: correct.map(outcome), zero: outcome([]))
    }
    let all = [true, true, true, true, true]
    evidence.curves = [
      curve([[false, true, true, true, true], all]), curve([[true, true, true, true, false], all]),
    ]
    return ClassAccuracy.rows(evidence, labels: [0, 2, 0, 2, 2], names: names)
  }

  @Test("counts its images, those right without attack and those right under every attack at each ε")
  func byHand() {
    let rows = Self.rows(names: ["cat", "dog", "ship"])
    #expect(rows.map(\.number) == [0, 1, 2] && rows.map(\.name) == ["cat", "dog", "ship"])
    #expect(rows.map(\.total) == [2, 0, 3])
    // The fourth image is wrong without attack, the first and the last under one attack each.
    #expect(rows.map(\.cleanCorrect) == [2, 0, 2])
    #expect(rows.map { $0.worstCase.map(\.correct) } == [[1, 2], [0, 0], [1, 2]])
    #expect(rows.allSatisfy { $0.worstCase.map(\.epsilon) == [0.1, 0] })
  }

  @Test("a class beyond the names that are known has its number alone")
  func names() {
    #expect(Self.rows(names: ["cat"]).map(\.name) == ["cat", nil, nil])
    #expect(Self.rows(names: nil).map(\.name) == [nil, nil, nil])
  }

  @Test("the classes of a report add up to its other figures")
  func sums() throws {
    var audit = Audit(epsilons: try Epsilon.list(parsing: "0.02,0,0.004"), losses: ["cross-entropy", "dlr"])
    audit.classNames = ["a", "b", "c"]
    let report = try audit.run(AuditTests.classifier, own: nil, on: AuditTests.images, in: .threads(1))
    let rows = try #require(report.perClass)
    #expect(rows.map(\.name) == ["a", "b", "c"] && rows.reduce(0) { $0 + $1.total } == report.total)
    #expect(rows.reduce(0) { $0 + $1.cleanCorrect } == report.clean.correct)
    for (e, point) in report.worstCase.enumerated() {
      #expect(rows.reduce(0) { $0 + $1.worstCase[e].correct } == point.correct)
      #expect(rows.allSatisfy { $0.worstCase[e].epsilon == point.epsilon.value })
    }
  }

  @Test("JSON has the keys that others read, and reads back as it was written")
  func json() throws {
    let rows = Self.rows(names: ["cat", "dog"]), data = try StableJSON.encode(rows)
    let json = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
    #expect(Set(json[0].keys) == ["class", "name", "total", "clean_correct", "worst_case"])
    #expect(Set(json[2].keys) == ["class", "total", "clean_correct", "worst_case"])
    let points = try #require(json[0]["worst_case"] as? [[String: Any]])
    #expect(Set(points[0].keys) == ["epsilon", "correct"])
    #expect(try StableJSON.decode([ClassAccuracy].self, from: data, path: "audit.json") == rows)
  }
}
