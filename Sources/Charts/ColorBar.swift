/// The key to a colour scale: an upright ramp, or the bands between levels, with ticks and a caption.
struct ColorBar {
  private let axis: FittedAxis
  /// What parts the bands; `nil` for a ramp.
  private let levels: [Double]?
  private let height: Double
  /// Whether the colours go from light to dark.
  private let isInverted: Bool
  /// How many cells have no place on the scale, of how many.
  private let missing: (count: Int, total: Int)
  private let ruler: TextRuler
  private let ticks: [Tick]

  private static let rampWidth = 18.0
  private static let labelGap = 9.0
  private static let captionGap = 10.0
  private static let missingGap = 14.0

  init(
    axis: FittedAxis, levels: [Double]? = nil, height: Double, isInverted: Bool = false,
    missing: (count: Int, total: Int), ruler: TextRuler
  ) {
    self.axis = axis
    self.levels = levels
    self.height = height
    self.isInverted = isInverted
    self.missing = missing
    self.ruler = ruler
    ticks = Self.ticks(axis, height: height, ruler: ruler)
  }

  /// The ticks that a bar of this height has.
  static func ticks(_ axis: FittedAxis, height: Double, ruler: TextRuler) -> [Tick] {
    axis.ticks(most: 9, length: height, gap: 4) { _ in ruler.height(.tick) }
  }

  private var hasMissing: Bool { missing.count > 0 }

  private var missingLabel: String {
    "not \(axis.axis.scale == .log ? "positive and finite" : "finite"): \(missing.count) of \(missing.total)"
  }

  private var caption: AxisCaption { AxisCaption(axis.axis, length: height, ruler: ruler) }

  /// Where the caption starts, right of the tick labels.
  private var captionLeft: Double {
    Self.rampWidth + Self.labelGap + (ticks.map { ruler.width($0.label, .tick) }.max() ?? 0) + Self.captionGap
  }

  var width: Double {
    let missing = hasMissing ? Self.rampWidth + Self.labelGap + ruler.width(missingLabel, .tick) : 0
    return max(captionLeft + caption.depth, missing)
  }

  /// How far the key to missing values reaches below the ramp; 0 where no value is missing.
  var overhang: Double { hasMissing ? Self.missingGap + Self.rampWidth : 0 }

  func elements(at origin: Point) -> [DisplayList.Element] {
    let ramp = Rect(origin.x, origin.y, width: Self.rampWidth, height: height)
    let steps = 256
    let edges = levels.map { [0] + $0.map(axis.fraction) + [1] } ?? (0...steps).map { Double($0) / Double(steps) }
    var elements: [DisplayList.Element] = [
      .cells(
        columns: [ramp.minX, ramp.maxX], rows: edges.map { ramp.maxY - $0 * height },
        colors: isInverted ? ColorMap.bands(edges).reversed() : ColorMap.bands(edges)),
      .rectangle(ramp, stroke: Stroke(.ink)),
    ]
    for level in levels ?? [] {
      let y = ramp.maxY - axis.fraction(level) * height
      elements.append(.line([Point(ramp.minX, y), Point(ramp.maxX + 3, y)], Stroke(.ink, width: 0.8)))
    }
    for tick in ticks {
      let y = ramp.maxY - axis.fraction(tick.value) * height
      elements.append(.line([Point(ramp.maxX, y), Point(ramp.maxX + 5, y)], Stroke(.ink)))
      elements.append(.text(TextRun(tick.label, at: Point(ramp.maxX + Self.labelGap, y), .tick, anchor: .middle)))
    }
    elements += caption.elements(rightOf: origin.x + captionLeft, centeredAt: ramp.midY)
    guard hasMissing else { return elements }
    let swatch = Rect(origin.x, ramp.maxY + Self.missingGap, width: Self.rampWidth, height: Self.rampWidth)
    return elements + [
      Hatching.element(swatch), .rectangle(swatch, stroke: Stroke(.ink)),
      .text(TextRun(missingLabel, at: Point(swatch.maxX + Self.labelGap, swatch.midY), .tick, anchor: .middle)),
    ]
  }
}
