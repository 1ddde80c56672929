import Charts
import Robustness
import TestSupport
import Testing

@testable import LossLandscapes
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
      chart.footnote.contains(
        "filter-normalised Gaussian directions, seed 7; biases and any batch-norm as trained; band: 95 %"))
    report.settings.seed = nil
    chart = try #require(SliceCharts.chart(report, name: "m") as? LineChart)
    #expect(chart.title == "Along a given direction through the trained weights")
    #expect(chart.footnote.contains("given directions; running statistics of any batch-norm as trained; band: 95 %"))
  }

  @Test("several draws are named, in the title, below and in the list of charts; a plane says that it has no band")
  func draws() throws {
    var report = try #require(try SampleResults.study().losses[0].slice)
    report.settings.seed = 7
    report.settings.directions = 3
    report.draws = (0..<3).map { .init(draw: $0, points: report.points, flatness: report.flatness, cosine: nil) }
    let chart = try #require(SliceCharts.chart(report, name: "m") as? LineChart)
    #expect(chart.title == "Along 3 random directions through the trained weights")
    #expect(chart.footnote.contains("median, and band from the lowest to the highest, of 3 draws of directions"))
    #expect(SliceCaption.directions(report.settings) == "3 random directions, as their median and the band of all")
    report.settings.dimensions = 2
    #expect(SliceCaption.text(report).contains("the median of 3 draws of directions at each place; their spread is"))
    #expect(SliceCaption.directions(report.settings) == "two random directions, the median of 3 draws of both")
  }

  @Test("accuracy is drawn with that under FGSM, each with Wilson's interval")
  func attacked() throws {
    var report = try #require(try SampleResults.study().losses[0].slice)
    report.settings.epsilon = try Epsilon(parsing: "8/255")
    for index in report.points.indices {
      report.points[index].attacked = .init(correct: 1, accuracy: 1.0 / 3, standardError: 0.1)
    }
    let chart = try #require(SliceCharts.accuracyChart(report, name: "m") as? LineChart)
    #expect(chart.series.map(\.name) == ["m, unattacked", "m, FGSM at 8/255"])
    #expect(chart.series[1].points.allSatisfy { $0.y == 1.0 / 3 })
    #expect(chart.series.allSatisfy { $0.band.count == report.points.count })
    #expect(abs(chart.series[1].band[0].upper - 0.7923) < 1e-3)
  }
}
