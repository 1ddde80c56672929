/// A table whose cells are coloured by their values, or several such tables side by side with one colour scale.
public struct HeatTable: Chart {
  public var title: String
  public var subtitle: String
  public var footnote: String
  /// The names of the two axes: one below the columns, one beside the rows.
  public var columnLabel: String
  public var rowLabel: String
  /// What the colours mean. The colour bar has its scale and range.
  public var value: Axis
  /// The names of the columns from left to right and of the rows from top to bottom, the same in all panels.
  public var columns: [String]
  public var rows: [String]
  /// Whether the last row sums up the others. It is then parted from them by a line.
  public var hasTotal: Bool
  public var panels: [Panel]

  public init(
    title: String, subtitle: String = "", columnLabel: String, rowLabel: String = "", value: Axis, columns: [String],
    rows: [String], hasTotal: Bool = false, panels: [Panel], footnote: String = ""
  ) {
    precondition(panels.allSatisfy { $0.cells.count == rows.count * columns.count }, "a cell for each row and column")
    self.title = title
    self.subtitle = subtitle
    self.columnLabel = columnLabel
    self.rowLabel = rowLabel
    self.value = value
    self.columns = columns
    self.rows = rows
    self.hasTotal = hasTotal
    self.panels = panels
    self.footnote = footnote
  }

  /// One table.
  public struct Panel: Sendable, Equatable {
    public var title: String
    /// The cells row by row, from the top.
    public var cells: [Cell]

    public init(_ title: String = "", cells: [Cell]) {
      self.title = title
      self.cells = cells
    }
  }

  public struct Cell: Sendable, Equatable {
    /// The value that decides the colour. A cell is grey where it is not finite.
    public var value: Double
    public var text: String

    public init(_ value: Double, _ text: String) {
      self.value = value
      self.text = text
    }
  }

  public func displayList(_ design: ChartDesign) -> DisplayList { layout(design).list }

  /// The display list, and where the tables lie.
  func layout(_ design: ChartDesign = ChartDesign()) -> (list: DisplayList, panels: [Rect]) {
    let ruler = TextRuler()
    guard panels.contains(where: { !$0.cells.isEmpty }) else {
      return (
        Sheet(width: design.sheetWidth ?? Self.narrowest, words: self, design, ruler: ruler).blank, []
      )
    }
    let colors = value.fitted(to: panels.flatMap(\.cells).map(\.value).filter(\.isFinite), padding: 0)
    let cell = cellSize(ruler, isTight: design.sheetWidth.map { $0 < Self.narrowest } ?? false)
    let size = Size(Double(columns.count) * cell.width, Double(rows.count) * cell.height)
    let names = (rows.map { ruler.width($0, .tick) }.max() ?? 0) + Self.labelGap
    let caption = AxisCaption(Axis(rowLabel), length: max(size.height, 60), ruler: ruler)
    let left = Sheet.margin + (caption.depth > 0 ? caption.depth + Self.labelGap : 0) + names

    // As many side by side as fit, the same number in each row but the last.
    let widest = design.sheetWidth.map { $0 - Sheet.margin } ?? Self.widest
    let fitting = max(1, Int((widest - left + (design.sheetWidth == nil ? 0 : Self.gap)) / (size.width + Self.gap)))
    let bands = max(1, (panels.count + fitting - 1) / fitting)
    let across = max(1, (panels.count + bands - 1) / bands)
    let titles = panels.map { ruler.lines($0.title, .panelTitle, width: size.width) }
    let titleLines = titles.map(\.count).max() ?? 0
    let titleHeight = titleLines > 0 ? Double(titleLines) * Self.titleLine + 8 : 0
    let below = AxisCaption(Axis(columnLabel), length: size.width, ruler: ruler)
    let footing = Self.labelGap + ruler.height(.tick) + (below.depth > 0 ? 8 + below.depth : 0)
    let pitch = Size(size.width + Self.gap, titleHeight + size.height + footing + Self.gap / 2)
    let gridWidth = Double(across) * pitch.width - Self.gap, gridHeight = Double(bands) * pitch.height - Self.gap / 2
    let bar = ColorBar(
      axis: colors, height: max(min(gridHeight - titleHeight - footing, 420), 120), missing: (0, 0), ruler: ruler)
    let natural = left + gridWidth + Self.gap + bar.width + Sheet.margin
    // The cells say their values: where there is no room for the bar, nothing is lost with it.
    let showsBar = design.sheetWidth.map { natural <= $0 } ?? true
    let width = max(
      showsBar ? natural : left + gridWidth + Sheet.margin, design.sheetWidth ?? Self.narrowest)
    let sheet = Sheet(width: width, words: self, design, ruler: ruler)
    let height = sheet.height(content: gridHeight)

    var list = DisplayList(size: Size(width, height), elements: sheet.elements(height: height))
    var rects: [Rect] = []
    for (i, panel) in panels.enumerated() {
      let rect = Rect(
        left + Double(i % across) * pitch.width, sheet.contentTop + titleHeight + Double(i / across) * pitch.height,
        width: size.width, height: size.height)
      for (n, line) in titles[i].enumerated() {
        let bottom = rect.minY - 8 - Double(titles[i].count - 1 - n) * Self.titleLine
        list += [.text(TextRun(line, at: Point(rect.midX, bottom), .panelTitle, alignment: .middle))]
      }
      list += drawing(of: panel, in: rect, cell, colors)
      list += columnNames(below: rect, cell)
      list += below.elements(
        below: rect.maxY + Self.labelGap + ruler.height(.tick) + 8, centeredAt: rect.midX)
      if i % across == 0 {
        list += rowNames(beside: rect, cell)
        list += caption.elements(rightOf: Sheet.margin, centeredAt: rect.midY)
      }
      rects.append(rect)
    }
    guard showsBar else { return (list, rects) }
    list += bar.elements(at: Point(left + gridWidth + Self.gap, sheet.contentTop + titleHeight))
    return (list, rects)
  }

