import Testing

@testable import Charts

@Suite("Heat tables")
struct HeatTableTests {
  static func chart(panels: Int, rows: Int = 10, columns: Int = 5) -> HeatTable {
    HeatTable(
      title: "Worst case of each class", subtitle: "model.safetensors.zst",
      columnLabel: "Attack strength ε (pixel units)",
      rowLabel: "Class", value: Axis("Images still right", format: .percent, range: 0...1),
      columns: ["clean"] + (1..<columns).map { "\($0)/255" },
      rows: (0..<rows).map { $0 == 1 ? "ankle boot" : "c\($0)" },
      panels: (0..<panels).map { i in
        .init(
          i == 1 ? "a loss whose name does not fit into a single line above its own table" : "loss \(i)",
          cells: (0..<rows * columns).map { n in
            n == 3 ? .init(.nan, "–") : .init(Double(n) / Double(rows * columns), "\(n % 101)")
          })
      }, footnote: "n = 2,000")
  }

  @Test(
    "No text leaves the canvas or covers another", arguments: [0, 1, 2, 4, 7], [(10, 5), (100, 12), (1, 1), (2, 20)])
  func texts(panels: Int, size: (rows: Int, columns: Int)) {
    let list = Self.chart(panels: panels, rows: size.rows, columns: size.columns).displayList()
    #expect(list.textsOutside.isEmpty)
    #expect(list.overlappingTexts.isEmpty)
  }

  @Test("Tables lie inside the canvas, apart, and with equally many in each row but the last", arguments: 1...7)
  func panels(count: Int) {
    let (list, panels) = Self.chart(panels: count).layout()
    let canvas = Rect(0, 0, width: list.size.width, height: list.size.height)
    #expect(panels.count == count)
    for (i, panel) in panels.enumerated() {
      #expect(canvas.contains(panel) && !panels[..<i].contains(where: panel.intersects))
    }
    let rows = Dictionary(grouping: panels, by: \.minY).sorted { $0.key < $1.key }.map(\.value.count)
    #expect(rows.dropLast().allSatisfy { $0 == rows[0] } && rows.last! <= rows[0])
  }

  @Test("A cell has its value's colour and its text, in ink that shows on it; one without a value is grey")
  func cells() throws {
    let chart = HeatTable(
      title: "", columnLabel: "", value: Axis("v", range: 0...1), columns: ["a", "b", "c"], rows: ["r"],
      panels: [.init(cells: [.init(0, "0"), .init(1, "100"), .init(.nan, "–")])])
    let list = chart.displayList()
    let colors = list.elements.compactMap { element -> [Color]? in
      if case .cells(_, _, let colors) = element { colors } else { nil }
    }
    // The first are the table's, the others the colour bar's.
    #expect(colors[0] == [ColorMap.color(0), ColorMap.color(1), .missing])
    let texts = list.texts
    #expect(texts.first { $0.text == "0" }?.color == Color.white.fixed)
    #expect(texts.first { $0.text == "100" }?.color == Color.ink.fixed && texts.first { $0.text == "–" }?.color == .ink)
  }

  @Test("The first row is on top and the first column at the left")
  func order() throws {
    let texts = Self.chart(panels: 1, rows: 3, columns: 2).displayList().texts
    func place(_ text: String) throws -> Point { try #require(texts.first { $0.text == text }).position }
    #expect(try place("c0").y < place("c2").y && place("clean").x < place("1/255").x)
    #expect(try place("0").x < place("1").x && place("0").y < place("4").y)
  }
}
