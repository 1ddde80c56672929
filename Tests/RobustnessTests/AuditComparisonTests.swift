import Files
import Foundation
import Models
import Tensors
import TestSupport
import Testing

@testable import Robustness

@Suite("Two audits compared")
struct AuditComparisonTests {
  static func findings(_ losses: [RequestedLoss]) throws -> AuditFindings {
    try Audit(epsilons: try Epsilon.list(parsing: "0.05,0,0.1"), losses: losses)
      .examine(AuditTests.classifier, own: AuditTests.own, on: AuditTests.images, in: .threads(1))
  }

  @Test("the comparison is of the worst cases, at the strengths asked for and in their order")
  func points() throws {
    let first = try Self.findings(["own"]), second = try Self.findings(["own", "cross-entropy", "dlr"])
    let both = AuditComparison(first, second), points = both.comparison.points
    #expect(both.first == first.report && both.second == second.report && both.comparison.total == 60)
    #expect(points.map(\.epsilon) == [0.05, 0, 0.1])
    #expect(points.map(\.correctA) == first.report.worstCase.map(\.correct))
    #expect(points.map(\.correctB) == second.report.worstCase.map(\.correct))
    // The second has the first's attack and two others, so that it alone keeps none.
    #expect(points.allSatisfy { $0.c == 0 && $0.b == $0.correctA - $0.correctB } && points.contains { $0.b > 0 })
  }

  @Test("JSON has both reports as they are alone")
  func json() throws {
    let both = AuditComparison(try Self.findings(["own"]), try Self.findings(["dlr"]))
    let data = try StableJSON.encode(both)
    let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(Set(json.keys) == ["first", "second", "comparison"])
    #expect(AuditReportTests.keys(json["first"]).isSuperset(of: ["total", "clean", "curves", "worst_case", "checks"]))
    #expect(try StableJSON.decode(AuditComparison.self, from: data, path: "comparison.json") == both)
  }
}
