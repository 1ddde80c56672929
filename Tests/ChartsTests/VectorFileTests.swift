import Files
import Foundation
import PNGFiles
import Testing

@testable import Charts

@Suite("Charts as SVG and PDF")
struct VectorFileTests {
  static let charts =
    ChartTests.charts + [
      ReliabilityChartTests.chart(2), HeatTableTests.chart(panels: 2), LinePanelChartTests.chart(4),
      SurfaceChartTests.chart(panels: 2), DensityChartTests.chart(panels: 2),
    ]

  @Test(
    "The same chart gives the same bytes, whatever was drawn before it", arguments: charts.indices,
    [ChartFormat.svg, .pdf])
  func deterministic(_ i: Int, format: ChartFormat) throws {
    let first = try Self.charts[i].data(format)
    _ = try Self.charts[0].data(.svg)
    #expect(try Self.charts[i].data(format) == first)
  }

  @Test("An SVG has the size of the layout in half points, its title, its settings and no text that needs a font")
  func svg() throws {
    let chart = LineChartTests.chart(names: ["a < b"]), size = chart.displayList().size
    let source = String(decoding: try chart.data(.svg, settings: [("Settings", "a < b & c")]), as: UTF8.self)
    #expect(source.contains("<title>\(chart.title)</title>"))
    #expect(source.contains("<metadata>Settings: a &lt; b &amp; c</metadata>"))
    #expect(source.contains(#"width="\#(Int(size.width / 2))pt""#) && !source.contains("<text"))
    #expect(try XMLDocumentCheck(source).isWellFormed)
  }

  @Test("Two SVGs differ where their charts do")
  func differs() throws {
    let charts = ["a", "b"].map { LineChartTests.chart(names: [$0]) }
    #expect(try charts[0].data(.svg) != charts[1].data(.svg))
  }

  @Test("A PDF says no hour of writing")
  func date() throws {
    let bytes = try Self.charts[0].data(.pdf)
    #expect(bytes.starts(with: Data("%PDF-1.5".utf8)) && bytes.range(of: Data("CreationDate".utf8)) == nil)
  }

  @Test("Pictures of many cells stay small files")
  func manyCells() throws {
    let sheet = ContactSheetTests.sheet(width: 64, height: 64)
    #expect(try sheet.data(.svg).count < 400_000 && sheet.data(.pdf).count < 400_000)
  }
}

/// Whether tags open and close in order, which is what a viewer refuses a file for.
struct XMLDocumentCheck {
  let isWellFormed: Bool

  init(_ source: String) throws {
    var open: [Substring] = [], isWellFormed = true
    for match in source.matches(of: /<(\/?)([A-Za-z]+)[^>]*?(\/?)>/) {
      if match.output.1.isEmpty && match.output.3.isEmpty { open.append(match.output.2) }
      if !match.output.1.isEmpty { isWellFormed = isWellFormed && open.popLast() == match.output.2 }
    }
    self.isWellFormed = isWellFormed && open.isEmpty
  }
}
