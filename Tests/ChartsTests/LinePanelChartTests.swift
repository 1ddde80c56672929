import Testing

@testable import Charts

@Suite("Panels of lines")
struct LinePanelChartTests {
  static func chart(_ count: Int, columns: Int = 4) -> LinePanelChart {
    LinePanelChart(
      title: "Accuracy under damage", subtitle: "model.safetensors.zst",
      y: Axis("Accuracy", format: .percent, range: 0...1),
      panels: (0..<count).map { i in
        let points = (0...5).map { Point(Double($0), 0.9 / Double($0 * i + 1)) }
        return .init(
          i == 2 ? "a kind of damage whose name is long" : "damage \(i)",
          x: Axis(i == 1 ? "Strength in proportion to the norm of each filter" : "Severity"),
          series: [.init("a", points: points, band: points.map { Interval($0.y - 0.05, $0.y + 0.05) })],
          references: [ReferenceLine(.horizontal, at: 0.1, i == 0 ? "chance" : "")])
      }, columns: columns, footnote: "n = 2,000")
  }

  @Test("Panels lie inside the canvas and apart, in rows of as many as asked for", arguments: [1, 2, 3, 4, 5, 10])
  func panels(count: Int) {
    let (list, panels) = Self.chart(count).layout()
    let canvas = Rect(0, 0, width: list.size.width, height: list.size.height)
    #expect(panels.count == count)
    for (i, panel) in panels.enumerated() {
      #expect(canvas.contains(panel) && panel.width > 150 && panel.height >= 150)
      #expect(!panels[..<i].contains(where: panel.intersects))
      #expect(panel.minX == panels[i % 4].minX && panel.minY == panels[i / 4 * 4].minY)
    }
  }

  @Test("No text leaves the canvas or covers another", arguments: [1, 2, 3, 4, 10], [1, 4])
  func texts(count: Int, columns: Int) {
    let list = Self.chart(count, columns: columns).displayList()
    #expect(list.textsOutside.isEmpty)
    #expect(list.overlappingTexts.isEmpty)
    #expect(list.texts.contains { $0.text == "damage 0" } && list.texts.contains { $0.text == "chance" })
  }

  @Test("All panels have one vertical scale, which fits the data of all where none is given")
  func scale() {
    var chart = Self.chart(3)
    chart.y.range = nil
    chart.panels[1].series[0].points[0].y = 7
    let list = chart.displayList()
    // Markers at the same value of two panels stand at the same height: the last points of the first and the second.
    let (_, panels) = chart.layout()
    #expect(panels[0].minY == panels[1].minY && panels[0].maxY == panels[1].maxY)
    #expect(list.texts.contains { $0.text.hasPrefix("600") || $0.text.hasPrefix("700") })
  }
}
