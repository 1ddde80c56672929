import Testing

@testable import Charts

@Suite("Points that are left out of a chart")
struct LeftOutTests {
  private static func chart(_ points: [Point], _ y: Scale = .linear) -> LineChart {
    AbsenceTests.chart([.init("a", points: points), .init("b", points: [Point(0, 1), Point(3, 2)])], .linear, y)
  }

  /// The crosses of the drawing: their centres, from left to right.
  private static func crosses(_ chart: LineChart) -> [Point] {
    chart.displayList().elements.compactMap { element -> Point? in
      guard case .line(let ends, let stroke) = element, stroke.width == 1.8, ends[0].y < ends[1].y else { return nil }
      return Point((ends[0].x + ends[1].x) / 2, (ends[0].y + ends[1].y) / 2)
    }.sorted { $0.x < $1.x }
  }

  @Test(
    "are counted in the legend, with the reason",
    arguments: [
      ([Point(0, 1), Point(1, .nan), Point(2, .infinity), Point(3, 2)], .linear, "a (2 of 4 points not finite: ×)"),
      ([Point(0, 1), Point(.nan, 1)], .linear, "a (1 of 2 points not finite: ×)"),
      ([Point(0, 1), Point(1, 0), Point(2, -3)], .log, "a (2 of 3 points not positive and finite: ×)"),
      ([Point(0, 1), Point(1, 2)], .linear, "a"),
    ] as [([Point], Scale, String)])
  func counted(points: [Point], scale: Scale, name: String) {
    let texts = Self.chart(points, scale).displayList().texts.map(\.text).joined(separator: " ")
    #expect(texts.contains("\(name) b"), "\(texts)")
  }

  @Test("are marked at the edge of the plot, too small ones at the lower and all others at the upper edge")
  func marked() {
    let points = [Point(0, 1), Point(1, .nan), Point(2, .infinity), Point(3, -.infinity), Point(.nan, 0)]
    let chart = Self.chart(points), (_, plot, _) = chart.layout(), crosses = Self.crosses(chart)
    #expect(crosses.count == 3 && zip(crosses, crosses.dropFirst()).allSatisfy { $0.x < $1.x })
    #expect(crosses.map { $0.y < plot.midY } == [true, true, false] && crosses.allSatisfy(plot.contains))
    #expect(Self.crosses(Self.chart([Point(0, 1), Point(1, 2)])).isEmpty)
  }

  @Test("of runs and dots are counted too, and a place is marked once")
  func runs() {
    var chart = Self.chart([Point(0, 1), Point(1, .nan)])
    chart.series[0].runs = [[Point(0, 1), Point(1, .nan)], [Point(0, 2), Point(1, .nan)]]
    chart.series[0].scatter = [Point(2, .nan)]
    let texts = chart.displayList().texts.map(\.text).joined(separator: " ")
    #expect(texts.contains("a (4 of 7 points not finite: ×)") && Self.crosses(chart).count == 2)
  }

  @Test("are named in the title of a panel, which has no legend")
  func panel() {
    var chart = LinePanelChartTests.chart(2)
    chart.panels[1].title = "noise"
    let count = chart.panels[1].series[0].points.count + chart.panels[1].series[0].runs.joined().count
    chart.panels[1].series[0].points[0].y = .nan
    let texts = chart.displayList().texts.map(\.text).joined(separator: " ")
    #expect(texts.contains("noise (1 of \(count) points not finite: ×)"), "\(texts)")
  }

  @Test("No text of a chart says nan, whatever its values are")
  func noNaN() {
    let values = [-Double.nan, .nan, .infinity, -.infinity, 0, -1, 1e308, 1e-300, 1]
    for scale in [Scale.linear, .log, .symlog(threshold: 0.01)] {
      for value in values {
        let points = [Point(0, value), Point(1, 1), Point(2, value)]
        for text in Self.chart(points, scale).displayList().texts.map(\.text) {
          #expect(!text.contains("nan") && !text.contains("inf,"), "\(text)")
        }
      }
    }
  }
}