  private static let gap = 30.0
  private static let labelGap = 8.0
  private static let titleLine = Font.panelTitle.size * 1.25
  /// The width of a sheet that tables side by side may reach. Otherwise they stand below each other.
  private static let widest = 980.0
  private static let narrowest = 560.0
  private static let narrowestTable = 130.0
  /// The number of rows above which a table is set small.
  private static let manyRows = 30

  private var font: Font { rows.count > Self.manyRows ? Font(10) : .annotation }

  /// The size of a cell, with the least margins where room is scarce.
  private func cellSize(_ ruler: TextRuler, isTight: Bool) -> Size {
    let texts = panels.flatMap(\.cells).map { ruler.width($0.text, font) }.max() ?? 0
    let names = columns.map { ruler.width($0, .tick) }.max() ?? 0
    // A table of few columns is as wide as its caption.
    let share = Self.narrowestTable / Double(max(columns.count, 1))
    let width = isTight ? max(texts + 4, names + 2, 24) : max(texts + 12, names + 10, 40, share)
    return Size(width.rounded(.up), rows.count > Self.manyRows ? 17 : 25)
  }

  private func drawing(of panel: Panel, in rect: Rect, _ cell: Size, _ colors: FittedAxis) -> [DisplayList.Element] {
    let fractions = panel.cells.map { colors.fraction($0.value) }
    let cells = DisplayList.Element.cells(
      columns: (0...columns.count).map { rect.minX + Double($0) * cell.width },
      rows: (0...rows.count).map { rect.minY + Double($0) * cell.height },
      colors: fractions.map { $0.isFinite ? ColorMap.color($0) : .missing })
    let texts = panel.cells.enumerated().map { i, found in
      let place = Point(
        rect.minX + (Double(i % columns.count) + 0.5) * cell.width,
        rect.minY + (Double(i / columns.count) + 0.5) * cell.height)
      let color = fractions[i].isFinite ? ColorMap.contrast(fractions[i]) : .ink
      return DisplayList.Element.text(
        TextRun(found.text, at: place, font, color: color, alignment: .middle, anchor: .middle))
    }
    let last = rect.maxY - cell.height
    let line: [DisplayList.Element] =
      hasTotal ? [.line([Point(rect.minX, last), Point(rect.maxX, last)], Stroke(.white, width: 3))] : []
    return [cells] + line + texts + [.rectangle(rect, stroke: Stroke(.ink))]
  }

  private func columnNames(below rect: Rect, _ cell: Size) -> [DisplayList.Element] {
    columns.enumerated().map { i, name in
      let place = Point(rect.minX + (Double(i) + 0.5) * cell.width, rect.maxY + Self.labelGap)
      return .text(TextRun(name, at: place, .tick, alignment: .middle, anchor: .top))
    }
  }

  private func rowNames(beside rect: Rect, _ cell: Size) -> [DisplayList.Element] {
    rows.enumerated().map { i, name in
      let place = Point(rect.minX - Self.labelGap, rect.minY + (Double(i) + 0.5) * cell.height)
      return .text(TextRun(name, at: place, .tick, alignment: .end, anchor: .middle))
    }
  }
}
