import Charts
import Statistics
import Testing

@testable import Reports
@testable import Robustness

@Suite("Calibration, drawn")
struct CalibrationChartTests {
  @Test("two panels a model, which say what they are of, with each bin's Wilson interval")
  func panels() throws {
    let report = try SampleResults.study().losses[0].models[0].attack
    let chart = try #require(CalibrationChart.chart([("mse", report)], subtitle: "", dataset: "mnist"))
    #expect(chart.panels.map(\.title) == ["mse: without attack", "mse: FGSM through cross-entropy, ε\u{A0}=\u{A0}0.5"])
    // Sure to 0.5, 0.7 and 0.9: three right, and the first one alone.
    #expect(
      chart.panels.map(\.note)
        == [
          "ECE 30.0 %, accuracy 100.0 %, confidence 70.0 %", "ECE 70.0 %, accuracy 33.3 %, confidence 70.0 %",
        ].map { $0.replacing(" %", with: "\u{A0}%") })
    let bins = chart.panels[1].bins
    #expect(bins.count == 15 && bins.map(\.count).reduce(0, +) == 3)
    #expect(bins[7].share == 1 && bins[10].share == 0)
    let none = WilsonInterval(successes: 0, total: 1)
    #expect(bins[10].interval == Interval(none.lower, none.upper))
    #expect(chart.columns == 2)
  }

  @Test("a model alone needs no name; several are four panels a row")
  func names() throws {
    let reports = try SampleResults.study().losses.map { ($0.name, $0.models[0].attack) }
    #expect(
      CalibrationChart.chart([("", reports[0].1)], subtitle: "", dataset: "")?.panels[0].title == "without attack")
    let several = try #require(CalibrationChart.chart(reports, subtitle: "", dataset: ""))
    #expect(several.columns == 4 && several.panels.count == 4)
  }

  @Test("without calibration there is no chart")
  func none() throws {
    #expect(
      CalibrationChart.chart([("", try AuditChartTests.report([("fgsm", "own")]))], subtitle: "", dataset: "") == nil)
  }
}
