import Charts
import Statistics
import Testing

@testable import Reports
@testable import Robustness

@Suite("Losses beside the first one, seed by seed")
struct DifferenceChartTests {
  private static func results(_ seeds: [[(clean: Int, worst: Int)]]) throws -> StudyResults {
    var results = try SeedTestsTests.results(seeds)
    for loss in results.losses.indices {
      for model in results.losses[loss].models.indices { results.losses[loss].models[model].seed = UInt64(model) }
    }
    return results
  }

  @Test("are differences within pairs: what a seed does to both losses is gone from them")
  func paired() throws {
    // The second loss is 10 and 12 points better; the seeds are 30 points apart.
    let results = try Self.results([[(900, 100), (900, 400)], [(900, 200), (900, 520)]])
    let chart = try #require(DifferenceChart.chart(results))
    #expect(chart.series.count == 1 && chart.references.map(\.value) == [0])
    let last = try #require(chart.series[0].points.last), band = try #require(chart.series[0].band.last)
    #expect(abs(last.y - 11) < 1e-9 && abs(band.lower - 10) < 1e-9 && abs(band.upper - 12) < 1e-9)
    #expect(chart.series[0].runs.map { ($0.last?.y ?? 0) }.map { $0.rounded() } == [10, 12])
    // A label at 0 would hide points, and the title says whose line it is.
    #expect(chart.references.map(\.label) == [""])
    // "%" would leave open whether it is a share of the other's accuracy.
    #expect(chart.y.unit == "percentage points" && chart.y.format == .plain)
    #expect(chart.footnote.hasSuffix("Lines: mean over pairs; faint: each pair. Bands: range of the 2 pairs."))
  }

  @Test("need two seeds in common and two losses")
  func none() throws {
    #expect(DifferenceChart.chart(try Self.results([[(900, 100), (900, 400)]])) == nil)
    #expect(DifferenceChart.chart(try Self.results([[(900, 100)], [(900, 200)]])) == nil)
  }
}
