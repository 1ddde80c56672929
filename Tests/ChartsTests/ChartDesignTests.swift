import Files
import Foundation
import PNGFiles
import TestSupport
import Testing

@testable import Charts

@Suite("Designs of charts")
struct ChartDesignTests {
  static let widths = ["8cm", "12cm", "17cm"]
  static let charts = VectorFileTests.charts

  @Test(
    "Lengths are read in four units", arguments: [("8cm", 226.77), ("80mm", 226.77), ("1.75in", 126), ("240pt", 240)])
  func lengths(text: String, points: Double) {
    #expect(abs((Length(text)?.points ?? 0) - points) < 0.01)
  }

  @Test(
    "What is no width of a sheet is no length",
    arguments: ["8", "cm", "-8cm", "8 cm", "nan cm", "infcm", "1cm", "2m", "200cm"])
  func noLength(text: String) { #expect(Length(text) == nil) }

  @Test("A chart has the width asked for, with no text outside, cut or over another", arguments: charts.indices, widths)
  func fits(_ i: Int, width: String) throws {
    let design = ChartDesign(width: Length(width)), list = Self.charts[i].displayList(design)
    #expect(abs(list.size.width - design.sheetWidth!) < 0.01)
    #expect(list.textsOutside.isEmpty && list.overlappingTexts.isEmpty, "\(list.overlappingTexts)")
  }

  @Test("Type keeps its size at any width", arguments: charts.indices, widths)
  func type(_ i: Int, width: String) throws {
    let drawing = Drawing(of: Self.charts[i], ChartDesign(width: Length(width)))
    let smallest = drawing.list.texts.map { $0.font.size * drawing.pointsPerUnit }.min() ?? 0
    #expect(smallest >= 6)
  }

  @Test("A chart that cannot be so narrow is set smaller, and says so")
  func tooNarrow() {
    let columns = (1...20).map { "ε = \($0)/255" }
    let chart = HeatTable(
      title: "Wide", columnLabel: "ε", value: Axis("share"), columns: columns, rows: ["a"],
      panels: [.init(cells: columns.map { HeatTable.Cell(0.5, $0) })])
    let drawing = Drawing(of: chart, ChartDesign(width: Length("8cm")))
    #expect(abs(drawing.paper.width - 8 * 72 / 2.54) < 0.01)
    #expect(drawing.list.texts.contains { $0.text.hasPrefix("too wide for 8cm: set at ") })
  }

  @Test("A picture says how large it is on paper: 600 dots an inch at a stated width, 288 otherwise")
  func density() throws {
    let chart = Self.charts[0]
    let plain = try PNGImage(data: chart.png(), path: "c.png")
    let narrow = try PNGImage(data: chart.png(design: ChartDesign(width: Length("8cm"))), path: "c.png")
    #expect(plain.pixelsPerMetre == 11_339 && narrow.pixelsPerMetre == 23_622)
    #expect(abs(Double(narrow.width) / 23_622 - 0.08) < 5e-5)
  }

  @Test("Without words, they stand in files beside the picture and nowhere in it", arguments: charts.indices)
  func words(_ i: Int) throws {
    let scratch = try ScratchFolder(), chart = Self.charts[i], design = ChartDesign(showsWords: false)
    try chart.write(to: scratch.path("line.svg"), design: design)
    let texts = Set(chart.displayList(design).texts.map(\.text))
    #expect(!texts.contains(chart.title) && (chart.footnote.isEmpty || !texts.contains(chart.footnote)))
    let caption = try String(contentsOfFile: scratch.path("line.caption.txt"), encoding: .utf8)
    // A sentence begins with a capital.
    let small = caption.lowercased()
    #expect(small.hasPrefix(chart.title.lowercased()) && small.contains(chart.footnote.lowercased()))
    #expect(try String(contentsOfFile: scratch.path("line.caption.tex"), encoding: .utf8).hasPrefix("\\textbf{"))
  }

  @Test(
    "Words are escaped for TeX",
    arguments: [
      ("100 % of {a_b} & $5 #1", "100 \\% of \\{a\\_b\\} \\& \\$5 \\#1"),
      ("ε = 8/255 − 1", "$\\varepsilon$ = 8/255 $-$ 1"),
      ("a\\b ~ ^", "a\\textbackslash{}b \\textasciitilde{} \\textasciicircum{}"), ("95\u{A0}%", "95~\\%"),
    ])
  func tex(text: String, escaped: String) { #expect(ChartWords.escaped(text) == escaped) }

  @Test("On a dark ground every text stands out, and cells keep their colours", arguments: charts.indices)
  func dark(_ i: Int) {
    let light = Drawing(of: Self.charts[i], ChartDesign()).list
    let dark = Drawing(of: Self.charts[i], ChartDesign(theme: .dark)).list
    #expect(dark.size == light.size && dark.texts.map(\.text) == light.texts.map(\.text))
    #expect(dark.texts.allSatisfy { $0.color.isFixed || $0.color.lightness > 55 })
    #expect(dark.cells == light.cells)
  }

  @Test("A name that ends in no format is an error, and nothing is written")
  func ending() throws {
    let scratch = try ScratchFolder()
    #expect(throws: FileError.self) { try Self.charts[0].write(to: scratch.path("chart.gif")) }
    #expect(!FileManager.default.fileExists(atPath: scratch.path("chart.gif")))
  }
}

extension DisplayList {
  fileprivate var cells: [Element] { Self.cells(elements) }

  private static func cells(_ elements: [Element]) -> [Element] {
    elements.flatMap { element -> [Element] in
      switch element {
      case .cells, .region: [element]
      case .clipped(_, let inner): cells(inner)
      case .line, .polygon, .rectangle, .disc, .text: []
      }
    }
  }
}
