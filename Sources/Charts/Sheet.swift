/// The page around the plots, with title and subtitle above and the footnote below. All are wrapped to its width.
struct Sheet {
  static let margin = 20.0

  let ruler: TextRuler
  let width: Double
  private let header: TextBlock
  private let footer: TextBlock

  /// A sheet of this width with the words of a chart, where the design has them.
  init(width: Double, words chart: some Chart, _ design: ChartDesign, ruler: TextRuler) {
    self.ruler = ruler
    self.width = width
    let room = width - 2 * Self.margin
    guard design.showsWords else {
      header = TextBlock([])
      footer = TextBlock([])
      return
    }
    header = TextBlock(
      ruler.lines(chart.title, .title, width: room).map { ($0, .title, .ink) }
        + ruler.lines(chart.subtitle, .subtitle, width: room).map { ($0, .subtitle, .softInk) })
    footer = TextBlock(ruler.lines(chart.footnote, .footnote, width: room).map { ($0, .footnote, .softInk) })
  }

  /// The y below the header at which content may start.
  var contentTop: Double { Self.margin + (header.lines.isEmpty ? 0 : header.height + 12) }

  /// The room below the content, which the footer takes with its distances.
  var bottomMargin: Double { Self.margin - 4 + (footer.lines.isEmpty ? 0 : footer.height + 12) }

  /// The height of a sheet with content of this height.
  func height(content: Double) -> Double { contentTop + content + bottomMargin }

  /// The drawing of a chart that has nothing but the sheet: it says that there are no data.
  var blank: DisplayList {
    let content = 120.0, height = height(content: content)
    let room = Rect(Self.margin, contentTop, width: width - 2 * Self.margin, height: content)
    return DisplayList(
      size: Size(width, height), elements: elements(height: height) + Absence.noData.elements(in: room, ruler: ruler))
  }

  func elements(height: Double) -> [DisplayList.Element] {
    [.rectangle(Rect(0, 0, width: width, height: height), fill: .white)]
      + header.elements(top: Sheet.margin) + footer.elements(top: height - Sheet.margin + 4 - footer.height)
  }
}

/// Lines of text below each other at the left margin of the sheet.
struct TextBlock {
  var lines: [(text: String, font: Font, color: Color)]

  init(_ lines: [(String, Font, Color)]) { self.lines = lines.map { (text: $0.0, font: $0.1, color: $0.2) } }

  /// The distance between lines in multiples of the font's size.
  static let lineHeight = 1.35

  var height: Double { lines.reduce(0) { $0 + $1.font.size * Self.lineHeight } }

  func elements(top: Double) -> [DisplayList.Element] {
    var y = top
    return lines.map { line in
      defer { y += line.font.size * Self.lineHeight }
      return .text(TextRun(line.text, at: Point(Sheet.margin, y), line.font, color: line.color, anchor: .top))
    }
  }
}
