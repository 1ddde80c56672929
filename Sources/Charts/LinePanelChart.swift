/// Line plots beside each other with one vertical axis. They suit curves that would cover each other in one plot.
public struct LinePanelChart: Chart {
  public var title: String
  public var subtitle: String
  /// The data set, n, the seeds, and what the bands are.
  public var footnote: String
  /// The vertical axis of all panels.
  public var y: Axis
  public var panels: [Panel]
  /// The largest number of panels in a row.
  public var columns: Int
  public var width: Double

  public init(
    title: String, subtitle: String = "", y: Axis, panels: [Panel], columns: Int = 4, footnote: String = "",
    width: Double = 900
  ) {
    precondition(columns > 0)
    self.title = title
    self.subtitle = subtitle
    self.y = y
    self.panels = panels
    self.columns = columns
    self.footnote = footnote
    self.width = width
  }

  /// One plot. Its title names its series where it has one; a legend below all panels names those of several.
  public struct Panel: Sendable, Equatable {
    public var title: String
    public var x: Axis
    /// The vertical axis of this panel alone; `nil` for that of the chart, which all others share.
    public var y: Axis?
    public var series: [LineChart.Series]
    public var references: [ReferenceLine]

    public init(
      _ title: String, x: Axis, y: Axis? = nil, series: [LineChart.Series], references: [ReferenceLine] = []
    ) {
      self.title = title
      self.x = x
      self.y = y
      self.series = series
      self.references = references
    }
  }

  private static let gap = 26.0
  /// The share of a stated width that a panel needs.
  private static let narrowest = 210.0
  private static let titleLine = Font.panelTitle.size * 1.25
  private static let titleGap = 8.0
  private static let legendGap = 16.0

  public func displayList(_ design: ChartDesign) -> DisplayList { layout(design).list }

  /// The display list, and where the panels lie.
  func layout(_ design: ChartDesign = ChartDesign()) -> (list: DisplayList, panels: [Rect]) {
    let ruler = TextRuler(), width = design.sheetWidth ?? width
    let sheet = Sheet(width: width, words: self, design, ruler: ruler)
    guard !panels.isEmpty else { return (sheet.blank, []) }
    let columns = min(columns, panels.count, design.sheetWidth.map { max(1, Int($0 / Self.narrowest)) } ?? columns)
    func area(_ panel: Panel, at origin: Point, _ size: Size) -> PlotArea {
      PlotArea(
        rect: Rect(origin.x, origin.y, width: size.width, height: size.height), x: fittedX(panel), y: fittedY(panel),
        ruler: ruler)
    }
    // The labels at the left do not depend on the panels' width.
    let height = Self.height(width: width / Double(columns))
    func labels(_ panels: some Sequence<Panel>) -> Double {
      panels.map { area($0, at: Point(0, 0), Size(width, height)).leftMargin }.max() ?? 0
    }
    let left = Sheet.margin + labels(panels.enumerated().filter { $0.0 % columns == 0 || $0.1.y != nil }.map(\.1))
    // A panel with an axis of its own has the labels of that beside it.
    let gap = Self.gap + labels(panels.filter { $0.y != nil })
    let room = width - Sheet.margin - left - Double(columns - 1) * gap
    let size = Size(room / Double(columns), height)

    var elements: [DisplayList.Element] = [], rects: [Rect] = [], top = sheet.contentTop
    for first in stride(from: 0, to: panels.count, by: columns) {
      let row = panels[first..<min(first + columns, panels.count)]
      let titles = row.map { ruler.lines(caption($0), .panelTitle, width: size.width) }
      if first > 0 { top += Self.gap }
      top += Double(titles.map(\.count).max() ?? 0) * Self.titleLine + Self.titleGap
      let areas = row.enumerated().map { column, panel in
        area(panel, at: Point(left + Double(column) * (size.width + gap), top), size)
      }
      for (column, panel) in row.enumerated() {
        elements += heading(titles[column], above: areas[column].rect)
        elements += drawing(of: panel, in: areas[column], showsY: column == 0 || panel.y != nil, ruler: ruler)
      }
      rects += areas.map(\.rect)
      top += size.height + (areas.map(\.bottomMargin).max() ?? 0)
    }
    let legend = Legend(entries, sheet: Size(width, 0), ruler: ruler)
    if !entries.isEmpty {
      elements += legend.placed(at: Point(Sheet.margin, top + Self.legendGap)).elements
      top += Self.legendGap + legend.height
    }
    let total = sheet.height(content: top - sheet.contentTop)
    var list = DisplayList(size: Size(width, total), elements: sheet.elements(height: total))
    list += elements
    return (list, rects)
  }

