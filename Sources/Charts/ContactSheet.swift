/// Rows of small pictures. Each row has a name, and a pixel of a picture becomes a square of whole dots.
public struct ContactSheet: Chart {
  public var title: String
  public var subtitle: String
  public var footnote: String
  /// The headings of the columns, which are wrapped to the pictures' width. It may be empty.
  public var headings: [String]
  public var rows: [Row]
  /// The number of pixels of every picture across, and down.
  public var pictureWidth: Int
  public var pictureHeight: Int
  /// About how high and wide a picture becomes, in points.
  public var side: Double

  public struct Row: Sendable, Equatable {
    public var name: String
    public var detail: String
    /// The pictures, each as its colours row by row.
    public var pictures: [[Color]]

    public init(_ name: String, detail: String = "", pictures: [[Color]]) {
      self.name = name
      self.detail = detail
      self.pictures = pictures
    }
  }

  public init(
    title: String, subtitle: String = "", headings: [String] = [], rows: [Row], pictureWidth: Int, pictureHeight: Int,
    side: Double = 48, footnote: String = ""
  ) {
    precondition(pictureWidth > 0 && pictureHeight > 0)
    precondition(rows.allSatisfy { $0.pictures.allSatisfy { $0.count == pictureWidth * pictureHeight } })
    self.title = title
    self.subtitle = subtitle
    self.headings = headings
    self.rows = rows
    self.pictureWidth = pictureWidth
    self.pictureHeight = pictureHeight
    self.side = side
    self.footnote = footnote
  }

  private static let gap = 4.0
  private static let lineHeight = Font.annotation.size * 1.3
  private static let narrowest = 420.0

  /// The side of a pixel in points. It is a multiple of half a point, which is one dot of a PNG.
  private var scale: Double {
    max(1, (2 * side / Double(max(pictureWidth, pictureHeight))).rounded(.down)) / 2
  }

  public func displayList(_ design: ChartDesign) -> DisplayList {
    let ruler = TextRuler()
    let narrowest = design.sheetWidth ?? Self.narrowest
    guard rows.contains(where: { !$0.pictures.isEmpty }) else {
      return Sheet(width: narrowest, words: self, design, ruler: ruler).blank
    }
    let width = Double(pictureWidth) * scale, height = Double(pictureHeight) * scale
    // Whole points, so that squares begin on dots.
    let left =
      Sheet.margin
      + (rows.flatMap { [ruler.width($0.name, .tick), ruler.width($0.detail, .annotation)] }.max() ?? 0).rounded(.up)
      + 10
    let count = rows.map(\.pictures.count).max() ?? 0
    // As many columns as a stated width has room for; the others stand below.
    let columns = min(
      count, design.sheetWidth.map { max(1, Int(($0 - left - Sheet.margin + Self.gap) / (width + Self.gap))) } ?? count)
    let right = left + Double(columns) * (width + Self.gap) - Self.gap + Sheet.margin
    let sheet = Sheet(width: max(right, narrowest), words: self, design, ruler: ruler)
    var elements: [DisplayList.Element] = [], top = sheet.contentTop
    for first in stride(from: 0, to: count, by: columns) {
      let band = first..<min(first + columns, count)
      if first > 0 { top += 4 * Self.gap }
      let captions = headings.isEmpty ? [] : band.map { ruler.lines(headings[$0], .annotation, width: width) }
      let heading = Double(captions.map(\.count).max() ?? 0) * Self.lineHeight
      top = (top + (heading > 0 ? heading + Self.gap : 0)).rounded(.up)
      for (column, lines) in captions.enumerated() {
        let middle = left + Double(column) * (width + Self.gap) + width / 2
        for (n, line) in lines.enumerated() {
          let y = top - Self.gap - Double(lines.count - 1 - n) * Self.lineHeight
          elements.append(.text(TextRun(line, at: Point(middle, y), .annotation, alignment: .middle, anchor: .bottom)))
        }
      }
      let pitch = max(height, 2 * TextBlock.lineHeight * Font.tick.size) + Self.gap
      for (index, row) in rows.enumerated() {
        let origin = Point(left, (top + Double(index) * pitch).rounded(.up))
        elements += drawing(of: row, band.clamped(to: 0..<row.pictures.count), at: origin, Size(width, height))
      }
      top += Double(rows.count) * pitch - Self.gap
    }
    let total = sheet.height(content: top - sheet.contentTop).rounded(.up)
    var list = DisplayList(size: Size(sheet.width, total), elements: sheet.elements(height: total))
    list += elements
    return list
  }

  /// The names of a row at the left of `origin`, and its pictures in `band` from there to the right.
  private func drawing(of row: Row, _ band: Range<Int>, at origin: Point, _ size: Size) -> [DisplayList.Element] {
    let middle = origin.y + size.height / 2, right = origin.x - 10
    let shift = row.detail.isEmpty ? 0 : 8.0
    var elements: [DisplayList.Element] = [
      .text(TextRun(row.name, at: Point(right, middle - shift), .tick, alignment: .end, anchor: .middle))
    ]
    if shift > 0 {
      elements.append(
        .text(
          TextRun(
            row.detail, at: Point(right, middle + shift), .annotation, color: .softInk, alignment: .end, anchor: .middle
          )
        ))
    }
    return elements
      + band.enumerated().map { column, index in
        let x = origin.x + Double(column) * (size.width + Self.gap)
        return .cells(
          columns: (0...pictureWidth).map { x + Double($0) * scale },
          rows: (0...pictureHeight).map { origin.y + Double($0) * scale }, colors: row.pictures[index])
      }
  }
}
