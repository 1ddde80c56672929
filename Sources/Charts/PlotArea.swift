/// The rectangle of a plot with its two axes. It knows where values lie, and it draws grid, ticks and captions.
struct PlotArea {
  /// The rectangle between the axes, without their labels.
  var rect: Rect
  var x: FittedAxis
  var y: FittedAxis
  var xTicks: [Tick]
  var yTicks: [Tick]
  private let ruler: TextRuler

  private static let tickLength = 5.0
  private static let labelGap = 4.0
  private static let captionGap = 9.0
  private static let lineHeight = Font.tick.size * 1.25

  init(rect: Rect, x: FittedAxis, y: FittedAxis, ruler: TextRuler) {
    self.rect = rect
    self.x = x
    self.y = y
    self.ruler = ruler
    xTicks = x.ticks(most: Int(rect.width / 60), length: rect.width, gap: 10) { ruler.width($0, .tick) }
    yTicks = y.ticks(most: Int(rect.height / 45), length: rect.height, gap: 3) { _ in Self.lineHeight }
  }

  /// A plot that fills `room` together with all its labels.
  init(filling room: Rect, x: FittedAxis, y: FittedAxis, ruler: TextRuler) {
    var area = PlotArea(rect: room, x: x, y: y, ruler: ruler)
    // Ticks depend on the length left by labels, which depend on the ticks: the second round settles both.
    for _ in 0..<2 {
      let overhang = area.xOverhang
      let rect = Rect(
        minX: room.minX + max(area.leftMargin, overhang.left), minY: room.minY + Self.lineHeight / 2,
        maxX: room.maxX - max(overhang.right, 4), maxY: room.maxY - area.bottomMargin)
      area = PlotArea(rect: rect, x: x, y: y, ruler: ruler)
    }
    self = area
  }

  /// The room that ticks, tick labels and caption take to the left of `rect`.
  var leftMargin: Double {
    let labels = yTicks.map { ruler.width($0.label, .tick) }.max() ?? 0
    return Self.tickLength + Self.labelGap + labels + (yCaption.depth > 0 ? Self.captionGap + yCaption.depth : 0)
  }

  /// The room that ticks, tick labels and caption take below `rect`.
  var bottomMargin: Double {
    Self.tickLength + Self.labelGap + ruler.height(.tick)
      + (xCaption.depth > 0 ? Self.captionGap + xCaption.depth : 0)
  }

  private var xCaption: AxisCaption { AxisCaption(x.axis, length: rect.width, ruler: ruler) }
  private var yCaption: AxisCaption { AxisCaption(y.axis, length: rect.height, ruler: ruler) }

  /// How far the first and the last label below the plot reach beyond `rect`, to the left and to the right.
  private var xOverhang: (left: Double, right: Double) {
    func reach(_ tick: Tick?, _ distance: (Double) -> Double) -> Double {
      tick.map { ruler.width($0.label, .tick) / 2 - distance(x.fraction($0.value)) * rect.width } ?? 0
    }
    return (reach(xTicks.first) { $0 }, reach(xTicks.last) { 1 - $0 })
  }

  /// Where a pair of values lies on the canvas. The point is not finite where the values have no place.
  ///
  /// A point that lies far outside is moved nearer. It remains so far away that lines to it keep their slope, and comes
  /// so near that cairo can hold its coordinates.
  func point(_ p: Point) -> Point {
    func near(_ fraction: Double) -> Double { fraction.isFinite ? min(max(fraction, -1000), 1000) : .nan }
    return Point(rect.minX + near(x.fraction(p.x)) * rect.width, rect.maxY - near(y.fraction(p.y)) * rect.height)
  }

  /// The light lines behind the data, one at each tick.
  func grid() -> [DisplayList.Element] {
    let vertical = xTicks.map { [Point(place($0).x, rect.minY), Point(place($0).x, rect.maxY)] }
    let horizontal = yTicks.map { [Point(rect.minX, height($0)), Point(rect.maxX, height($0))] }
    return (vertical + horizontal).map { .line($0, Stroke(.grid)) }
  }

  private func place(_ tick: Tick) -> Point { Point(rect.minX + x.fraction(tick.value) * rect.width, rect.maxY) }
  private func height(_ tick: Tick) -> Double { rect.maxY - y.fraction(tick.value) * rect.height }

  /// The frame, and the ticks and labels of the axes asked for.
  func axes(x showsX: Bool = true, y showsY: Bool = true) -> [DisplayList.Element] {
    let stroke = Stroke(.ink)
    var elements: [DisplayList.Element] = [.rectangle(rect, stroke: stroke)]
    if showsX { elements += xAxis(stroke) }
    if showsY { elements += yAxis(stroke) }
    return elements
  }

  private func xAxis(_ stroke: Stroke) -> [DisplayList.Element] {
    var elements: [DisplayList.Element] = []
    for value in x.minorTicks {
      let at = place(Tick(value, ""))
      elements.append(.line([at, Point(at.x, at.y + Self.tickLength / 2)], stroke))
    }
    for value in xTicks.map(\.value) + droppedTicks(x, kept: xTicks) {
      let at = place(Tick(value, ""))
      elements.append(.line([at, Point(at.x, at.y + Self.tickLength)], stroke))
    }
    let top = rect.maxY + Self.tickLength + Self.labelGap
    for tick in xTicks {
      elements.append(
        .text(TextRun(tick.label, at: Point(place(tick).x, top), .tick, alignment: .middle, anchor: .top)))
    }
    return elements + xCaption.elements(below: top + ruler.height(.tick) + Self.captionGap, centeredAt: rect.midX)
  }

  private func yAxis(_ stroke: Stroke) -> [DisplayList.Element] {
    var elements: [DisplayList.Element] = []
    for value in y.minorTicks {
      let y = height(Tick(value, ""))
      elements.append(.line([Point(rect.minX - Self.tickLength / 2, y), Point(rect.minX, y)], stroke))
    }
    for tick in yTicks {
      let y = height(tick), right = rect.minX - Self.tickLength
      elements.append(.line([Point(right, y), Point(rect.minX, y)], stroke))
      elements.append(
        .text(TextRun(tick.label, at: Point(right - Self.labelGap, y), .tick, alignment: .end, anchor: .middle)))
    }
    return elements + yCaption.elements(rightOf: rect.minX - leftMargin, centeredAt: rect.midY)
  }

  /// The places among the axis's own ticks whose labels did not fit. They keep their marks.
  private func droppedTicks(_ fitted: FittedAxis, kept: [Tick]) -> [Double] {
    (fitted.axis.ticks ?? []).filter { tick in
      !kept.contains(tick) && (0...1).contains(fitted.fraction(tick.value))
    }.map(\.value)
  }
}
