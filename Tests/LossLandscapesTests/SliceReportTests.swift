import Files
import Foundation
import Losses
import TestSupport
import Testing

@testable import LossLandscapes

@Suite("Slice report")
struct SliceReportTests {
  static func report(dimensions: Int) throws -> SliceReport {
    let cut = SliceCut(
      SliceTests.classifier, SliceGrid(points: 4, range: -1...0.5).slice(dimensions: dimensions),
      draws: [Array(SliceTests.directions.prefix(dimensions))], measure: SliceMeasure(own: Loss(.baikal)),
      on: SliceTests.images)
    return SliceReport(
      cut, on: cut.slice, draws: try cut.run(in: .threads(1)), origin: .drawn(.filter, seed: 9), split: .test)
  }

  static func keys(_ value: Any?) -> Set<String> { Set((value as? [String: Any] ?? [:]).keys) }

  @Test("JSON has the keys that others read, β too in one dimension", arguments: [1, 2])
  func keys(dimensions: Int) throws {
    let data = try StableJSON.encode(try Self.report(dimensions: dimensions))
    let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(Self.keys(json) == ["total", "points", "flatness", "settings"])
    let points = try #require(json["points"] as? [[String: Any]])
    #expect(points.count == (dimensions == 1 ? 4 : 16))
    for point in points {
      #expect(
        Self.keys(point) == [
          "alpha", "beta", "cross_entropy", "cross_entropy_standard_error", "own_loss", "own_loss_standard_error",
          "correct", "accuracy", "accuracy_standard_error",
        ])
      #expect((point["beta"] is NSNull) == (dimensions == 1))
    }
    #expect(
      Self.keys(json["flatness"]) == [
        "half_width_10_points", "half_width_interpolated", "half_width_standard_error", "mean_cross_entropy_rise",
      ])
    #expect(
      Self.keys(json["settings"]).isSuperset(of: [
        "dimensions", "points_per_axis", "range", "seed", "normalisation", "loss",
      ]))
  }

  @Test("the settings say what was cut", arguments: [1, 2])
  func settings(dimensions: Int) throws {
    let report = try Self.report(dimensions: dimensions), settings = report.settings
    #expect(report.total == 24 && settings.dimensions == dimensions && settings.pointsPerAxis == 4)
    #expect(settings.range == [-1, 0.5] && settings.seed == 9 && settings.loss == "baikal")
    #expect(
      settings.cosine == (dimensions == 1 ? nil : SliceTests.directions[0].cosine(to: SliceTests.directions[1])))
    #expect(report.flatness == Flatness(points: report.points))
  }

  @Test("reads back as it was written", arguments: [1, 2])
  func roundTrip(dimensions: Int) throws {
    let report = try Self.report(dimensions: dimensions)
    #expect(try StableJSON.decode(SliceReport.self, from: StableJSON.encode(report), path: "s") == report)
  }

  @Test("numbers that are not finite are null, named beside, and read back")
  func nonFinite() throws {
    let point = SlicePoint(
      alpha: 1, beta: nil, crossEntropy: .infinity, standardError: .nan, ownLoss: -.infinity, correct: 0, accuracy: 0)
    let text = String(decoding: try StableJSON.encode(point, pretty: false), as: UTF8.self)
    #expect(
      text == #"{"accuracy":0,"alpha":1,"beta":null,"correct":0,"cross_entropy":null,"#
        + #""cross_entropy_standard_error":null,"non_finite":{"cross_entropy":"inf","#
        + #""cross_entropy_standard_error":"nan","own_loss":"-inf"},"own_loss":null}"# + "\n")
    let read = try JSONDecoder().decode(SlicePoint.self, from: Data(text.utf8))
    #expect(read.crossEntropy == .infinity && read.standardError.isNaN && read.ownLoss == -.infinity)
  }

  @Test("an own loss that nobody knows is null, and no word says that it is not finite")
  func unknownLoss() throws {
    let point = SlicePoint(
      alpha: 1, beta: nil, crossEntropy: 2, standardError: 0, ownLoss: nil, correct: 0, accuracy: 0)
    let text = String(decoding: try StableJSON.encode(point, pretty: false), as: UTF8.self)
    #expect(text.contains(#""own_loss":null"#) && !text.contains("non_finite"))
    #expect(try JSONDecoder().decode(SlicePoint.self, from: Data(text.utf8)) == point)
  }
}
