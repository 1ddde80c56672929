import Files
import Foundation
import Statistics
import Testing

@testable import Robustness

@Suite("Damage report")
struct DamageReportTests {
  @Test("JSON has the keys that others read")
  func keys() throws {
    let report = try DamageAuditTests.report()
    let json = try #require(try JSONSerialization.jsonObject(with: StableJSON.encode(report)) as? [String: Any])
    #expect(AuditReportTests.keys(json) == ["total", "clean", "curves", "settings"])
    for curve in json["curves"] as? [[String: Any]] ?? [] {
      #expect(AuditReportTests.keys(curve) == ["damage", "target", "quantity", "points"])
      let common: Set = ["parameter", "correct", "accuracy", "interval"]
      for point in curve["points"] as? [Any] ?? [] {
        #expect(
          AuditReportTests.keys(point)
            == common.union(curve["target"] as? String == "images" ? ["severity"] : ["draws", "standard_deviation"]))
      }
    }
    #expect(AuditReportTests.keys(json["settings"]) == ["seed", "draws", "classes", "units"])
  }

  @Test("reads back as it was written")
  func roundTrip() throws {
    var report = try DamageAuditTests.report()
    report.settings.dataset = "mnist"
    let data = try StableJSON.encode(report)
    #expect(try StableJSON.decode(DamageReport.self, from: data, path: "damage.json") == report)
  }

  @Test("a point of several draws has their mean and sample deviation, and an interval for the images alone")
  func draws() throws {
    let point = DamagePoint(strength: 0.1, draws: [10, 12, 17], total: 20)
    #expect(point.correct == 39 && point.draws == [10, 12, 17] && abs(point.accuracy - 0.65) < 1e-15)
    // Of 0.5, 0.6 and 0.85: √((0.0225 + 0.0025 + 0.04) / 2).
    #expect(abs(try #require(point.standardDeviation) - 0.0325.squareRoot()) < 1e-15)
    #expect(point.interval == WilsonInterval(successes: 13, total: 20))
  }

  @Test("a single draw has no deviation")
  func single() { #expect(DamagePoint(strength: 0.1, draws: [4], total: 5).standardDeviation == nil) }
}
