import Files
import Foundation
import Statistics
import Testing

@testable import Robustness

@Suite("Audit report")
struct AuditReportTests {
  static func keys(_ value: Any?) -> Set<String> { Set((value as? [String: Any] ?? [:]).keys) }

  @Test("JSON has the keys that others read")
  func keys() throws {
    let report = try AuditTests.report()
    let json = try #require(
      try JSONSerialization.jsonObject(with: StableJSON.encode(report)) as? [String: Any])
    #expect(
      Self.keys(json) == [
        "total", "clean", "curves", "worst_case", "checks", "settings", "calibration", "per_class", "smallest_epsilon",
      ])
    #expect(Self.keys(json["clean"]) == ["correct", "accuracy", "interval"])
    let curves = try #require(json["curves"] as? [[String: Any]])
    let point: Set = [
      "epsilon", "epsilon_text", "correct", "accuracy", "interval", "max_perturbation", "zero_gradient",
      "cumulative_correct",
    ]
    for curve in curves {
      #expect(Self.keys(curve) == ["attack", "loss", "points"])
      #expect(curve["attack"] as? String == "fgsm")
      for found in curve["points"] as? [Any] ?? [] {
        #expect(Self.keys(found) == point.union(["expected_calibration_error"]))
      }
    }
    #expect((json["worst_case"] as? [Any])?.count == 5)
    for found in json["worst_case"] as? [Any] ?? [] { #expect(Self.keys(found) == point) }
    for check in json["checks"] as? [[String: Any]] ?? [] {
      #expect(Self.keys(check) == ["name", "verdict", "detail"])
      #expect(["pass", "warn", "fail", "not-run"].contains(check["verdict"] as? String))
    }
    #expect(Self.keys(json["settings"]).isSuperset(of: ["attacks", "epsilons", "losses", "norm", "units"]))
  }

  @Test("reads back as it was written")
  func roundTrip() throws {
    var report = try AuditTests.report()
    report.settings.checkpoint = "models/baikal.safetensors.zst"
    let data = try StableJSON.encode(report)
    #expect(try StableJSON.decode(AuditReport.self, from: data, path: "attack.json") == report)
  }

  @Test("a report from before there was calibration and per-class accuracy is read")
  func older() throws {
    let report = try AuditTests.report()
    var json = try #require(try JSONSerialization.jsonObject(with: StableJSON.encode(report)) as? [String: Any])
    json["calibration"] = nil
    json["per_class"] = nil
    let data = try JSONSerialization.data(withJSONObject: json)
    let older = try StableJSON.decode(AuditReport.self, from: data, path: "attack.json")
    #expect(older.calibration == nil && older.perClass == nil && older.curves == report.curves)
  }

  @Test("a cut file is an error that names it")
  func truncated() throws {
    let data = try StableJSON.encode(try AuditTests.report()).prefix(200)
    let error = #expect(throws: FileError.self) {
      try StableJSON.decode(AuditReport.self, from: data, path: "attack.json")
    }
    #expect(error?.path == "attack.json")
  }

  @Test("a point counts what stayed right, with its interval")
  func point() {
    let point = AttackPoint(
      epsilon: Epsilon(0.1), correct: [true, false, true, true], cumulative: [true, false, false, true],
      maxPerturbation: 0.1,
      zeroGradient: 2)
    #expect(point.correct == 3 && point.accuracy == 0.75 && point.cumulativeCorrect == 2 && point.zeroGradient == 2)
    #expect(point.interval == WilsonInterval(successes: 3, total: 4))
  }
}
