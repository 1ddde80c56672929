import Foundation

/// The box about a surface: the base and two walls behind it with lines at the ticks, and the labels of its three axes.
struct SurfaceAxes {
  let x: FittedAxis
  let y: FittedAxis
  let z: FittedAxis
  /// The height that a panel of this width has.
  let height: Double
  private let xTicks: [Tick]
  private let yTicks: [Tick]
  private let zTicks: [Tick]
  private let left: Double
  private let ruler: TextRuler
  private let boxHeight: Double

  private static let right = 46.0
  private static let below = 46.0
  private static let above = 8.0
  private static let gap = 7.0

  init(x: FittedAxis, y: FittedAxis, z: FittedAxis, width: Double, ruler: TextRuler) {
    self.x = x
    self.y = y
    self.z = z
    self.ruler = ruler
    let extent = SurfaceProjection.extent
    // The base is about this long on the canvas, whatever the labels take.
    let length = (width - 2 * Self.right) / extent.width
    let line = Font.tick.size * 1.25
    zTicks = z.ticks(most: 6, length: length * SurfaceProjection.height * 0.75, gap: 3) { _ in line }
    // Labels below stand at a slant: beside each other they need part of their width, below each other of their height.
    xTicks = x.ticks(most: 5, length: length * 0.8, gap: 8) { ruler.width($0, .tick) }
    yTicks = y.ticks(most: 5, length: length * 0.5, gap: 8) { _ in line }
    left = (zTicks.map { ruler.width($0.label, .tick) }.max() ?? 0) + 2 * Self.gap
    boxHeight = (width - left - Self.right) / extent.width * extent.height
    height = boxHeight + Self.above + Self.below
  }

  func box(in rect: Rect) -> SurfaceProjection {
    SurfaceProjection(
      filling: Rect(
        minX: rect.minX + left, minY: rect.minY + Self.above, maxX: rect.maxX - Self.right,
        maxY: rect.minY + Self.above + boxHeight))
  }

  /// What lies behind the surface.
  func walls(_ box: SurfaceProjection) -> [DisplayList.Element] {
    func line(_ points: [Point], _ color: Color) -> DisplayList.Element { .line(points, Stroke(color, width: 0.9)) }
    var elements: [DisplayList.Element] = []
    for tick in xTicks {
      let u = x.fraction(tick.value)
      elements.append(line([box.point(u, 0, 0), box.point(u, 1, 0), box.point(u, 1, 1)], .grid))
    }
    for tick in yTicks {
      let v = y.fraction(tick.value)
      elements.append(line([box.point(1, v, 0), box.point(0, v, 0), box.point(0, v, 1)], .grid))
    }
    for tick in zTicks {
      let w = z.fraction(tick.value)
      elements.append(line([box.point(0, 0, w), box.point(0, 1, w), box.point(1, 1, w)], .grid))
    }
    elements.append(line([box.point(0, 1, 0), box.point(0, 1, 1)], .softInk))
    elements.append(line([box.point(0, 0, 1), box.point(0, 1, 1), box.point(1, 1, 1)], .grid))
    elements.append(line([box.point(0, 0, 0), box.point(0, 1, 0), box.point(1, 1, 0)], .softInk))
    elements.append(line([box.point(1, 1, 0), box.point(1, 0, 0), box.point(0, 0, 0), box.point(0, 0, 1)], .ink))
    return elements
  }

  /// Ticks and names of the axes.
  func labels(_ box: SurfaceProjection) -> [DisplayList.Element] {
    var elements: [DisplayList.Element] = []
    func tick(from: Point, to: Point) { elements.append(.line([from, to], Stroke(.ink))) }
    let mark = 0.025
    for t in xTicks {
      let u = x.fraction(t.value), end = box.point(u, -mark, 0)
      tick(from: box.point(u, 0, 0), to: end)
      elements.append(
        .text(TextRun(t.label, at: Point(end.x, end.y + 6), .tick, alignment: .end, anchor: .top)))
    }
    for t in yTicks {
      let v = y.fraction(t.value), end = box.point(1 + mark, v, 0)
      tick(from: box.point(1, v, 0), to: end)
      elements.append(.text(TextRun(t.label, at: Point(end.x + 7, end.y + 4), .tick, anchor: .middle)))
    }
    for t in zTicks {
      let at = box.point(0, 0, z.fraction(t.value))
      tick(from: at, to: Point(at.x - 5, at.y))
      // At the lower end the first label of x is below.
      let lift = z.fraction(t.value) < 0.05 ? 5.0 : 0
      elements.append(
        .text(TextRun(t.label, at: Point(at.x - 9, at.y - lift), .tick, alignment: .end, anchor: .middle)))
    }
    // Captions keep clear of the labels beside them, which lie along a slanted axis.
    let depth = Font.tick.size + 14, length = box.scale * 0.5
    let front = box.point(0.36, -mark, 0), side = box.point(1 + mark, 0.4, 0)
    let reach = ruler.width(x.axis.label, .axisLabel) / 2,
      labels = yTicks.map { ruler.width($0.label, .tick) }.max() ?? 0
    elements += AxisCaption(x.axis, length: length, ruler: ruler)
      .elements(below: front.y + depth + reach / 3, centeredAt: front.x - 8)
    elements += AxisCaption(y.axis, length: length, ruler: ruler)
      .elements(below: side.y + depth, centeredAt: side.x + labels + 16)
    return elements
  }
}
