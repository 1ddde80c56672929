/// Estimates with their intervals for each category: a dot and a whisker, several series side by side.
public struct IntervalChart: Chart {
  public var title: String
  public var subtitle: String
  /// Data set, n, seeds and what the whiskers are.
  public var footnote: String
  /// Of the estimates.
  public var x: Axis
  /// From top to bottom.
  public var categories: [String]
  public var series: [Series]
  public var references: [ReferenceLine]
  public var width: Double

  public init(
    title: String, subtitle: String = "", x: Axis, categories: [String], series: [Series],
    references: [ReferenceLine] = [], footnote: String = "", width: Double = 900
  ) {
    precondition(series.allSatisfy { $0.estimates.count == categories.count }, "one estimate for each category")
    self.title = title
    self.subtitle = subtitle
    self.x = x
    self.categories = categories
    self.series = series
    self.references = references
    self.footnote = footnote
    self.width = width
  }

  public struct Estimate: Sendable, Equatable {
    public var value: Double
    /// `nil` draws no whisker.
    public var interval: Interval?

    public init(_ value: Double, _ interval: Interval? = nil) {
      self.value = value
      self.interval = interval
    }
  }

  public struct Series: Sendable, Equatable {
    public var name: String
    /// One for each category; `nil`, or one that is not finite, leaves its place empty.
    public var estimates: [Estimate?]
    /// Which colour and marker; `nil` takes the series' place in the chart.
    public var style: Int?

    public init(_ name: String, estimates: [Estimate?], style: Int? = nil) {
      self.name = name
      self.estimates = estimates
      self.style = style
    }
  }

  private static let seriesPitch = 17.0
  private static let categoryPadding = 18.0
  private static let markerRadius = 4.0
  private static let whiskerWidth = 1.8

  public func displayList() -> DisplayList { layout().list }

  /// The display list, and where its parts lie.
  func layout() -> (list: DisplayList, plot: Rect, legend: [Rect]) {
    let ruler = TextRuler()
    let sheet = Sheet(width: width, title: title, subtitle: subtitle, footnote: footnote, ruler: ruler)
    let rowHeight = max(Double(series.count) * Self.seriesPitch + Self.categoryPadding, 40)
    let plotHeight = Double(max(categories.count, 1)) * rowHeight + 60
    // A single series without a name needs no key.
    let named = series.count == 1 && series[0].name.isEmpty ? [] : Array(series.indices)
    let legend = Legend(named.map(entry), sheet: Size(width, sheet.height(content: plotHeight)), ruler: ruler)
    let frame = PlotFrame(sheet: sheet, legend: legend, height: 0, minimumPlotHeight: plotHeight)
    let area = PlotArea(filling: frame.room, x: fittedX, y: rows, ruler: ruler)
    let placed = legend.placed(at: frame.legendOrigin(beside: area.rect))

    var list = DisplayList(size: frame.size)
    list += sheet.elements(height: frame.size.height)
    list += area.grid(y: false)
    list += separators(in: area)
    list += references.flatMap { $0.line(in: area) }
    list += area.axes()
    list += series.indices.flatMap { drawing(of: $0, in: area) }
    let whiskers = series.indices.flatMap { trace(of: $0, in: area) }
    list += references.flatMap { $0.label(in: area, avoiding: whiskers, ruler: ruler) }
    list += placed.elements
    return (list, area.rect, placed.entries)
  }

  private var fittedX: FittedAxis {
    let values = series.flatMap(\.estimates).compactMap(\.self).flatMap { estimate in
      [estimate.value] + (estimate.interval.map { [$0.lower, $0.upper] } ?? [])
    }
    return x.fitted(to: values + references.map(\.value), padding: 0.05)
  }

  /// Category i lies at `categories.count - 1 - i`, so that the first is on top.
  private var rows: FittedAxis {
    let n = max(categories.count, 1)
    let ticks = categories.enumerated().map { Tick(Double(n - 1 - $0.offset), $0.element) }
    return FittedAxis(axis: Axis("", ticks: ticks.reversed()), range: -0.5...Double(n) - 0.5)
  }

  private func separators(in area: PlotArea) -> [DisplayList.Element] {
    categories.indices.dropFirst().map { i in
      let y = area.point(Point(area.x.range.lowerBound, Double(i) - 0.5)).y
      return .line([Point(area.rect.minX, y), Point(area.rect.maxX, y)], Stroke(.grid))
    }
  }

  private func palette(_ i: Int) -> Palette { Palette(series[i].style ?? i) }

  private func entry(_ i: Int) -> Legend.Entry {
    let palette = palette(i)
    let hasWhiskers = series[i].estimates.contains { $0?.interval != nil }
    return Legend.Entry(name: series[i].name) { rect in
      let middle = Point(rect.midX, rect.midY)
      let whisker = hasWhiskers ? Self.whisker(rect.minX + 4, rect.maxX - 4, rect.midY, palette.color) : []
      return whisker
        + palette.marker.elements(at: middle, radius: Self.markerRadius, color: palette.color, rimmed: false)
    }
  }

  /// Where a series lies within its category, below the category's middle.
  private func offset(_ i: Int) -> Double { (Double(i) - Double(series.count - 1) / 2) * Self.seriesPitch }

  /// The dots and the ends of the whiskers: what labels keep clear of.
  private func trace(of i: Int, in area: PlotArea) -> [Point] {
    series[i].estimates.enumerated().flatMap { category, estimate -> [Point] in
      guard let estimate else { return [] }
      let values = [estimate.value] + (estimate.interval.map { [$0.lower, $0.upper] } ?? [])
      return values.map { area.point(Point($0, Double(categories.count - 1 - category))) }
        .map { Point($0.x, $0.y + offset(i)) }
    }
  }

  private func drawing(of i: Int, in area: PlotArea) -> [DisplayList.Element] {
    let palette = palette(i)
    return series[i].estimates.enumerated().flatMap { category, estimate -> [DisplayList.Element] in
      guard let estimate else { return [] }
      let row = Double(categories.count - 1 - category)
      var place = area.point(Point(estimate.value, row))
      guard place.isFinite else { return [] }
      place.y += offset(i)
      var elements: [DisplayList.Element] = []
      if let interval = estimate.interval {
        let lower = area.point(Point(interval.lower, row)).x, upper = area.point(Point(interval.upper, row)).x
        if upper.isFinite, !interval.lower.isNaN {
          // A lower end with no place on a logarithmic axis lies left of it.
          let whisker = Self.whisker(lower.isFinite ? lower : area.rect.minX - 10, upper, place.y, palette.color)
          elements.append(.clipped(to: area.rect, whisker))
        }
      }
      guard area.rect.contains(place) else { return elements }
      return elements
        + palette.marker.elements(at: place, radius: Self.markerRadius, color: palette.color, rimmed: false)
    }
  }

  private static func whisker(_ from: Double, _ to: Double, _ y: Double, _ color: Color) -> [DisplayList.Element] {
    let stroke = Stroke(color, width: whiskerWidth)
    return [.line([Point(from, y), Point(to, y)], stroke)]
      + [from, to].map { .line([Point($0, y - 5.5), Point($0, y + 5.5)], stroke) }
  }
}
