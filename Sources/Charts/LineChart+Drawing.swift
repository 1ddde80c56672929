extension LineChart {
  /// The number of points above which a line shows better without a marker on each point.
  private static let markedPoints = 30
  private static let lineWidth = 2.2
  private static let wideLine = 8.0
  private static let strongLine = 4.6
  static let markerRadius = 4.0
  private static let scatterRadius = 2.2

  private func palette(_ i: Int) -> Palette { Palette(series[i].style ?? i) }

  /// Whether every point of the series has a marker.
  private func isMarked(_ series: Series) -> Bool {
    !series.isWide && !series.isEmphasised && (!series.isConnected || series.points.count <= Self.markedPoints)
  }

  /// Whether the series has markers here and there: a long line beside others, which colour alone would tell from it.
  private func isMarkedSparsely(_ series: Series) -> Bool {
    !series.isWide && !series.isEmphasised && !isMarked(series)
      && self.series.count { $0.isConnected && !$0.isWide && !$0.isEmphasised } > 1
  }

  private func stroke(_ series: Series, _ palette: Palette) -> Stroke {
    series.isWide
      ? Stroke(palette.color.opacity(0.3), width: Self.wideLine)
      : Stroke(palette.color, width: series.isEmphasised ? Self.strongLine : Self.lineWidth, dash: palette.dash)
  }

  func entry(_ i: Int) -> Legend.Entry {
    let palette = palette(i), series = series[i]
    let absence = Absence(of: [series], x: x.scale, y: y.scale)
    let name = absence.map { "\(series.name) (\($0.words))" } ?? leftOut(i).caption(series.name)
    return Legend.Entry(name: name) { rect in
      var sample: [DisplayList.Element] = []
      if !series.band.isEmpty && !series.isConnected {
        sample += Self.bar(Point(rect.midX, rect.midY - 9), Point(rect.midX, rect.midY + 9), palette.color)
      } else if !series.band.isEmpty {
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
      if isMarked(series) || isMarkedSparsely(series) {
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
    var elements =
      series.isConnected
      ? bands(of: series, in: area).map { .polygon($0, fill: palette.color.opacity(0.18)) }
      : zip(series.points, series.band).flatMap { point, interval in
        Self.bar(
          area.point(Point(point.x, interval.lower)), area.point(Point(point.x, interval.upper)), palette.color)
      }
    elements += series.scatter.map(area.point).filter(\.isFinite).map {
      .disc(center: $0, radius: Self.scatterRadius, fill: palette.color.opacity(0.35))
    }
    for run in series.runs {
      elements += parts(course(run, of: series).map(area.point)).map {
        .line($0, Stroke(palette.color.opacity(0.35), width: 1))
      }
    }
    if series.isConnected {
      elements += parts(course(series.points, of: series).map(area.point)).filter { $0.count > 1 }.map {
        .line($0, stroke(series, palette))
      }
    }
    return elements
  }

  /// The bar of an interval, with a cap at either end.
  private static func bar(_ low: Point, _ high: Point, _ color: Color) -> [DisplayList.Element] {
    guard low.isFinite, high.isFinite else { return [] }
    let stroke = Stroke(color, width: 1.4)
    return [.line([low, high], stroke)]
      + [low, high].map { .line([Point($0.x - 3.5, $0.y), Point($0.x + 3.5, $0.y)], stroke) }
  }

  /// Places at equal distances along the curve. Those of neighbouring series are shifted against each other, so that no
  /// two markers fall on one place where curves meet.
  private func sparse(_ i: Int, _ parts: [[Point]]) -> [Point] {
    let distance = 120.0
    var left = distance * (0.25 + 0.2 * Double(i % 5)), places: [Point] = []
    for (a, b) in parts.flatMap({ zip($0, $0.dropFirst()) }) {
      let length = max(abs(b.x - a.x), abs(b.y - a.y))
      // A step that leaves the plot by far has no markers on its way.
      guard length > 0, length < 10 * distance else { continue }
      var at = left
      while at <= length {
        places.append(Point(a.x + at / length * (b.x - a.x), a.y + at / length * (b.y - a.y)))
        at += distance
      }
      left = at - length
    }
    return places
  }

  /// The markers inside of the plot. A short series has one on every point, a long one beside others has some along its
  /// line, and any has one on points that no line reaches.
  func markers(of i: Int, in area: PlotArea) -> [DisplayList.Element] {
    marked(i, in: area).flatMap {
      palette(i).marker.elements(at: $0, radius: Self.markerRadius, color: palette(i).color)
    }
  }

  /// Where the series has markers.
  private func marked(_ i: Int, in area: PlotArea) -> [Point] {
    let parts = parts(series[i].points.map(area.point))
    let line = self.parts(course(series[i].points, of: series[i]).map(area.point))
    let marked =
      isMarked(series[i])
      ? parts.flatMap(\.self)
      : parts.filter { $0.count == 1 }.flatMap(\.self) + (isMarkedSparsely(series[i]) ? sparse(i, line) : [])
    return marked.filter(area.rect.grown(by: 0.01).contains)
  }

  /// The crosses of points that have no place in the plot.
  func crosses(of i: Int, in area: PlotArea) -> [DisplayList.Element] {
    leftOut(i).marks(in: area, color: palette(i).color)
  }

  /// What all series show. Labels keep clear of it.
  func traces(in area: PlotArea) -> ReferenceLine.Traces {
    series.indices.reduce(into: ReferenceLine.Traces()) { traces, i in
      let series = series[i]
      traces.lines += series.scatter.map(area.point).filter(\.isFinite)
      traces.bands += series.runs.flatMap { trace(course($0, of: series), in: area) }
      if series.isConnected {
        traces.lines += trace(course(series.points, of: series), in: area)
        traces.bands += bands(of: series, in: area).flatMap(along)
      } else {
        traces.lines += zip(series.points, series.band).flatMap { point, interval in
          trace([Point(point.x, interval.lower), Point(point.x, interval.upper)], in: area)
        }
      }
      traces.markers += marked(i, in: area)
    }
  }

  private func trace(_ points: [Point], in area: PlotArea) -> [Point] {
    parts(points.map(area.point)).flatMap(along)
  }

  /// Places on the way along `points`, four logical points apart, or at every five-hundredth of a longer step.
  private func along(_ points: [Point]) -> [Point] {
    zip(points, points.dropFirst()).flatMap { a, b in
      let steps = min(max(1, Int(max(abs(b.x - a.x), abs(b.y - a.y)) / 4)), 500)
      return (0...steps).map { i in
        let t = Double(i) / Double(steps)
        return Point(a.x + t * (b.x - a.x), a.y + t * (b.y - a.y))
      }
    }
  }

  /// Where the line through `points` goes: straight from one to the next, or level up to the place of the next one.
  private func course(_ points: [Point], of series: Series) -> [Point] {
    guard series.isStepped else { return points }
    return points.indices.flatMap { i in
      i + 1 < points.count ? [points[i], Point(points[i + 1].x, points[i].y)] : [points[i]]
    }
  }

  /// The points, parted at those that have no place.
  private func parts(_ points: [Point]) -> [[Point]] {
    points.split { !$0.isFinite }.map(Array.init)
  }

  /// The outlines of the band, which is parted where an interval has no upper end. A lower end that has no place on a
  /// logarithmic axis is drawn below the axis.
  private func bands(of series: Series, in area: PlotArea) -> [[Point]] {
    // A step has its interval up to the next one.
    let intervals = series.isStepped ? series.band.flatMap { [$0, $0] } : series.band
    let ends = zip(course(series.points, of: series), intervals).map { point, interval in
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
