/// A labelled line across a plot at one value of an axis.
public struct ReferenceLine: Sendable, Equatable {
  public enum Direction: Sendable { case vertical, horizontal }

  public var direction: Direction
  public var value: Double
  public var label: String

  public init(_ direction: Direction, at value: Double, _ label: String) {
    self.direction = direction
    self.value = value
    self.label = label
  }
}

extension ReferenceLine {
  /// The dashed line, which lies behind the data. It is missing where the axis does not show the value.
  func line(in area: PlotArea) -> [DisplayList.Element] {
    guard let place = place(in: area) else { return [] }
    let rect = area.rect
    let ends =
      direction == .vertical
      ? [Point(place, rect.minY), Point(place, rect.maxY)] : [Point(rect.minX, place), Point(rect.maxX, place)]
    return [.line(ends, Stroke(.softInk, width: 1.3, dash: [5, 4]))]
  }

  /// The label beside the line, inside of the plot, where it covers the fewest of `traces`. It is missing where it does
  /// not fit.
  func label(in area: PlotArea, avoiding traces: [Point], ruler: TextRuler) -> [DisplayList.Element] {
    guard let place = place(in: area), !label.isEmpty else { return [] }
    let runs = direction == .vertical ? beside(place, area.rect) : along(place, area.rect)
    func covered(_ run: TextRun) -> Int {
      let box = ruler.bounds(run).grown(by: 4)
      return traces.count(where: box.contains)
    }
    let inside = runs.filter { area.rect.contains(ruler.bounds($0)) }
    guard let run = inside.min(by: { covered($0) < covered($1) }) else { return [] }
    return [.rectangle(ruler.bounds(run).grown(by: 2), fill: .white.opacity(0.75)), .text(run)]
  }

  /// The x of a vertical line on the canvas, or the y of a horizontal one.
  private func place(in area: PlotArea) -> Double? {
    let fraction = direction == .vertical ? area.x.fraction(value) : area.y.fraction(value)
    guard (0...1).contains(fraction) else { return nil }
    return direction == .vertical
      ? area.rect.minX + fraction * area.rect.width : area.rect.maxY - fraction * area.rect.height
  }

  /// The possible labels of a vertical line: right and left of it, at the top and at the bottom.
  private func beside(_ x: Double, _ rect: Rect) -> [TextRun] {
    [(rect.minY + 8, TextRun.Anchor.top), (rect.maxY - 5, .bottom)].flatMap { y, anchor in
      [(x + 6, TextRun.Alignment.start), (x - 6, .end)].map { x, alignment in
        TextRun(label, at: Point(x, y), .annotation, color: .softInk, alignment: alignment, anchor: anchor)
      }
    }
  }

  /// The possible labels of a horizontal line: above and below it, at the right and at the left.
  private func along(_ y: Double, _ rect: Rect) -> [TextRun] {
    [(rect.maxX - 6, TextRun.Alignment.end), (rect.minX + 6, .start)].flatMap { x, alignment in
      [(y - 4, TextRun.Anchor.bottom), (y + 7, .top)].map { y, anchor in
        TextRun(label, at: Point(x, y), .annotation, color: .softInk, alignment: alignment, anchor: anchor)
      }
    }
  }
}
