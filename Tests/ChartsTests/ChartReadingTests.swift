import Testing

@testable import Charts

@Suite("What is read off a chart")
struct ChartReadingTests {
  @Test("Curves say where they begin and end, in the words of the ticks")
  func lines() {
    var chart = LineChart(
      title: "", x: Axis("ε", ticks: [Tick(0, "0"), Tick(2 / 255, "2/255")]), y: Axis("Accuracy", format: .percent),
      series: [
        .init("a", points: [Point(0, 0.86512), Point(1 / 255, 0.5), Point(2 / 255, 0.0741)]),
        .init("b", points: [Point(0, .nan), Point(2 / 255, 1)]), .init("none", points: []),
      ])
    #expect(chart.reading == "a from 86.5 % at 0 to 7.4 % at 2/255; b 100 % at 2/255")
    chart = LineChart(
      title: "", x: Axis("α"), y: Axis("Loss", scale: .log),
      series: [.init("a", points: [Point(-1, 123.456), Point(0, 0), Point(0.333333, 0.0012345)])])
    #expect(chart.reading == "a from 123 at −1 to 0.00123 at 0.333")
  }

  @Test("Planes say from where to where their values go")
  func planes() {
    let panels = [HeatMapChart.Panel("first", xs: [0, 1], ys: [0, 1], values: [1, 2.344, .nan, 0.5])]
    let map = HeatMapChart(title: "", x: Axis("x"), y: Axis("y"), value: Axis("v"), panels: panels)
    let surface = SurfaceChart(title: "", x: Axis("x"), y: Axis("y"), value: Axis("v"), panels: panels)
    #expect(map.reading == "first from 0.5 to 2.34")
    #expect(surface.reading == map.reading)
  }

  @Test("Other charts say nothing")
  func none() { #expect(ReliabilityChartTests.chart(2).reading.isEmpty) }
}
