import Charts
import Robustness
import Testing

@testable import Reports

@Suite("The charts of a study")
struct StudyChartsTests {
  static let always = [
    "worst-case.png", "smallest-epsilon.png", "fgsm-cross-entropy.png", "fgsm-own.png", "fgsm-dlr.png", "per-class.png",
    "reliability.png",
    "training.png", "loss-shapes.png", "attraction.png",
  ]

  @Test(
    "are those that the results allow, in the report's order",
    arguments: [
      (
        true, true,
        Array(always[..<8]) + ["evolution-a\"b,c.png"] + always[8...]
          + ["slice-loss.png", "slice-accuracy.png", "slice-plane.png", "slice-surface.png", "sharpness-density.png"]
      ), (false, false, always),
    ])
  func list(slices: Bool, evolved: Bool, files: [String]) throws {
    let charts = StudyCharts(try SampleResults.study(slices: slices, evolved: evolved))
    #expect(Self.known(charts) == files)
    #expect(charts.entries.allSatisfy { !$0.caption.isEmpty && !$0.chart.title.isEmpty })
  }

  /// The charts that these tests know, in the order of the report.
  private static func known(_ charts: StudyCharts) -> [String] {
    let names = Set(
      always + ["attacks-cross-entropy.png", "attacks-a\"b,c.png", "evolution-a\"b,c.png"]
        + ["slice-loss.png", "slice-accuracy.png", "slice-plane.png", "slice-surface.png", "sharpness-density.png"])
    return charts.entries.map(\.file).filter(names.contains)
  }

  /// The chart in a file of this name.
  private static func entry(_ file: String, _ charts: StudyCharts) throws -> StudyCharts.Entry {
    try #require(charts.entries.first { $0.file == file })
  }

  @Test("say data set, n and seeds, and that FGSM is not robust accuracy")
  func words() throws {
    let charts = StudyCharts(try SampleResults.study())
    let chart = try #require(Self.entry("worst-case.png", charts).chart as? LineChart)
    #expect(chart.footnote.hasPrefix("preresnet-8 on mnist, n = 3 test images, 2 seeds."))
    #expect(chart.series.map(\.name) == ["cross-entropy", "a\"b,c"])
    // 1 and 0 of 3 right at ε = 0.5, 3 and 2 of 3 for the other loss.
    let means: [[Double]] = [[5.0 / 6, 1.0 / 6], [1, 5.0 / 6]]
    for (series, means) in zip(chart.series, means) {
      for (point, mean) in zip(series.points, means) { #expect(abs(point.y - mean) < 1e-12) }
    }
    #expect(chart.series[0].runs.count == 2)
    let evolution = try #require(Self.entry("evolution-a\"b,c.png", charts).chart as? LineChart)
    #expect(evolution.footnote.hasPrefix("2 candidates, 1 rejected untrained by the exact invariant"))
  }

  @Test("of an audit with stronger attacks show each loss's curves, and do not speak of FGSM alone")
  func stronger() throws {
    var results = try SampleResults.study(slices: false, evolved: false)
    for loss in results.losses.indices {
      for model in results.losses[loss].models.indices {
        results.losses[loss].models[model].attack.settings.attacks = [.fgsm, .pgd]
      }
    }
    let charts = StudyCharts(results)
    #expect(
      Self.known(charts)
        == Array(Self.always[..<5]) + ["attacks-cross-entropy.png", "attacks-a\"b,c.png"] + Self.always[5...])
    let worst = try Self.entry("worst-case.png", charts)
    #expect(worst.chart.title == "Worst case over attacks" && !worst.caption.contains("FGSM"))
    #expect(try Self.entry("attacks-cross-entropy.png", charts).chart.title == "cross-entropy under attack")
  }

  @Test("of results from before there were classes and calibration leave those out")
  func older() throws {
    var results = try SampleResults.study(slices: false, evolved: false)
    results.losses[0].models[0].attack.calibration = nil
    results.losses[1].models[0].attack.calibration = nil
    results.losses[1].models[0].attack.perClass = nil
    #expect(
      Self.known(StudyCharts(results)) == Self.always.filter { !["per-class.png", "reliability.png"].contains($0) })
  }

  @Test(
    "numbers are grouped by thousands", arguments: [(7, "7"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")])
  func grouped(number: Int, text: String) { #expect(Caption.grouped(number) == text) }

  @Test(
    "a long loss is cut to three decimals in a legend",
    arguments: [("taylorglo:0.123456,-2,1e-7", "taylorglo:0.123,-2,1e-07"), ("baikal", "baikal")])
  func short(name: String, text: String) { #expect(LossCharts.short(name) == text) }
}
