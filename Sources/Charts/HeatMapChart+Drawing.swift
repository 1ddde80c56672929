extension HeatMapChart {
  /// The contours or the cells, the hatching, the path and the mark of the origin, clipped to the panel's rectangle.
  func drawing(
    of panel: Panel, in area: PlotArea, colors: FittedAxis, levels: [Double]?, ruler: TextRuler
  ) -> [DisplayList.Element] {
    let values =
      levels.map { contours(of: panel, in: area, colors: colors, levels: $0, ruler: ruler) }
      ?? cells(of: panel, in: area, colors: colors)
    return [
      .clipped(
        to: area.rect,
        values + Self.way(panel.path.map(area.point)) + (marksOrigin ? Self.cross(area.point(Point(0, 0))) : []))
    ]
  }

  private func cells(of panel: Panel, in area: PlotArea, colors: FittedAxis) -> [DisplayList.Element] {
    let columns = HeatMapPlane.edges(panel.xs, x.scale).map { area.point(Point($0, panel.ys[0])).x }
    let rows = HeatMapPlane.edges(panel.ys, y.scale).map { area.point(Point(panel.xs[0], $0)).y }
    let fractions = panel.values.map(colors.fraction)
    var elements: [DisplayList.Element] = [
      .cells(columns: columns, rows: rows, colors: fractions.map { $0.isFinite ? ColorMap.color($0) : .missing })
    ]
    for row in panel.ys.indices {
      let missing = panel.xs.indices.filter { !fractions[row * panel.xs.count + $0].isFinite }
      elements += missing.stretches.map { stretch in
        Hatching.element(
          Rect(
            minX: columns[stretch.lowerBound], minY: rows[row + 1], maxX: columns[stretch.upperBound + 1],
            maxY: rows[row]))
      }
    }
    return elements
  }

  /// A white line with a dark rim, with dots, where there are two points or more.
  private static func way(_ points: [Point]) -> [DisplayList.Element] {
    guard points.count > 1 else { return [] }
    let strokes = [Stroke(Color.ink.fixed, width: 3.5), Stroke(Color.white.fixed, width: 1.5)]
    return strokes.map { .line(points, $0) }
      + points.flatMap { p in
        [(3.4, Color.ink.fixed), (2.2, Color.white.fixed)].map { r, color in
          .rectangle(Rect(p.x - r, p.y - r, width: 2 * r, height: 2 * r), fill: color)
        }
      }
  }

  /// A white cross with a dark rim. It shows on every colour.
  private static func cross(_ p: Point) -> [DisplayList.Element] {
    [Stroke(Color.ink.fixed, width: 4.5), Stroke(Color.white.fixed, width: 2)].flatMap {
      stroke -> [DisplayList.Element] in
      let r = stroke.width > 3 ? 7.2 : 6
      return [
        .line([Point(p.x - r, p.y), Point(p.x + r, p.y)], stroke),
        .line([Point(p.x, p.y - r), Point(p.x, p.y + r)], stroke),
      ]
    }
  }
}

/// Grey diagonal lines for cells without a value.
enum Hatching {
  /// A hatched rectangle. The lines have the same places all over the canvas, so that neighbouring rectangles join.
  static func element(_ rect: Rect) -> DisplayList.Element {
    let pitch = 6.0
    let first = ((rect.minX + rect.minY) / pitch).rounded(.down), last = ((rect.maxX + rect.maxY) / pitch).rounded(.up)
    let lines = stride(from: first, through: last, by: 1).map { k -> DisplayList.Element in
      let sum = k * pitch
      return .line(
        [Point(sum - rect.maxY, rect.maxY), Point(sum - rect.minY, rect.minY)], Stroke(.softInk, width: 0.8))
    }
    return .clipped(to: rect, [.rectangle(rect, fill: .missing)] + lines)
  }
}
