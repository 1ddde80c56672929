import Testing

@testable import Charts

@Suite("Heat maps")
struct HeatMapChartTests {
  static let grid = (0...20).map { -1 + Double($0) / 10 }

  static func chart(panels: Int, scale: Scale = .linear) -> HeatMapChart {
    HeatMapChart(
      title: "Loss around the trained weights", subtitle: "two random directions", x: Axis("α"), y: Axis("β"),
      value: Axis("Cross-entropy", unit: "nats", scale: scale),
      panels: (0..<panels).map { i in
        HeatMapChart.Panel(
          "Panel \(i) with a title that does not fit into a single line above it", xs: grid, ys: grid,
          values: grid.flatMap { y in
            grid.map { x in x + y > 1.6 ? .nan : Double(i + 1) * (x * x + 2 * y * y) + 0.1 }
          })
      }, marksOrigin: true, footnote: "Fashion-MNIST test, n = 1,000.")
  }

  @Test(
    "No text leaves the canvas or covers another", arguments: [0, 1, 2, 3, 4, 7],
    [Scale.linear, .log, .symlog(threshold: 0.1)])
  func texts(panels: Int, scale: Scale) {
    let list = Self.chart(panels: panels, scale: scale).displayList()
    #expect(list.textsOutside.isEmpty)
    #expect(list.overlappingTexts.isEmpty)
  }

  @Test("Panels are equally large, apart, and square for a square plane", arguments: 1...7)
  func panels(count: Int) {
    let (list, panels) = Self.chart(panels: count).layout()
    let canvas = Rect(0, 0, width: list.size.width, height: list.size.height)
    for (i, panel) in panels.enumerated() {
      #expect(canvas.contains(panel))
      #expect(abs(panel.width - panel.height) < 1e-9 && abs(panel.width - panels[0].width) < 1e-9)
      #expect(!panels[..<i].contains(where: panel.intersects))
    }
  }

  @Test("The same value has the same colour in every panel")
  func sharedScale() throws {
    let xs = [0.0, 1], values = [[1.0, 2, 3, 4], [4, 4, 4, 10]]
    let chart = HeatMapChart(
      title: "", x: Axis("x"), y: Axis("y"), value: Axis("v"),
      panels: values.map { .init(xs: xs, ys: xs, values: $0) }, showsContours: false)
    let colors = chart.displayList().elements.compactMap { element -> [Color]? in
      if case .clipped(_, let inner) = element, case .cells(_, _, let colors) = inner[0] { colors } else { nil }
    }
    try #require(colors.count == 2)
    #expect(colors[0][3] == colors[1][0])
    #expect(colors[0][0] == ColorMap.color(0) && colors[1][3] == ColorMap.color(1))
  }

  @Test("Cells that are not finite, or not positive on a logarithmic scale, are hatched and keyed")
  func missing() {
    func key(_ values: [Double], _ scale: Scale) -> String? {
      let chart = HeatMapChart(
        title: "", x: Axis("x"), y: Axis("y"), value: Axis("v", scale: scale),
        panels: [.init(xs: [0, 1], ys: [0], values: values)])
      return chart.displayList().texts.map(\.text).first { $0.contains("finite") }
    }
    #expect(key([1, .nan], .linear) == "not finite: 1 of 2" && key([1, .infinity], .linear) == "not finite: 1 of 2")
    #expect(key([1, 0], .log) == "not positive and finite: 1 of 2" && key([1, 0], .linear) == nil)
  }

  @Test("Cells reach half-way to their neighbours as they lie on the axis")
  func edges() {
    #expect(HeatMapPlane.edges([0, 1, 3], .linear) == [-0.5, 0.5, 2, 4])
    let edges = HeatMapPlane.edges([1, 100], .log)
    #expect(zip(edges, [0.1, 10, 1000]).allSatisfy { abs($0 - $1) < 1e-9 * $1 })
    #expect(HeatMapPlane.edges([3], .linear) == [2.5, 3.5])
  }
}
