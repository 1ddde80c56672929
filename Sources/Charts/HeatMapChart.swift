/// Values over a plane in one panel or in several: as filled contours between the points of a grid, or as one coloured cell
/// about each point.
///
/// A unit is equally long on both axes where the shape allows this. All panels show the same part of the plane, and one
/// colour bar holds for all.
public struct HeatMapChart: Chart {
  public var title: String
  public var subtitle: String
  public var footnote: String
  public var x: Axis
  public var y: Axis
  /// What the colours mean. The colour bar has its scale and range.
  public var value: Axis
  public var panels: [Panel]
  /// Whether there are contours rather than cells. Each has a mark at the colour bar, and is labelled where there is room.
  public var showsContours: Bool
  /// Whether a cross marks (0, 0), such as the trained weights.
  public var marksOrigin: Bool

  public init(
    title: String, subtitle: String = "", x: Axis, y: Axis, value: Axis, panels: [Panel], showsContours: Bool = true,
    marksOrigin: Bool = false, footnote: String = ""
  ) {
    self.title = title
    self.subtitle = subtitle
    self.x = x
    self.y = y
    self.value = value
    self.panels = panels
    self.showsContours = showsContours
    self.marksOrigin = marksOrigin
    self.footnote = footnote
  }

  /// One grid of values. It is hatched where a value is not finite or has no place on the colour scale: in the cell about it,
  /// or between it and the points beside it.
  public struct Panel: Sendable, Equatable {
    public var title: String
    /// The points of the grid, which are the centres of the cells, in ascending order.
    public var xs: [Double]
    public var ys: [Double]
    /// The values row by row, with one row for each of `ys`.
    public var values: [Double]
    /// A line with a dot at each of its points over the cells, such as the way of a training.
    public var path: [Point]

    public init(_ title: String = "", xs: [Double], ys: [Double], values: [Double], path: [Point] = []) {
      precondition(!xs.isEmpty && !ys.isEmpty, "a panel has cells")
      precondition(values.count == xs.count * ys.count, "a panel has one value for each pair of coordinates")
      precondition(zip(xs, xs.dropFirst()).allSatisfy(<) && zip(ys, ys.dropFirst()).allSatisfy(<), "coordinates ascend")
      self.title = title
      self.xs = xs
      self.ys = ys
      self.values = values
      self.path = path
    }
  }

  public func displayList(_ design: ChartDesign) -> DisplayList { layout(design).list }

  /// The display list, and where the panels lie.
  func layout(_ design: ChartDesign = ChartDesign()) -> (list: DisplayList, panels: [Rect]) {
    let ruler = TextRuler()
    guard !panels.isEmpty else {
      return (
        Sheet(width: design.sheetWidth ?? Self.minimumWidth, words: self, design, ruler: ruler).blank, []
      )
    }
    var colors = value.fitted(to: panels.flatMap(\.values).filter(\.isFinite), padding: 0)
    let levels = isContoured ? value.ticks?.map(\.value) ?? ContourLevels.values(colors) : nil
    if let levels { colors.axis.ticks = zip(levels, value.format.labels(for: levels)).map { Tick($0, $1) } }
    let plane = HeatMapPlane(chart: self, room: room(colors, design, ruler))
    let size = plane.panelSize
    let rows = (panels.count + plane.columns - 1) / plane.columns
    let titles = panels.map { ruler.lines($0.title, .panelTitle, width: size.width) }
    let titleLines = titles.map(\.count).max() ?? 0
    let titleHeight = titleLines > 0 ? Double(titleLines) * Self.titleLine + 8 : 0

    // Labels stand at the left column and below the lowest panel of each column; all panels share them.
    let sample = PlotArea(
      rect: Rect(0, 0, width: size.width, height: size.height), x: plane.x, y: plane.y, ruler: ruler)
    let pitch = Size(size.width + Self.gap, size.height + titleHeight + Self.gap)
    let gridHeight = Double(rows) * pitch.height - Self.gap
    let bar = ColorBar(
      axis: colors, levels: levels, height: min(gridHeight - titleHeight, Self.highestBar),
      missing: value.missing(in: panels),
      ruler: ruler)
    let gridWidth = Double(plane.columns) * pitch.width - Self.gap
    let width = max(
      sample.leftMargin + gridWidth + Self.gap + bar.width + 2 * Sheet.margin, design.sheetWidth ?? Self.minimumWidth)
    let sheet = Sheet(width: width, words: self, design, ruler: ruler)
    let height = sheet.height(content: gridHeight + max(sample.bottomMargin, bar.overhang))

    var list = DisplayList(size: Size(width, height))
    list += sheet.elements(height: height)
    let left = Sheet.margin + sample.leftMargin
    var rects: [Rect] = []
    for (i, panel) in panels.enumerated() {
      let row = i / plane.columns, column = i % plane.columns
      let rect = Rect(
        left + Double(column) * pitch.width, sheet.contentTop + titleHeight + Double(row) * pitch.height,
        width: size.width, height: size.height)
      let area = PlotArea(rect: rect, x: plane.x, y: plane.y, ruler: ruler)
      for (n, line) in titles[i].enumerated() {
        let bottom = rect.minY - 8 - Double(titles[i].count - 1 - n) * Self.titleLine
        list += [.text(TextRun(line, at: Point(rect.midX, bottom), .panelTitle, alignment: .middle))]
      }
      list += drawing(of: panel, in: area, colors: colors, levels: levels, ruler: ruler)
      list += area.axes(x: i + plane.columns >= panels.count, y: column == 0)
      rects.append(rect)
    }
    list += bar.elements(at: Point(left + gridWidth + Self.gap, sheet.contentTop + titleHeight))
    return (list, rects)
  }

  /// The width that panels share where the design states that of the sheet.
  private func room(_ colors: FittedAxis, _ design: ChartDesign, _ ruler: TextRuler) -> Double? {
    guard let width = design.sheetWidth else { return nil }
    var room = width / 2
    // Labels depend on how large a panel is, which depends on the room that they leave.
    for _ in 0..<3 {
      let plane = HeatMapPlane(chart: self, room: room), size = plane.panelSize
      let sample = PlotArea(rect: .zero(size.width, size.height), x: plane.x, y: plane.y, ruler: ruler)
      let rows = Double((panels.count + plane.columns - 1) / plane.columns), height = rows * (size.height + Self.gap)
      // Titles make the bar a little lower or higher than the panels.
      let bar = [height - Self.gap, height + Self.gap].map {
        ColorBar(axis: colors, height: min($0, Self.highestBar), missing: value.missing(in: panels), ruler: ruler).width
      }
      room = width - 2 * Sheet.margin - sample.leftMargin - Self.gap - (bar.max() ?? 0) - 2
    }
    return room
  }

  static let gap = 34.0
  private static let highestBar = 760.0
  private static let titleLine = Font.panelTitle.size * 1.25
  private static let minimumWidth = 560.0

  /// Whether contours are drawn: a grid of one line has cells.
  var isContoured: Bool { showsContours && panels.allSatisfy { $0.xs.count > 1 && $0.ys.count > 1 } }
}

extension Axis {
  /// How many values of the panels have no place on the axis, of how many.
  func missing(in panels: [HeatMapChart.Panel]) -> (count: Int, total: Int) {
    let values = panels.flatMap(\.values)
    return (values.count { !$0.isFinite || !scale.forward($0).isFinite }, values.count)
  }
}
