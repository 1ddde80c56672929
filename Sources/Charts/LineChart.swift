/// Curves over a common axis, with their uncertainty, single runs and scatter.
public struct LineChart: Chart {
  public var title: String
  public var subtitle: String
  /// Data set, n, seeds and what the bands are.
  public var footnote: String
  public var x: Axis
  public var y: Axis
  public var series: [Series]
  public var references: [ReferenceLine]
  /// Grows downwards where the legend needs it.
  public var size: Size

  public init(
    title: String, subtitle: String = "", x: Axis, y: Axis, series: [Series], references: [ReferenceLine] = [],
    footnote: String = "", size: Size = Size(900, 600)
  ) {
    self.title = title
    self.subtitle = subtitle
    self.footnote = footnote
    self.x = x
    self.y = y
    self.series = series
    self.references = references
    self.size = size
  }

  /// One curve. Points that are not finite, or have no place on the axis, part the line.
  public struct Series: Sendable, Equatable {
    public var name: String
    public var points: [Point]
    /// Whether a line runs through the points; otherwise they are markers alone.
    public var isConnected: Bool
    /// An interval about each point, in the order of `points`; empty for none.
    public var band: [Interval]
    /// Single runs, drawn faint behind the curve that is their mean.
    public var runs: [[Point]]
    /// Small translucent dots, such as every candidate of a generation.
    public var scatter: [Point]
    /// Which colour and marker; `nil` takes the series' place in the chart.
    public var style: Int?
    /// Drawn wide and pale without markers, such as a bound that other curves may coincide with: list it before them.
    public var isWide: Bool

    /// A style further on by this many has the same colour and the next dash.
    public static let colors = Palette.colors.count

    public init(
      _ name: String, points: [Point], isConnected: Bool = true, band: [Interval] = [], runs: [[Point]] = [],
      scatter: [Point] = [],
      style: Int? = nil, isWide: Bool = false
    ) {
      precondition(band.isEmpty || band.count == points.count, "a band has one interval a point")
      self.name = name
      self.points = points
      self.isConnected = isConnected
      self.band = band
      self.runs = runs
      self.scatter = scatter
      self.style = style
      self.isWide = isWide
    }
  }

  public func displayList() -> DisplayList { layout().list }

  /// The display list, and where its parts lie.
  func layout() -> (list: DisplayList, plot: Rect, legend: [Rect]) {
    let ruler = TextRuler()
    let sheet = Sheet(width: size.width, title: title, subtitle: subtitle, footnote: footnote, ruler: ruler)
    let legend = Legend(series.indices.map(entry), sheet: size, ruler: ruler)
    let frame = PlotFrame(sheet: sheet, legend: legend, height: size.height)
    let area = PlotArea(filling: frame.room, x: fittedX, y: fittedY, ruler: ruler)
    let placed = legend.placed(at: frame.legendOrigin(beside: area.rect))

    var list = DisplayList(size: frame.size)
    list += sheet.elements(height: frame.size.height)
    list += area.grid()
    list += references.flatMap { $0.line(in: area) }
    // Half a stroke outside, so that a curve along the frame keeps its width.
    list += [.clipped(to: area.rect.grown(by: 1), series.indices.flatMap { drawing(of: $0, in: area) })]
    list += area.axes()
    list += series.indices.flatMap { markers(of: $0, in: area) }
    let traces = series.flatMap { trace($0, in: area) }
    list += references.flatMap { $0.label(in: area, avoiding: traces, ruler: ruler) }
    if let absence = Absence(of: series, x: x.scale, y: y.scale) {
      list += absence.elements(in: area.rect, ruler: ruler)
    }
    list += placed.elements
    return (list, area.rect, placed.entries)
  }

  private var fittedX: FittedAxis {
    let values = series.flatMap { ($0.points + $0.runs.joined() + $0.scatter).map(\.x) }
    return x.fitted(to: values + references.filter { $0.direction == .vertical }.map(\.value), padding: 0.02)
  }

  private var fittedY: FittedAxis {
    let values = series.flatMap { series in
      (series.points + series.runs.joined() + series.scatter).map(\.y) + series.band.flatMap { [$0.lower, $0.upper] }
    }
    return y.fitted(
      to: values + references.filter { $0.direction == .horizontal }.map(\.value), padding: 0.05, keepsBounds: true)
  }
}
