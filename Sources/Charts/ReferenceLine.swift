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

  /// The label beside the line, inside of the plot, where it covers no marker and the least of `traces`. It is missing
  /// where it does not fit so.
  func label(in area: PlotArea, avoiding traces: Traces, ruler: TextRuler) -> [DisplayList.Element] {
    guard let place = place(in: area), !label.isEmpty else { return [] }
    let runs = direction == .vertical ? beside(place, area.rect) : along(place, area.rect)
    let free = runs.filter { run in
      let box = ruler.bounds(run), nearby = box.grown(by: Self.padding + 1 + LineChart.markerRadius)
      return area.rect.contains(box) && !traces.markers.contains(where: nearby.contains)
    }
    let covered = free.map { run in
      let box = ruler.bounds(run).grown(by: Self.padding + 1)
      return (run, lines: traces.lines.count(where: box.contains), bands: traces.bands.count(where: box.contains))
    }
    guard let (run, _, _) = covered.min(by: { ($0.lines, $0.bands) < ($1.lines, $1.bands) }) else { return [] }
    return [.rectangle(ruler.bounds(run).grown(by: Self.padding), fill: .white.opacity(0.75)), .text(run)]
  }

  /// How far the label's background reaches beyond its text.
  private static let padding = 2.0

  /// What a plot shows, as places at small distances on the canvas.
  struct Traces {
    /// Along curves, and the dots of a scatter.
    var lines: [Point] = []
    /// Along the edges of bands, and along faint lines.
    var bands: [Point] = []
    /// The centres of markers.
    var markers: [Point] = []
  }

  /// The x of a vertical line on the canvas, or the y of a horizontal one.
  private func place(in area: PlotArea) -> Double? {
    let fraction = direction == .vertical ? area.x.fraction(value) : area.y.fraction(value)
    guard (0...1).contains(fraction) else { return nil }
    return direction == .vertical
      ? area.rect.minX + fraction * area.rect.width : area.rect.maxY - fraction * area.rect.height
  }

  /// The possible labels of a vertical line, the best ones first: right and left of it, at its ends and between them.
  private func beside(_ x: Double, _ rect: Rect) -> [TextRun] {
    let ends = [(rect.minY + 8, TextRun.Anchor.top), (rect.maxY - 5, .bottom)]
    let between = Self.between.map { (rect.minY + $0 * rect.height, TextRun.Anchor.middle) }
    return (ends + between).flatMap { y, anchor in
      [(x + 6, TextRun.Alignment.start), (x - 6, .end)].map { x, alignment in
        TextRun(label, at: Point(x, y), .annotation, color: .softInk, alignment: alignment, anchor: anchor)
      }
    }
  }

  /// The possible labels of a horizontal line, the best ones first: above and below it, at its ends and between them.
  private func along(_ y: Double, _ rect: Rect) -> [TextRun] {
    let ends = [(rect.maxX - 6, TextRun.Alignment.end), (rect.minX + 6, .start)]
    let between = Self.between.map { (rect.maxX - $0 * rect.width, TextRun.Alignment.middle) }
    return (ends + between).flatMap { x, alignment in
      [(y - 4, TextRun.Anchor.bottom), (y + 7, .top)].map { y, anchor in
        TextRun(label, at: Point(x, y), .annotation, color: .softInk, alignment: alignment, anchor: anchor)
      }
    }
  }

  /// Places for labels between both ends of a line, as shares of its length.
  private static let between = [0.25, 0.5, 0.75]
}
