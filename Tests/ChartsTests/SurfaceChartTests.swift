import Testing

@testable import Charts

@Suite("Surfaces")
struct SurfaceChartTests {
  static let grid = (0...8).map { -1 + Double($0) / 4 }

  static func chart(
    panels: Int, path: [Point] = [], value: (Double, Double) -> Double = { $0 * $0 + 2 * $1 * $1 + 0.1 }
  ) -> SurfaceChart {
    SurfaceChart(
      title: "Loss around the trained weights", x: Axis("α"), y: Axis("β"),
      value: Axis("Cross-entropy", unit: "nats", scale: .log),
      panels: (0..<panels).map { i in
        .init(
          "Panel \(i)", xs: grid, ys: grid, values: grid.flatMap { y in grid.map { value($0, y) } }, path: path)
      }, marksOrigin: true, footnote: "Fashion-MNIST test, n = 1,000.")
  }

  @Test("No text leaves the canvas or covers another", arguments: [0, 1, 2, 3, 4, 7])
  func texts(panels: Int) {
    let list = Self.chart(panels: panels).displayList()
    #expect(list.textsOutside.isEmpty && list.overlappingTexts.isEmpty, "\(list.overlappingTexts)")
  }

  @Test("What is nearer is painted later: y falls, and along a row x rises")
  func order() {
    let places = Self.faces(Self.chart(panels: 1)).map(\.0)
    #expect(!places.isEmpty)
    // A nearer base is lower on the canvas, for faces of one height.
    let flat = Self.faces(Self.chart(panels: 1) { _, _ in 1 }).map(\.0)
    let rows = stride(from: 0, to: flat.count, by: 56).map { flat[$0].y }
    #expect(rows == rows.sorted())
  }

  @Test("A hill in front hides the path behind it")
  func hidden() {
    // The eye looks from the right and the front; the path runs along the back.
    let path = [Point(-0.5, 0.75), Point(0, 0.75)]
    func isSeen(_ chart: SurfaceChart) -> Bool {
      let list = chart.displayList()
      guard let last = list.elements.lastIndex(where: { Self.isPath($0) }),
        case .line(let points, _) = list.elements[last]
      else { return false }
      let place = points[0]
      return !list.elements[(last + 1)...].contains { element in
        if case .polygon(let corners, _) = element { Self.holds(corners, place) } else { false }
      }
    }
    #expect(isSeen(Self.chart(panels: 1, path: path) { _, _ in 1 }))
    #expect(!isSeen(Self.chart(panels: 1, path: path) { _, y in y < 0.3 && y > -0.3 ? 1000 : 1 }))
  }

  @Test("A value that is missing leaves a hole, and is counted at the colour bar")
  func missing() {
    let whole = Self.chart(panels: 1), holed = Self.chart(panels: 1) { x, y in x == 0 && y == 0 ? .nan : 1 + x * x }
    // Four squares of the grid touch the point.
    let parts = 64 / 9
    #expect(Self.faces(whole).count - Self.faces(holed).count == 4 * parts * parts)
    #expect(holed.displayList().texts.contains { $0.text == "not positive and finite: 1 of 81" })
  }

  @Test("A panel with a single row is left out; without others the chart says that there are no data")
  func row() {
    let row = HeatMapChart.Panel("row", xs: [0, 1], ys: [0], values: [1, 2])
    let chart = SurfaceChart(title: "", x: Axis("x"), y: Axis("y"), value: Axis("v"), panels: [row])
    #expect(chart.panels.isEmpty && !chart.displayList().texts.isEmpty)
  }

  @Test("A face that turns to the light is brighter, by little")
  func light() {
    let flat = SurfaceProjection.brightness(riseAlongX: 0, riseAlongY: 0)
    let towards = SurfaceProjection.brightness(riseAlongX: 1, riseAlongY: 0.5)
    let away = SurfaceProjection.brightness(riseAlongX: -1, riseAlongY: -0.5)
    #expect(towards > flat && flat > away && away > 0.75 && towards <= 1)
  }

  private static func faces(_ chart: SurfaceChart) -> [(Point, Color)] {
    chart.displayList().elements.compactMap { element in
      if case .polygon(let corners, let color) = element { (corners[0], color) } else { nil }
    }
  }

  private static func isPath(_ element: DisplayList.Element) -> Bool {
    if case .line(_, let stroke) = element { stroke.color == Color.white.fixed } else { false }
  }

  private static func holds(_ corners: [Point], _ p: Point) -> Bool {
    let sides = corners.indices.map { i -> Double in
      let a = corners[i], b = corners[(i + 1) % corners.count]
      return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x)
    }
    return sides.allSatisfy { $0 > 0 } || sides.allSatisfy { $0 < 0 }
  }
}
