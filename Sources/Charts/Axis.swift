/// One axis of a plot: its label, its scale and what part of the scale is shown.
public struct Axis: Sendable, Equatable {
  public var label: String
  /// The unit, which stands in parentheses behind the label.
  public var unit: String?
  public var scale: Scale
  public var format: NumberFormat
  /// The values that are shown. Curves are clipped outside of it. `nil` fits it to the data.
  public var range: ClosedRange<Double>?
  /// The labelled places, such as `Tick(2 / 255, "2/255")`; `nil` chooses round values. Labels that would overlap are
  /// left out.
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

  /// The axis with the range that it was given, or with one that fits `values` and a margin of `padding` of its length.
  ///
  /// With `keepsBounds` a fitted range does not cross a bound that no value crosses: zero, and 100 % of a percentage. A
  /// given range that has no place on the scale, such as one from zero on a logarithmic scale, is not used: the range
  /// is fitted. Where no value has a place, the axis is blank.
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

/// An axis with the range that it has in the picture.
struct FittedAxis: Sendable, Equatable {
  var axis: Axis
  var range: ClosedRange<Double>
  /// Whether no value has a place on the axis. Its range is then a stand-in, and it has no ticks: their numbers would
  /// mean nothing.
  var isBlank = false

  /// Where `value` lies: 0 is the lower end of the range, 1 its upper end. NaN means that it has no place on the scale.
  func fraction(_ value: Double) -> Double {
    let low = axis.scale.forward(range.lowerBound), high = axis.scale.forward(range.upperBound)
    return (axis.scale.forward(value) - low) / (high - low)
  }

  /// The length of the range on its scale.
  var length: Double { axis.scale.forward(range.upperBound) - axis.scale.forward(range.lowerBound) }

  /// As many labelled ticks as fit. There are at most `most`, and no label comes nearer to another one than `gap`.
  ///
  /// `length` is the length of the axis, and `extent` gives the room that a label takes along it.
  func ticks(most: Int, length: Double, gap: Double, extent: (String) -> Double) -> [Tick] {
    guard !isBlank else { return [] }
    if let ticks = axis.ticks {
      var kept: [Tick] = []
      for tick in ticks where (-1e-9...1 + 1e-9).contains(fraction(tick.value)) {
        if let last = kept.last, overlaps(last, tick, length, gap, extent) { continue }
        if kept.contains(where: { $0.label == tick.label }) { continue }
        kept.append(tick)
      }
      return kept
    }
    func fitting(_ count: Int) -> [Tick]? {
      let values = values(count: count), ticks = zip(values, axis.format.labels(for: values)).map { Tick($0, $1) }
      let fits = zip(ticks, ticks.dropFirst()).allSatisfy { !overlaps($0, $1, length, gap, extent) }
      return fits ? ticks : nil
    }
    let most = max(most, 2)
    for count in stride(from: most, through: 2, by: -1) {
      guard let ticks = fitting(count) else { continue }
      if ticks.count > 1 { return ticks }
      // One tick says nothing of the scale, and a few more than wanted may fit.
      for more in most + 1...2 * most {
        if let ticks = fitting(more), ticks.count > 1 { return ticks }
      }
      return ticks
    }
    return values(count: 1).prefix(1).map {
      Tick($0, axis.format.labels(for: [$0])[0])
    }
  }

  /// The places of the unlabelled marks between decades.
  var minorTicks: [Double] { isBlank ? [] : Ticks.minor(in: range, scale: axis.scale) }

  private func values(count: Int) -> [Double] {
    // Of a range of a few neighbouring numbers, steps may fall on the same one.
    let values = Ticks.values(in: range, scale: axis.scale, count: count)
      .reduce(into: [Double]()) { if $0.last != $1 { $0.append($1) } }
    return axis.format == .whole ? values.filter { $0 == $0.rounded() } : values
  }

  private func overlaps(_ a: Tick, _ b: Tick, _ length: Double, _ gap: Double, _ extent: (String) -> Double) -> Bool {
    let distance = abs(fraction(b.value) - fraction(a.value)) * length
    return distance < (extent(a.label) + extent(b.label)) / 2 + gap
  }
}
