/// The points of a series that have no place on the axes: they are counted in words and marked at the edge of the plot.
///
/// A line that only ends, or has a gap, would pass a model that broke there for one that was not asked.
struct LeftOut {
  /// The points without a place.
  private let points: [Point]
  /// The number of all points of the series.
  private let total: Int
  private let x: Scale
  private let y: Scale

  private static let radius = 4.0
  private static let distance = 7.0

  init(of series: LineChart.Series, x: Scale, y: Scale) {
    let all = series.points + series.runs.joined() + series.scatter
    points = all.filter { !x.holds($0.x) || !y.holds($0.y) }
    total = all.count
    self.x = x
    self.y = y
  }

  /// `name`, with the number of points left out behind it where there are some.
  func caption(_ name: String) -> String {
    guard !points.isEmpty else { return name }
    let words = x == .log || y == .log ? "not positive and finite" : "not finite"
    return "\(name) (\(points.count) of \(total) points \(words): ×)"
  }

  /// A cross at the edge of the plot above or below each point that has a place along the other axis: at the lower edge
  /// where the value is too small for the axis, and at the upper edge where it is too large or not a number.
  func marks(in area: PlotArea, color: Color) -> [DisplayList.Element] {
    let rect = area.rect
    let places = points.filter { x.holds($0.x) }.map { point -> Point in
      let isLow = !point.y.isNaN && point.y < 1
      let along = area.point(Point(point.x, area.y.range.lowerBound)).x
      return Point(along, isLow ? rect.maxY - Self.distance : rect.minY + Self.distance)
    }
    // Runs of one series break at the same places.
    let distinct = places.reduce(into: [Point]()) { if !$0.contains($1) { $0.append($1) } }
    return distinct.filter { $0.isFinite && rect.contains($0) }.flatMap { Self.cross($0, color) }
  }

  private static func cross(_ p: Point, _ color: Color) -> [DisplayList.Element] {
    [Stroke(.white, width: 4), Stroke(color, width: 1.8)].flatMap { stroke -> [DisplayList.Element] in
      [
        .line([Point(p.x - radius, p.y - radius), Point(p.x + radius, p.y + radius)], stroke),
        .line([Point(p.x - radius, p.y + radius), Point(p.x + radius, p.y - radius)], stroke),
      ]
    }
  }
}
