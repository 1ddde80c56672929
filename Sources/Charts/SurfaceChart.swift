/// Values over a plane as shaded surfaces, in one panel or in several with one scale of heights and colours.
///
/// A surface shows shape at a glance. Values are read more exactly off a `HeatMapChart`.
public struct SurfaceChart: Chart {
  public var title: String
  public var subtitle: String
  public var footnote: String
  public var x: Axis
  public var y: Axis
  /// What heights and colours mean.
  public var value: Axis
  public private(set) var panels: [HeatMapChart.Panel]
  /// Whether a mark shows the place over (0, 0), such as the trained weights.
  public var marksOrigin: Bool

  /// A panel with one point along an axis has no surface, and is left out.
  public init(
    title: String, subtitle: String = "", x: Axis, y: Axis, value: Axis, panels: [HeatMapChart.Panel],
    marksOrigin: Bool = false, footnote: String = ""
  ) {
    self.title = title
    self.subtitle = subtitle
    self.x = x
    self.y = y
    self.value = value
    self.panels = panels.filter { $0.xs.count > 1 && $0.ys.count > 1 }
    self.marksOrigin = marksOrigin
    self.footnote = footnote
  }

  public func displayList(_ design: ChartDesign) -> DisplayList {
    let ruler = TextRuler()
    guard !panels.isEmpty else {
      return Sheet(width: design.sheetWidth ?? Self.minimumWidth, words: self, design, ruler: ruler).blank
    }
    let heights = value.fitted(to: panels.flatMap(\.values).filter(\.isFinite), padding: 0)
    let bar = { (height: Double) in
      ColorBar(axis: heights, height: height, missing: value.missing(in: panels), ruler: ruler)
    }
    let columns = columns(design.sheetWidth.map { $0 - 2 * Sheet.margin - Self.gap - bar(200).width })
    let most = [560, 400, 310.0][columns - 1]
    let room = design.sheetWidth.map { ($0 - 2 * Sheet.margin - Self.gap - bar(200).width) / Double(columns) }
    let width = room.map { min($0, Self.widest) } ?? most
    let titles = panels.map { ruler.lines($0.title, .panelTitle, width: width - Self.gap) }
    let titleHeight = Double(titles.map(\.count).max() ?? 0) * Self.titleLine + 4
    let axes = SurfaceAxes(
      x: x.fitted(to: panels.flatMap(\.xs), padding: 0), y: y.fitted(to: panels.flatMap(\.ys), padding: 0),
      z: heights, width: width, ruler: ruler)
    let height = axes.height + titleHeight
    let rows = (panels.count + columns - 1) / columns
    let barHeight = min(axes.height * 0.8, Self.highestBar)
    let content = Double(rows) * height
    let sheetWidth = max(
      Double(columns) * width + Self.gap + bar(barHeight).width + 2 * Sheet.margin,
      design.sheetWidth ?? Self.minimumWidth)
    let sheet = Sheet(width: sheetWidth, words: self, design, ruler: ruler)
    let total = sheet.height(content: max(content, barHeight + bar(barHeight).overhang))
    var list = DisplayList(size: Size(sheetWidth, total))
    list += sheet.elements(height: total)
    for (i, panel) in panels.enumerated() {
      let left = Sheet.margin + Double(i % columns) * width
      let top = sheet.contentTop + Double(i / columns) * height
      for (n, line) in titles[i].enumerated() {
        let bottom = top + titleHeight - 4 - Double(titles[i].count - 1 - n) * Self.titleLine
        list += [.text(TextRun(line, at: Point(left + width / 2, bottom), .panelTitle, alignment: .middle))]
      }
      let rect = Rect(left, top + titleHeight, width: width, height: axes.height)
      let box = axes.box(in: rect)
      list += axes.walls(box) + Surface(panel, axes: axes, box: box, marksOrigin: marksOrigin).elements
      list += axes.labels(box)
    }
    list += bar(barHeight).elements(
      at: Point(Sheet.margin + Double(columns) * width + Self.gap, sheet.contentTop + titleHeight + 10))
    return list
  }

  private func columns(_ room: Double?) -> Int {
    let most = panels.count == 4 ? 2 : min(panels.count, 3)
    return room.map { min(most, max(1, Int($0 / Self.narrowest))) } ?? most
  }

  private static let gap = 16.0
  private static let titleLine = Font.panelTitle.size * 1.25
  private static let minimumWidth = 560.0
  private static let highestBar = 420.0
  /// The least width of a panel beside others, and the largest one.
  private static let narrowest = 250.0, widest = 700.0
}
