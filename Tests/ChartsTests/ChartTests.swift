import Files
import Foundation
import PNGFiles
import Testing

@testable import Charts

@Suite("Charts as PNG")
struct ChartTests {
  static let charts: [any Chart] = [
    LineChartTests.chart(names: ["cross-entropy", "Baikal"]), HeatMapChartTests.chart(panels: 2, scale: .log),
    ContactSheetTests.sheet(),
  ]

  @Test("The same chart gives the same bytes", arguments: charts.indices)
  func deterministic(_ i: Int) throws {
    #expect(try Self.charts[i].png() == Self.charts[i].png())
  }

  @Test("A PNG is twice as dense as its layout and keeps its settings", arguments: charts.indices)
  func settings(_ i: Int) throws {
    let chart = Self.charts[i], size = chart.displayList().size
    let image = try PNGImage(data: chart.png(settings: [("Settings", #"{"ε": "8/255"}"#)]), path: "chart.png")
    #expect(image.text == [PNGText("Title", chart.title), PNGText("Settings", #"{"ε": "8/255"}"#)])
    #expect(image.width == Int((size.width * 2).rounded(.up)) && image.height == Int((size.height * 2).rounded(.up)))
  }

  @Test("A line of colour has that colour on the picture")
  func pixels() throws {
    let list = DisplayList(
      size: Size(10, 10),
      elements: [
        .line([Point(0, 5), Point(10, 5)], Stroke(Color(1, 0, 0), width: 4)),
        .clipped(
          to: Rect(0, 0, width: 1, height: 1), [.rectangle(Rect(0, 0, width: 10, height: 2), fill: Color(0, 0, 1))]),
      ])
    let image = try PNGImage(list, pixelsPerUnit: 1)
    func pixel(_ x: Int, _ y: Int) -> [UInt8] { Array(image.pixels[(y * 10 + x) * 3..<(y * 10 + x) * 3 + 3]) }
    #expect(pixel(5, 5) == [255, 0, 0] && pixel(5, 8) == [255, 255, 255])
    #expect(pixel(0, 0) == [0, 0, 255] && pixel(1, 0) == [255, 255, 255])
  }

  @Test("A picture too large for cairo is an error, not a crash")
  func tooLarge() {
    #expect(throws: FileError.self) { try PNGImage(DisplayList(size: Size(100_000, 10)), pixelsPerUnit: 2) }
  }

  @Test("Greek letters are in the font: each has a width of its own")
  func greek() {
    let ruler = TextRuler()
    let widths = ["ε", "λ", "α", "M", "i"].map { ruler.width($0, .tick) }
    #expect(Set(widths).count == 5 && widths.allSatisfy { $0 > 2 })
  }

  @Test("Wrapped text keeps all its letters and stays within its width", arguments: [30.0, 90, 300])
  func wrapped(width: Double) {
    let ruler = TextRuler(), text = "taylorglo:11.9039,-4.0240 evolved against FGSM at ε = 8/255"
    let lines = ruler.lines(text, .legend, width: width)
    #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
    #expect(lines.allSatisfy { ruler.width($0, .legend) <= width })
  }

  @Test("No line begins with the punctuation of a broken word that has a hyphen")
  func punctuation() {
    let ruler = TextRuler(), word = "robust-taylorglo"
    let lines = ruler.lines("\(word): loss", .legend, width: ruler.width(word, .legend) + 0.1)
    #expect(lines == ["robust-", "taylorglo: loss"])
  }
}
