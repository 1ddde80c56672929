import Testing

@testable import Charts

@Suite("Density charts")
struct DensityChartTests {
  static func chart(panels: Int, epochs: Int = 12) -> DensityChart {
    DensityChart(
      title: "Pull to zero training error over the epochs", subtitle: "one value for each image",
      x: Axis("Epoch", format: .whole), y: Axis("Attraction", scale: .symlog(threshold: 0.01)),
      share: Axis("Images in a cell", scale: .log, format: .percent),
      panels: (0..<panels).map { k in
        .init(
          "Loss \(k) with a name that does not fit into a single line above its panel",
          strips: (1...epochs).map { strip(epoch: Double($0), shift: 0.5 * Double(k)) })
      }, level: 0, footnote: "Fashion-MNIST, n = 200 training images.")
  }

  private static func strip(epoch: Double, shift: Double) -> DensityChart.Strip {
    let values = (0..<200).map { (i: Int) -> Double in (Double(i) / 100 - shift) / epoch }
    return DensityChart.Strip(x: epoch, values: values)
  }

  private static func cells(_ chart: DensityChart) -> [[(rows: [Double], colors: [Color])]] {
    chart.displayList().elements.compactMap { element in
      guard case .clipped(_, let inner) = element else { return nil }
      return inner.compactMap { if case .cells(_, let rows, let colors) = $0 { (rows, colors) } else { nil } }
    }
  }

  @Test("No text leaves the canvas or covers another, and panels are apart", arguments: 0...5)
  func texts(panels: Int) {
    let (list, rects) = Self.chart(panels: panels).layout()
    #expect(list.textsOutside.isEmpty && list.overlappingTexts.isEmpty, "\(list.overlappingTexts)")
    #expect(rects.count == panels)
    for (i, rect) in rects.enumerated() { #expect(!rects[..<i].contains(where: rect.intersects)) }
  }

  @Test("A cell is the darker the more values it has, on one scale for all panels")
  func shades() {
    let few = Array(repeating: 1.0, count: 10) + Array(repeating: 2.0, count: 30)
    let chart = DensityChart(
      title: "", x: Axis("x"), y: Axis("y"), share: Axis("share", range: 0...1),
      panels: [
        .init("a", strips: [.init(x: 1, values: few)]),
        .init("b", strips: [.init(x: 1, values: Array(repeating: 1.0, count: 40))]),
      ])
    let cells = Self.cells(chart).map { $0.flatMap(\.colors) }
    #expect(cells == [[ColorMap.color(0.75), ColorMap.color(0.25)], [ColorMap.color(0)]])
    #expect(cells[0][0].lightness > cells[0][1].lightness && cells[0][1].lightness > cells[1][0].lightness)
  }

  @Test("Every strip has as many cells as it has places, and nothing is drawn where no value is")
  func empty() throws {
    let chart = DensityChart(
      title: "", x: Axis("x"), y: Axis("y", range: 0...60), share: Axis("share"),
      panels: [.init("a", strips: [.init(x: 1, values: [0.5, 1.5, 40.5])])])
    let parts = try #require(Self.cells(chart).first)
    #expect(parts.map(\.colors.count) == [2, 1])
    let height = parts[0].rows[0] - parts[0].rows[1]
    #expect(parts.allSatisfy { zip($0.rows, $0.rows.dropFirst()).allSatisfy { abs($0 - $1 - height) < 1e-9 } })
  }

  @Test("Values that are not finite have no cell, and the panel counts them")
  func notFinite() {
    let chart = DensityChart(
      title: "", x: Axis("x"), y: Axis("y"), share: Axis("share"),
      panels: [.init("a", strips: [.init(x: 1, values: [1, .nan, 2, .infinity])])])
    #expect(chart.displayList().texts.contains { $0.text.contains("2 of 4 values not finite") })
    #expect(chart.panels[0].strips[0].median == 2)
  }

  @Test("It is read by its medians, and says where there are no data")
  func reading() {
    let chart = DensityChart(
      title: "", x: Axis("Epoch", format: .whole), y: Axis("y"), share: Axis("share"),
      panels: [.init("a", strips: [.init(x: 1, values: [3, 1, 2]), .init(x: 2, values: [5])])])
    #expect(chart.reading == "a: median from 2 at 1 to 5 at 2")
    #expect(Self.chart(panels: 0).displayList().texts.contains { $0.text == "no data" })
  }
}
