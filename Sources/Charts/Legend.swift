/// The names of the series beside samples of how they are drawn. It always lies outside of the plot.
///
/// The legend stands to the right of the plot where names are short. Otherwise it stands below in as many columns as
/// fit. Names are wrapped and never cut.
struct Legend {
  struct Entry {
    var name: String
    /// The sample of the series, centred in the given rectangle.
    var sample: (Rect) -> [DisplayList.Element]
  }

  private struct Item {
    var lines: [String]
    var width: Double
    var height: Double
    var sample: (Rect) -> [DisplayList.Element]
  }

  private static let sampleWidth = 34.0
  private static let gap = 8.0
  /// The width of a sheet below which plots need all of it.
  private static let narrow = 640.0
  private static let columnGap = 24.0
  private static let lineHeight = Font.legend.size * 1.3

  let isBelow: Bool
  private let items: [Item]
  private let columns: Int
  private let columnWidth: Double
  private let rowHeights: [Double]

  /// A legend for a sheet of this size. Without entries it is empty and takes no room.
  init(_ entries: [Entry], sheet: Size, ruler: TextRuler) {
    let inset = Self.sampleWidth + Self.gap
    let rightWidth = sheet.width * 0.24
    let longestWord =
      entries.flatMap { $0.name.split(separator: " ") }
      .map { ruler.width(String($0), .legend) }.max() ?? 0
    isBelow =
      sheet.width < Self.narrow || longestWord > rightWidth
      || Double(entries.count) * (Self.lineHeight + 7) > sheet.height * 0.7
    let available = sheet.width - 2 * Sheet.margin
    let textWidth = isBelow ? available - inset : rightWidth
    items = entries.map { entry in
      let lines = ruler.lines(entry.name, .legend, width: textWidth)
      let width = lines.map { ruler.width($0, .legend) }.max() ?? 0
      return Item(
        lines: lines, width: inset + width, height: Double(max(lines.count, 1)) * Self.lineHeight + 7,
        sample: entry.sample)
    }
    let widest = items.map(\.width).max() ?? 0
    let most = isBelow ? max(1, Int((available + Self.columnGap) / (widest + Self.columnGap))) : 1
    let columns = max(1, min(most, items.count))
    self.columns = columns
    columnWidth = widest
    rowHeights = stride(from: 0, to: items.count, by: columns).map { [items] start in
      items[start..<min(start + columns, items.count)].map(\.height).max() ?? 0
    }
  }

  /// The width that the legend takes at the right, and the height that it takes below.
  var width: Double { items.isEmpty ? 0 : Double(columns) * (columnWidth + Self.columnGap) - Self.columnGap }
  var height: Double { rowHeights.reduce(0, +) }

  /// The drawing of the entries from `origin` on, and the rectangle of each entry.
  func placed(at origin: Point) -> (elements: [DisplayList.Element], entries: [Rect]) {
    var elements: [DisplayList.Element] = []
    var rects: [Rect] = []
    for (i, item) in items.enumerated() {
      let row = i / columns
      let x = origin.x + Double(i % columns) * (columnWidth + Self.columnGap)
      let y = origin.y + rowHeights[..<row].reduce(0, +)
      elements += item.sample(Rect(x, y, width: Self.sampleWidth, height: Self.lineHeight))
      for (n, line) in item.lines.enumerated() {
        let middle = y + (Double(n) + 0.5) * Self.lineHeight
        elements.append(
          .text(TextRun(line, at: Point(x + Self.sampleWidth + Self.gap, middle), .legend, anchor: .middle)))
      }
      rects.append(Rect(x, y, width: item.width, height: item.height))
    }
    return (elements, rects)
  }
}
