import Testing

@testable import Charts

@Suite("Reference lines")
struct ReferenceLineTests {
  /// A chart from 0 to 1 in both directions with the line `chance` at 0.1.
  static func chart(_ series: [LineChart.Series]) -> LineChart {
    LineChart(
      title: "", x: Axis("x", range: 0...1), y: Axis("y", range: 0...1), series: series,
      references: [ReferenceLine(.horizontal, at: 0.1, "chance")])
  }

  /// Where the middle of the label lies, from 0 at the left of the plot to 1 at its right; `nil` where there is none.
  static func label(_ chart: LineChart) -> Double? {
    let (list, plot, _) = chart.layout(), ruler = TextRuler()
    guard let box = list.texts.first(where: { $0.text == "chance" }).map(ruler.bounds) else { return nil }
    return (box.midX - plot.minX) / plot.width
  }

  @Test("A label stands at the right end where nothing is in its way")
  func free() throws {
    let label = try #require(Self.label(Self.chart([.init("a", points: [Point(0, 0.9), Point(1, 0.9)])])))
    #expect(label > 0.8)
  }

  @Test("It gives way to a curve and to the edge of a band, and to the curve first")
  func lines() throws {
    let curve = LineChart.Series("a", points: [Point(0.95, 0), Point(0.95, 0.4)])
    #expect(try #require(Self.label(Self.chart([curve]))) < 0.2)
    let edge = LineChart.Series(
      "a", points: [Point(0, 0.5), Point(0.9, 0.5), Point(0.97, 0.5)],
      band: [Interval(0.4, 0.6), Interval(0.4, 0.6), Interval(0, 0.6)])
    #expect(try #require(Self.label(Self.chart([edge]))) < 0.2)
    let elsewhere = LineChart.Series("b", points: (0...80).map { Point(Double($0) / 100, $0 % 2 == 0 ? 0.03 : 0.17) })
    #expect(try #require(Self.label(Self.chart([edge, elsewhere]))) > 0.8)
  }

  @Test("Where both ends are taken it stands between them")
  func between() throws {
    let ends = [0.0, 0.05, 0.1, 0.9, 0.95, 1].flatMap { x in [0.05, 0.1, 0.15].map { Point(x, $0) } }
    let series = LineChart.Series("a", points: ends, isConnected: false)
    let label = try #require(Self.label(Self.chart([series])))
    #expect((0.2...0.8).contains(label))
  }

  @Test("No label covers a marker; where markers are everywhere there is none")
  func markers() {
    let everywhere = stride(from: 0.0, through: 1, by: 0.02).flatMap { x in [0.05, 0.1, 0.15].map { Point(x, $0) } }
    #expect(Self.label(Self.chart([.init("a", points: everywhere, isConnected: false)])) == nil)
  }
}