  /// Every series once, where a panel has more than one.
  private var entries: [Legend.Entry] {
    guard panels.contains(where: { $0.series.count > 1 }) else { return [] }
    let all = panels.flatMap(\.series).reduce(into: [LineChart.Series]()) { kept, series in
      if !kept.contains(where: { $0.name == series.name && $0.style == series.style }) { kept.append(series) }
    }
    let plot = LineChart(title: title, x: panels[0].x, y: y, series: all)
    return all.indices.map(plot.entry)
  }

  /// The height of a panel: four fifths of its share of the width, within bounds that read well.
  private static func height(width: Double) -> Double { min(max(0.8 * width, 150), 420) }

  /// The title, with the points that a series of the panel leaves out: a panel has no legend that could say so.
  private func caption(_ panel: Panel) -> String {
    guard Absence(of: panel.series, x: panel.x.scale, y: (panel.y ?? y).scale) == nil else { return panel.title }
    return panel.series.reduce(panel.title) { LeftOut(of: $1, x: panel.x.scale, y: (panel.y ?? y).scale).caption($0) }
  }

  private func heading(_ lines: [String], above rect: Rect) -> [DisplayList.Element] {
    lines.enumerated().map { n, line in
      let bottom = rect.minY - Self.titleGap - Double(lines.count - 1 - n) * Self.titleLine
      return .text(TextRun(line, at: Point(rect.midX, bottom), .panelTitle, alignment: .middle))
    }
  }

  private func drawing(of panel: Panel, in area: PlotArea, showsY: Bool, ruler: TextRuler) -> [DisplayList.Element] {
    let plot = LineChart(title: panel.title, x: panel.x, y: panel.y ?? y, series: panel.series)
    let traces = plot.traces(in: area)
    var elements = area.grid() + panel.references.flatMap { $0.line(in: area) }
    elements.append(
      .clipped(to: area.rect.grown(by: 1), panel.series.indices.flatMap { plot.drawing(of: $0, in: area) }))
    elements += area.axes(y: showsY)
    elements += panel.series.indices.flatMap {
      plot.markers(of: $0, in: area) + plot.crosses(of: $0, in: area)
    }
    elements += panel.references.flatMap { $0.label(in: area, avoiding: traces, ruler: ruler) }
    let absence = Absence(of: panel.series, x: panel.x.scale, y: (panel.y ?? y).scale)
    return elements + (absence?.elements(in: area.rect, ruler: ruler) ?? [])
  }

  private func fittedX(_ panel: Panel) -> FittedAxis {
    let values = panel.series.flatMap { ($0.points + $0.runs.joined() + $0.scatter).map(\.x) }
    return panel.x.fitted(to: values, padding: 0.04)
  }

  private func fittedY(_ panel: Panel) -> FittedAxis {
    let sharing = panel.y == nil ? panels.filter { $0.y == nil } : [panel]
    let values = sharing.flatMap(\.series).flatMap { series in
      (series.points + series.runs.joined() + series.scatter).map(\.y) + series.band.flatMap { [$0.lower, $0.upper] }
    }
    return (panel.y ?? y).fitted(to: values, padding: 0.05, keepsBounds: true)
  }
}
