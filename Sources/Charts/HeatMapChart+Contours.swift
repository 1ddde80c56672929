import Foundation

extension HeatMapChart {
  private static let font = Font.annotation

  /// The areas between contours on a hatched ground, and their lines. A line has a gap with its value where this keeps
  /// clear of all other lines.
  func contours(
    of panel: Panel, in area: PlotArea, colors: FittedAxis, levels: [Double], ruler: TextRuler
  ) -> [DisplayList.Element] {
    let filled = FilledContours(panel, in: area, levels: levels, colors: colors)
    let ticks = zip(levels, colors.axis.format.labels(for: levels)).map { Tick($0, $1) }
    let lines = filled.lines.map { $0.map(Self.dense) }
    let isWhole = panel.values.allSatisfy { colors.fraction($0).isFinite }
    var elements = (isWhole ? [] : [Hatching.element(area.rect)]) + filled.areas
    var taken: [Rect] = marksOrigin ? [Self.box(area.point(Point(0, 0)), 20, 20)] : []
    for (i, tick) in ticks.enumerated() {
      let color = ColorMap.contrast(colors.fraction(tick.value))
      let stroke = Stroke(color.opacity(0.6), width: 0.8)
      for (n, line) in lines[i].enumerated() {
        func isCrossed(_ box: Rect) -> Bool {
          lines.indices.contains { j in
            lines[j].indices.contains { m in (j, m) != (i, n) && lines[j][m].contains(where: box.contains) }
          }
        }
        let size = Size(ruler.width(tick.label, Self.font) + 6, 14)
        let place = Self.labelPlace(on: line, size, area.rect, taken, isCrossed)
        guard let place else {
          elements.append(.line(line, stroke))
          continue
        }
        let box = Self.box(place, size.width, size.height)
        taken.append(box)
        elements += line.split(whereSeparator: box.contains).filter { $0.count > 1 }.map { .line(Array($0), stroke) }
        elements.append(
          .text(TextRun(tick.label, at: place, Self.font, color: color, alignment: .middle, anchor: .middle)))
      }
    }
    return elements
  }

  /// The place on a line for a label of this size. The middle of the line is tried first. `nil` means that the line is
  /// short or has no room.
  private static func labelPlace(
    on line: [Point], _ size: Size, _ rect: Rect, _ taken: [Rect], _ isCrossed: (Rect) -> Bool
  ) -> Point? {
    guard Double(line.count) * spacing > size.width * 3 else { return nil }
    for fraction in [0.5, 0.35, 0.65, 0.25, 0.75, 0.15, 0.85, 0.1, 0.9, 0.0] {
      let place = line[Int(fraction * Double(line.count - 1))]
      let box = box(place, size.width, size.height)
      guard rect.grown(by: -4).contains(box), !taken.contains(where: box.grown(by: 3).intersects) else { continue }
      if !isCrossed(box) { return place }
    }
    return nil
  }

  private static func box(_ center: Point, _ width: Double, _ height: Double) -> Rect {
    Rect(center.x - width / 2, center.y - height / 2, width: width, height: height)
  }

  /// The distance between points on a dense line.
  private static let spacing = 2.0

  /// The line with points at equal distances along it, so that it can have a gap at a label.
  private static func dense(_ line: [Point]) -> [Point] {
    guard var last = line.first else { return [] }
    var result = [last]
    for next in line.dropFirst() {
      let length = hypot(next.x - last.x, next.y - last.y)
      let steps = max(1, Int(length / spacing))
      for i in 1...steps {
        let t = Double(i) / Double(steps)
        result.append(Point(last.x + t * (next.x - last.x), last.y + t * (next.y - last.y)))
      }
      last = next
    }
    return result
  }
}
