import Charts
import Testing

@testable import Reports

@Suite("The charts of a study")
struct StudyChartsTests {
  static let always = [
    "worst-case.png", "fgsm-cross-entropy.png", "fgsm-own.png", "fgsm-dlr.png", "training.png", "loss-shapes.png",
    "attraction.png",
  ]

  @Test(
    "are those that the results allow, in the report's order",
    arguments: [
      (
        true, true,
        Array(always[..<5]) + ["evolution-a\"b,c.png"] + always[5...]
          + ["slice-loss.png", "slice-accuracy.png", "slice-plane.png"]
      ), (false, false, always),
    ])
  func list(slices: Bool, evolved: Bool, files: [String]) throws {
    let charts = StudyCharts(try SampleResults.study(slices: slices, evolved: evolved))
    #expect(charts.entries.map(\.file) == files)
    #expect(charts.entries.allSatisfy { !$0.caption.isEmpty && !$0.chart.title.isEmpty })
  }

  @Test("say data set, n and seeds, and that FGSM is not robust accuracy")
  func words() throws {
    let entries = StudyCharts(try SampleResults.study()).entries
    let chart = try #require(entries[0].chart as? LineChart)
    #expect(chart.footnote.hasPrefix("preresnet-8 on mnist, n = 3 test images, 2 seeds."))
    #expect(chart.series.map(\.name) == ["cross-entropy", "a\"b,c"])
    // Seeds pooled: 1 and 0 of 3 right at ε = 0.5, 3 and 2 of 3 for the other loss.
    let pooled: [[Double]] = [[5.0 / 6, 1.0 / 6], [1, 5.0 / 6]]
    #expect(chart.series.map { $0.points.map(\.y) } == pooled)
    #expect(chart.series[0].runs.count == 2)
    let evolution = try #require(entries[5].chart as? LineChart)
    #expect(evolution.footnote.hasPrefix("2 candidates (dots), 1 rejected untrained by the exact invariant"))
  }

  @Test("one model's audit: a curve per loss and the worst case, in ascending ε whatever the order asked for")
  func audit() throws {
    let report = try SampleResults.study().losses[0].models[0].attack
    let chart = AuditChart.chart(report, title: "Accuracy under FGSM", dataset: "mnist")
    #expect(
      chart.series.map(\.name) == [
        "FGSM through own", "FGSM through cross-entropy", "FGSM through dlr", "worst of these, per image",
      ])
    #expect(chart.series.allSatisfy { $0.points.map(\.x) == [0, 0.5] && $0.band.count == 2 })
    #expect(
      chart.footnote == "mnist test, n = 3. Bands: Wilson 95 %. Attacks bound robust accuracy from above.")
  }

  @Test(
    "numbers are grouped by thousands", arguments: [(7, "7"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")])
  func grouped(number: Int, text: String) { #expect(AuditChart.grouped(number) == text) }

  @Test(
    "a long loss is cut to three decimals in a legend",
    arguments: [("taylorglo:0.123456,-2,1e-7", "taylorglo:0.123,-2,1e-07"), ("baikal", "baikal")])
  func short(name: String, text: String) { #expect(LossCharts.short(name) == text) }
}
