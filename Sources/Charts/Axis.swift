/// What one direction of a plot shows, and how.
public struct Axis: Sendable, Equatable {
  public var label: String
  /// Written after the label, in parentheses.
  public var unit: String?
  public var scale: Scale
  public var format: NumberFormat
  /// What is shown; what lies outside is clipped. `nil` fits the data.
  public var range: ClosedRange<Double>?
  /// Labelled places instead of automatic ones, such as `Tick(2 / 255, "2/255")`. Labels that would overlap are left out.
  public var ticks: [Tick]?

  public init(
    _ label: String, unit: String? = nil, scale: Scale = .linear, format: NumberFormat = .plain,
    range: ClosedRange<Double>? = nil, ticks: [Tick]? = nil
  ) {
    self.label = label
    self.unit = unit
    self.scale = scale
    self.format = format
    self.range = range
    self.ticks = ticks
  }

  /// The axis with its range settled: as given, or fitted to `values` with a margin of `padding` of its length.
  ///
  /// With `keepsBounds` a fitted range does not cross a bound that no value crosses: zero, and 100 % of a percentage.
  /// A given range that has no place on the scale (zero on a logarithmic one) is fitted too. Where no value has a place,
  /// the axis is blank.
  func fitted(to values: some Sequence<Double>, padding: Double, keepsBounds: Bool = false) -> FittedAxis {
    if let range, range.upperBound > range.lowerBound,
      scale.forward(range.lowerBound).isFinite, scale.forward(range.upperBound).isFinite
    {
      return FittedAxis(axis: self, range: range)
    }
    let known = Array(values) + (ticks ?? []).map(\.value)
    let shown = scale.range(of: known)
    guard known.contains(where: scale.holds) else {
      return FittedAxis(axis: self, range: shown, isBlank: true)
    }
    var fitted = scale.padded(shown, by: padding)
    guard keepsBounds else { return FittedAxis(axis: self, range: fitted) }
    if shown.lowerBound >= 0, fitted.lowerBound < 0 { fitted = 0...fitted.upperBound }
    if format == .percent, shown.upperBound <= 1, fitted.upperBound > 1 { fitted = fitted.lowerBound...1 }
    return FittedAxis(axis: self, range: fitted)
  }
}

/// An axis whose range is settled.
struct FittedAxis: Sendable, Equatable {
  var axis: Axis
  var range: ClosedRange<Double>
  /// Whether no value has a place on the axis. Its range is then a stand-in, and it has no ticks: their numbers would
  /// mean nothing.
  var isBlank = false

  /// 0 at the range's lower end, 1 at its upper; NaN for what has no place on the scale.
  func fraction(_ value: Double) -> Double {
    let low = axis.scale.forward(range.lowerBound), high = axis.scale.forward(range.upperBound)
    return (axis.scale.forward(value) - low) / (high - low)
  }

  /// Of the range on its scale.
  var length: Double { axis.scale.forward(range.upperBound) - axis.scale.forward(range.lowerBound) }

  /// As many labelled ticks as fit: at most `most`, and none whose label comes nearer to another than `gap`.
  ///
  /// `extent` is the room of a label along the axis, `length` that of the axis.
  func ticks(most: Int, length: Double, gap: Double, extent: (String) -> Double) -> [Tick] {
    guard !isBlank else { return [] }
    if let ticks = axis.ticks {
      var kept: [Tick] = []
      for tick in ticks where (-1e-9...1 + 1e-9).contains(fraction(tick.value)) {
        if let last = kept.last, overlaps(last, tick, length, gap, extent) { continue }
        kept.append(tick)
      }
      return kept
    }
    for count in stride(from: max(most, 2), through: 2, by: -1) {
      let values = values(count: count)
      let ticks = zip(values, axis.format.labels(for: values)).map { Tick($0, $1) }
      if zip(ticks, ticks.dropFirst()).allSatisfy({ !overlaps($0, $1, length, gap, extent) }) { return ticks }
    }
    return values(count: 1).prefix(1).map {
      Tick($0, axis.format.labels(for: [$0])[0])
    }
  }

  /// The places of the unlabelled marks between decades.
  var minorTicks: [Double] { isBlank ? [] : Ticks.minor(in: range, scale: axis.scale) }

  private func values(count: Int) -> [Double] {
    let values = Ticks.values(in: range, scale: axis.scale, count: count)
    return axis.format == .whole ? values.filter { $0 == $0.rounded() } : values
  }

  private func overlaps(_ a: Tick, _ b: Tick, _ length: Double, _ gap: Double, _ extent: (String) -> Double) -> Bool {
    let distance = abs(fraction(b.value) - fraction(a.value)) * length
    return distance < (extent(a.label) + extent(b.label)) / 2 + gap
  }
}
