import Testing

@testable import Charts

@Suite("Reliability diagrams")
struct ReliabilityChartTests {
  static func chart(_ panels: Int, columns: Int = 2) -> ReliabilityChart {
    ReliabilityChart(
      title: "Can the model's confidence be believed?", subtitle: "model.safetensors.zst",
      panels: (0..<panels).map { i in
        .init(
          i == 1 ? "a loss with a long name: FGSM through cross-entropy, ε = 8/255" : "without attack",
          note: "ECE 12.3 %; accuracy 81.8 %, mean confidence 94.1 %",
          bins: (0..<15).map { bin in
            let share = Double(bin) / 20
            return .init(
              count: bin < 3 ? 0 : bin * bin, confidence: (Double(bin) + 0.5) / 15, share: share,
              interval: Interval(max(share - 0.1, 0), share + 0.1))
          })
      }, columns: columns, footnote: "n = 2,000")
  }

  @Test("No text leaves the canvas or covers another", arguments: [0, 1, 2, 4, 8], [1, 2, 4])
  func texts(panels: Int, columns: Int) {
    let list = Self.chart(panels, columns: columns).displayList()
    #expect(list.textsOutside.isEmpty)
    #expect(list.overlappingTexts.isEmpty)
  }

  @Test("Diagrams are square, have their counts below, and lie apart", arguments: [1, 2, 3, 8])
  func panels(count: Int) {
    let (list, panels) = Self.chart(count, columns: 4).layout()
    let canvas = Rect(0, 0, width: list.size.width, height: list.size.height)
    let rects = panels.flatMap { [$0.diagram, $0.counts] }
    #expect(panels.count == count)
    for (i, rect) in rects.enumerated() {
      #expect(canvas.contains(rect) && !rects[..<i].contains(where: rect.intersects))
    }
    for panel in panels {
      #expect(abs(panel.diagram.width - panel.diagram.height) < 1e-9)
      #expect(panel.counts.minX == panel.diagram.minX && panel.counts.minY > panel.diagram.maxY)
    }
  }

  /// The rectangles of one colour over a panel's width.
  static func bars(_ chart: ReliabilityChart, _ isWanted: (Color) -> Bool) -> [Rect] {
    let (list, panels) = chart.layout()
    return list.elements.compactMap { element in
      if case .rectangle(let rect, let fill?, nil) = element, isWanted(fill), rect.width < panels[0].diagram.width / 10,
        rect.minY >= panels[0].diagram.minY - 1e-9, rect.maxY <= panels[0].counts.maxY + 1e-9
      {
        rect
      } else {
        nil
      }
    }
  }

  @Test("Bar and gap lie between accuracy and mean confidence; the gap is full or hollow by its direction")
  func heights() throws {
    let chart = ReliabilityChart(
      title: "",
      panels: [
        .init(
          "a",
          bins: (0..<10).map { bin in
            .init(
              count: bin == 6 ? 10 : bin == 8 ? 30 : 0, confidence: bin == 6 ? 0.65 : 0.85,
              share: bin == 6 ? 0.4 : 1, interval: Interval(0, 1))
          })
      ])
    let diagram = chart.layout().panels[0].diagram, counts = chart.layout().panels[0].counts
    func height(_ y: Double) -> Double { (diagram.maxY - y) / diagram.height }
    func bars(_ style: Int) -> [(low: Double, high: Double)] {
      let color = Palette(style).color
      return Self.bars(chart) { $0.red == color.red && $0.blue == color.blue }.map {
        (height($0.maxY), height($0.minY))
      }
    }
    func isNear(_ found: [(low: Double, high: Double)], _ expected: [(low: Double, high: Double)]) -> Bool {
      found.count == expected.count
        && zip(found, expected).allSatisfy { abs($0.low - $1.low) < 1e-9 && abs($0.high - $1.high) < 1e-9 }
    }
    #expect(isNear(bars(0), [(0, 0.4), (0, 0.85)]))
    // Too sure in the one, not sure enough in the other: a border whose outer edge is the gap's.
    #expect(isNear(bars(1), [(0.4, 0.65)]) && bars(2).isEmpty)
    let hollow = chart.layout().list.elements.compactMap { element -> (low: Double, high: Double)? in
      guard case .rectangle(let rect, nil, let stroke?) = element, stroke.color == Palette(2).color,
        diagram.contains(rect)
      else { return nil }
      let outer = rect.grown(by: stroke.width / 2)
      return (height(outer.maxY), height(outer.minY))
    }
    #expect(isNear(hollow, [(0.85, 1)]))
    // A quarter and three quarters of the images.
    let grey = Self.bars(chart) { $0.red == Color.softInk.red && $0.green == Color.softInk.green }
    #expect(grey.count == 2 && abs(grey[1].height / grey[0].height - 3) < 1e-9)
    #expect(grey.allSatisfy { abs($0.maxY - counts.maxY) < 1e-9 })
  }

  @Test("Empty bins have neither bar nor whisker")
  func empty() throws {
    #expect(Self.bars(Self.chart(1)) { $0.alpha == 0.75 }.count == 12)
    let none = ReliabilityChart(title: "", panels: [.init("", bins: [])])
    #expect(try !none.png().isEmpty && !Self.chart(0).png().isEmpty)
  }
}
