import Foundation
import Testing

@testable import Charts

@Suite("Charts within a page")
struct PagePictureTests {
  static func picture(_ elements: [DisplayList.Element]) -> PagePicture {
    PagePicture(DisplayList(size: Size(100, 50), elements: elements))
  }

  @Test("Every kind of element is in the source, with numbers to a hundredth of a pixel")
  func elements() {
    let ink = Color(hex: 0x102030)
    func source(_ element: DisplayList.Element) -> String { Self.picture([element]).svg }
    #expect(
      source(.line([Point(1, 2.005), Point(-3.25, 4)], Stroke(ink, width: 1.5, dash: [2, 1])))
        .contains("<path d='M1,2.01 -3.25,4' stroke='#102030' stroke-width='1.5' stroke-dasharray='2 1'/>"))
    #expect(
      source(.polygon([Point(0, 0), Point(1, 0), Point(1, 1)], fill: ink.opacity(0.5)))
        .contains("<path d='M0,0 1,0 1,1z' fill='#102030' fill-opacity='0.5'/>"))
    #expect(
      source(.region([[Point(0, 0), Point(9, 0), Point(0, 9)], [Point(1, 1), Point(2, 1), Point(1, 2)]], fill: ink))
        .contains("<path fill-rule='evenodd' d='M0,0 9,0 0,9zM1,1 2,1 1,2z' fill='#102030'/>"))
    #expect(
      source(.rectangle(Rect(1, 2, width: 3, height: 4), fill: ink))
        .contains("<rect x='1' y='2' width='3' height='4' fill='#102030'/>"))
    #expect(
      source(.disc(center: Point(1, 2), radius: 3, stroke: Stroke(ink)))
        .contains("<circle cx='1' cy='2' r='3' stroke='#102030' stroke-width='1'/>"))
    // Two cells of one colour are one rectangle, which reaches below its neighbour.
    let cells = source(.cells(columns: [0, 1, 2, 3], rows: [5, 0], colors: [ink, ink, .white]))
    #expect(cells.contains("<rect x='0' y='0' width='2.6' height='5' fill='#102030'/>"))
    #expect(cells.contains("<rect x='2' y='0' width='1' height='5' fill='#ffffff'/>"))
    let rows = source(.cells(columns: [0, 1], rows: [9, 6, 0], colors: [ink, .white]))
    #expect(rows.contains("<rect x='0' y='5.4' width='1' height='3.6' fill='#102030'/>"))
    #expect(
      source(.clipped(to: Rect(0, 0, width: 1, height: 1), [.rectangle(Rect(0, 0, width: 9, height: 9), fill: ink)]))
        .contains("<clipPath id='c1'><rect x='0' y='0' width='1' height='1'/></clipPath><g clip-path='url(#c1)'>"))
  }

  @Test("A line of text is as wide as the layout says, and escaped")
  func text() {
    let source = Self.picture([.text(TextRun("a < b & c", at: Point(50, 20), .tick, alignment: .middle))]).svg
    let width = TextRuler().width("a < b & c", .tick)
    #expect(source.contains(">a &lt; b &amp; c</text>"))
    #expect(source.contains("textLength='\(String(format: "%g", (width * 100).rounded() / 100))'"))
    #expect(source.contains("x='\(String(format: "%g", ((50 - width / 2) * 100).rounded() / 100))'"))
  }

  @Test(
    "Every chart's source is well-formed, the same each time, and holds its texts",
    arguments: VectorFileTests.charts.indices)
  func charts(_ i: Int) throws {
    let chart = VectorFileTests.charts[i]
    let list = Drawing(of: chart, ChartDesign()).list, source = PagePicture(list).svg
    #expect(try XMLDocumentCheck(source).isWellFormed && source == PagePicture(list).svg)
    #expect(source.count(of: "<text ") == list.texts.count { !$0.text.isEmpty })
    #expect(!source.contains("nan") && !source.contains("inf"))
  }

  @Test("The smaller picture is chosen: an SVG of lines, a PNG of very many cells")
  func smaller() throws {
    #expect(try LineChartTests.chart(names: ["a"]).pictureURI().hasPrefix("data:image/svg+xml,%3Csvg "))
    let edges = (0...300).map { Double($0) / 3 }
    let noise = (0..<90_000).map { ColorMap.color(Double($0 * 7919 % 101) / 100) }
    let many = Fixed(elements: [.cells(columns: edges, rows: edges, colors: noise)])
    #expect(try many.pictureURI().hasPrefix("data:image/png;base64,"))
  }

  @Test("Points that change a line by less than a tenth of a pixel are left out; corners stay")
  func thinned() {
    let straight = (0...100).map { Point(Double($0), 10) }, corner = (0...100).map { Point(100, 10 - Double($0) / 20) }
    #expect(Self.picture([.line(straight + corner, Stroke(.ink))]).svg.contains("d='M0,10 100,10 100,5'"))
    let circle = (0...360).map { Point(50 + 20 * cos(Double($0) * .pi / 180), 25 + 20 * sin(Double($0) * .pi / 180)) }
    let drawn = Self.picture([.line(circle, Stroke(.ink))]).svg.count(of: ",")
    #expect((12...60).contains(drawn), "\(drawn)")
  }

  @Test("A URI can stand in an attribute")
  func uri() {
    let uri = Self.picture([.text(TextRun("100 % \"#1\"", at: Point(0, 20), .tick))]).uri
    #expect(!uri.contains("\"") && !uri.contains("#") && !uri.contains("<") && uri.contains("100 %25 %22%231%22"))
  }

  /// A chart that is what it is given.
  private struct Fixed: Chart {
    let title = "Fixed", subtitle = "", footnote = ""
    let elements: [DisplayList.Element]
    func displayList(_: ChartDesign) -> DisplayList { DisplayList(size: Size(100, 100), elements: elements) }
  }
}

extension String {
  fileprivate func count(of part: String) -> Int { components(separatedBy: part).count - 1 }
}
