extension LineChart {
  /// The number of points above which a line shows better without a marker on each point.
  private static let markedPoints = 30
  private static let lineWidth = 2.2
  private static let wideLine = 8.0
  private static let markerRadius = 4.0
  private static let scatterRadius = 2.2

  private func palette(_ i: Int) -> Palette { Palette(series[i].style ?? i) }

  private func isMarked(_ series: Series) -> Bool {
    !series.isWide && (!series.isConnected || series.points.count <= Self.markedPoints)
  }

  private func stroke(_ series: Series, _ palette: Palette) -> Stroke {
    series.isWide
      ? Stroke(palette.color.opacity(0.3), width: Self.wideLine)
      : Stroke(palette.color, width: Self.lineWidth, dash: palette.dash)
  }

  func entry(_ i: Int) -> Legend.Entry {
    let palette = palette(i), series = series[i]
    let absence = Absence(of: [series], x: x.scale, y: y.scale)
    let name = absence.map { "\(series.name) (\($0.words))" } ?? leftOut(i).caption(series.name)
    return Legend.Entry(name: name) { rect in
      var sample: [DisplayList.Element] = []
      if !series.band.isEmpty {
        sample.append(
          .rectangle(
            Rect(rect.minX, rect.midY - 6, width: rect.width, height: 12), fill: palette.color.opacity(0.18)))
      }
      if !series.scatter.isEmpty {
        sample += [(0.2, -5.0), (0.4, 6), (0.65, -6), (0.85, 5)].map {
          .disc(
            center: Point(rect.minX + $0.0 * rect.width, rect.midY + $0.1), radius: Self.scatterRadius,
            fill: palette.color.opacity(0.45))
        }
      }
      if series.isConnected {
        sample.append(
          .line([Point(rect.minX, rect.midY), Point(rect.maxX, rect.midY)], stroke(series, palette)))
      }
      if isMarked(series) {
        let middle = Point(rect.midX, rect.midY)
        sample += palette.marker.elements(at: middle, radius: Self.markerRadius, color: palette.color)
      }
      return sample
    }
  }

  func leftOut(_ i: Int) -> LeftOut { LeftOut(of: series[i], x: x.scale, y: y.scale) }

  /// The parts of a series that are clipped to the plot: its band, scatter, runs and curve.
  func drawing(of i: Int, in area: PlotArea) -> [DisplayList.Element] {
    let palette = palette(i), series = series[i]
    var elements = bands(of: series, in: area).map {
      DisplayList.Element.polygon($0, fill: palette.color.opacity(0.18))
    }
    elements += series.scatter.map(area.point).filter(\.isFinite).map {
      .disc(center: $0, radius: Self.scatterRadius, fill: palette.color.opacity(0.35))
    }
    for run in series.runs {
      elements += parts(run.map(area.point)).map { .line($0, Stroke(palette.color.opacity(0.35), width: 1)) }
    }
    if series.isConnected {
      elements += parts(series.points.map(area.point)).filter { $0.count > 1 }.map {
        .line($0, stroke(series, palette))
      }
    }
    return elements
  }

  /// The markers inside of the plot. A short series has one on every point, a long one only on points that no line
  /// reaches.
  func markers(of i: Int, in area: PlotArea) -> [DisplayList.Element] {
    let parts = parts(series[i].points.map(area.point))
    let marked = isMarked(series[i]) ? parts.flatMap(\.self) : parts.filter { $0.count == 1 }.flatMap(\.self)
    return marked.filter(area.rect.grown(by: 0.01).contains).flatMap {
      palette(i).marker.elements(at: $0, radius: Self.markerRadius, color: palette(i).color)
    }
  }

  /// The crosses of points that have no place in the plot.
  func crosses(of i: Int, in area: PlotArea) -> [DisplayList.Element] {
    leftOut(i).marks(in: area, color: palette(i).color)
  }

  /// Places along the curve at small distances. Labels keep clear of them.
  func trace(_ series: Series, in area: PlotArea) -> [Point] {
    parts(series.points.map(area.point)).flatMap { part in
      zip(part, part.dropFirst()).flatMap { a, b in
        let steps = min(max(1, Int(max(abs(b.x - a.x), abs(b.y - a.y)) / 4)), 500)
        return (0...steps).map { i in
          let t = Double(i) / Double(steps)
          return Point(a.x + t * (b.x - a.x), a.y + t * (b.y - a.y))
        }
      }
    }
  }

  /// The points, parted at those that have no place.
  private func parts(_ points: [Point]) -> [[Point]] {
    points.split { !$0.isFinite }.map(Array.init)
  }

  /// The outlines of the band, which is parted where an interval has no upper end. A lower end that has no place on a
  /// logarithmic axis is drawn below the axis.
  private func bands(of series: Series, in area: PlotArea) -> [[Point]] {
    let ends = zip(series.points, series.band).map { point, interval in
      let upper = area.point(Point(point.x, interval.upper))
      var lower = area.point(Point(point.x, interval.lower))
      if !lower.y.isFinite, !interval.lower.isNaN { lower.y = area.rect.maxY + 10 }
      return (upper: upper, lower: lower)
    }
    return ends.split { !$0.upper.isFinite || !$0.lower.isFinite }.map { part in
      part.map(\.upper) + part.reversed().map(\.lower)
    }
  }
}
