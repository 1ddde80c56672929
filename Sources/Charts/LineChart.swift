/// Curves over a common axis. Each may have an uncertainty, single runs and scattered dots.
public struct LineChart: Chart {
  public var title: String
  public var subtitle: String
  /// The data set, n, the seeds, and what the bands are.
  public var footnote: String
  public var x: Axis
  public var y: Axis
  public var series: [Series]
  public var references: [ReferenceLine]
  /// The size of the chart. It grows downwards where the legend needs more room.
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

  /// One curve. The line is parted at points that are not finite or have no place on the axis.
  public struct Series: Sendable, Equatable {
    public var name: String
    public var points: [Point]
    /// Whether a line runs through the points. Otherwise they are markers alone.
    public var isConnected: Bool
    /// The intervals about the points, in the same order: a band along a line, or a bar at each marker. It may be empty.
    public var band: [Interval]
    /// Single runs, which are drawn faint behind the curve that is their mean.
    public var runs: [[Point]]
    /// Small translucent dots, such as every candidate of a generation.
    public var scatter: [Point]
    /// The number of the colour, dash and marker; `nil` takes the place of the series in the chart.
    public var style: Int?
    /// Whether the line is wide and pale and has no markers. This suits a bound that other curves may coincide with; it
    /// is then listed before them.
    public var isWide: Bool
    /// Whether the line is strong and has no markers. Others that coincide with it show on it.
    public var isEmphasised: Bool
    /// Whether the line keeps the height of a point up to the next one, as a distribution does.
    public var isStepped: Bool

    /// The number of colours. A style that is higher by this number has the same colour and the next dash.
    public static let colors = Palette.colors.count

    public init(
      _ name: String, points: [Point], isConnected: Bool = true, band: [Interval] = [], runs: [[Point]] = [],
      scatter: [Point] = [],
      style: Int? = nil, isWide: Bool = false, isEmphasised: Bool = false, isStepped: Bool = false
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
      self.isEmphasised = isEmphasised
      self.isStepped = isStepped
    }
  }

  public func displayList(_ design: ChartDesign) -> DisplayList { layout(design).list }

  /// The display list, and where plot and legend entries lie in it.
  func layout(_ design: ChartDesign = ChartDesign()) -> (list: DisplayList, plot: Rect, legend: [Rect]) {
    let ruler = TextRuler()
    let size = design.size(of: size)
    let sheet = Sheet(width: size.width, words: self, design, ruler: ruler)
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
    list += series.indices.flatMap { markers(of: $0, in: area) + crosses(of: $0, in: area) }
    let traces = traces(in: area)
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
