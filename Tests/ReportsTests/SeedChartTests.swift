import Charts
import Statistics
import Testing

@testable import Reports
@testable import Robustness

@Suite("Losses under attack over their seeds, drawn")
struct SeedChartTests {
  private static func chart(_ seeds: [[(clean: Int, worst: Int)]]) throws -> LineChart {
    try #require(
      SeedChart.chart(SeedTestsTests.results(seeds), title: "", subtitle: "") { $0.worstCase })
  }

  @Test("two seeds have the range of their accuracies as band: neither lies outside of it")
  func range() throws {
    let chart = try Self.chart([[(900, 100), (850, 300)]])
    #expect(chart.series[0].band == [Interval(0.85, 0.9), Interval(0.1, 0.3)])
    #expect(chart.series[0].points.map(\.y) == [0.875, 0.2])
    #expect(chart.footnote.hasSuffix("2 seeds. Lines: mean over seeds; faint: each seed. Bands: range of the 2 seeds."))
  }

  @Test("from three seeds on the band is Student's, within 0 to 100 %")
  func student() throws {
    let chart = try Self.chart([[(1000, 0), (999, 100), (998, 50)]])
    let worst = try #require(SeedSpread([0, 0.1, 0.05]))
    #expect(worst.lower < 0 && chart.series[0].band[1] == Interval(0, worst.upper))
    #expect(chart.series[0].band[0].upper == 1)
    #expect(chart.footnote.hasSuffix("Bands: Student's t 95 % of the mean over 3 seeds."))
  }

  @Test("one seed has Wilson's interval of its one model, and no seeds behind it")
  func one() throws {
    let chart = try Self.chart([[(900, 100)]]), wilson = WilsonInterval(successes: 100, total: 1000)
    #expect(chart.series[0].band[1] == Interval(wilson.lower, wilson.upper) && chart.series[0].runs.isEmpty)
    #expect(chart.footnote.hasSuffix("1 seed. Bands: Wilson 95 % of the one model."))
  }

  @Test("losses of different numbers of seeds say what each has")
  func mixed() throws {
    let chart = try Self.chart([[(900, 100)], [(900, 100), (901, 99)]])
    #expect(
      chart.footnote.contains("1 to 2 seeds.")
        && chart.footnote.contains("Wilson 95 % of the one model where there is 1;"))
  }
}
