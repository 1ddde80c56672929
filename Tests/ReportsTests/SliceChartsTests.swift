import Charts
import LossLandscapes
import TestSupport
import Testing

@testable import Reports

@Suite("Slice charts")
struct SliceChartsTests {
  @Test("say what stayed as trained: less where the directions are the user's own")
  func caption() throws {
    var report = try #require(try SampleResults.study().losses[0].slice)
    report.settings.seed = 7
    var chart = try #require(SliceCharts.chart(report, name: "m") as? LineChart)
    #expect(chart.title == "Along a random direction through the trained weights")
    #expect(
      chart.footnote.contains("filter-normalised Gaussian directions, seed 7; biases and batch-norm as trained."))
    report.settings.seed = nil
    chart = try #require(SliceCharts.chart(report, name: "m") as? LineChart)
    #expect(chart.title == "Along a given direction through the trained weights")
    #expect(chart.footnote.contains("given directions; running statistics of batch-norm as trained."))
  }
}
