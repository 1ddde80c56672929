import Foundation

/// How values are spread along an axis or over a colour bar.
public enum Scale: Sendable, Equatable {
  case linear
  /// The logarithm to base 10. Only positive values have a place.
  case log
  /// Linear about zero and logarithmic far from it: `sign(v)·log₁₀(1 + |v|/threshold)` (Webber 2013).
  case symlog(threshold: Double)

  /// What an axis says of the scale; `nil` of a linear one, which needs no words.
  var words: String? {
    switch self {
    case .linear: nil
    case .log: "log scale"
    case .symlog(let threshold):
      "symlog scale, linear within ±\(NumberFormat.plain.labels(for: [threshold])[0])"
    }
  }

  /// The place of `value` before it is stretched to an axis. It is NaN where the value has none.
  func forward(_ value: Double) -> Double {
    switch self {
    case .linear: return value
    case .log: return value > 0 ? log10(value) : .nan
    case .symlog(let threshold):
      precondition(threshold > 0, "a symlog scale is linear up to a positive threshold")
      return (value < 0 ? -1 : 1) * log1p(abs(value) / threshold) / M_LN10
    }
  }

  /// The value at a place. It is the inverse of `forward`.
  func inverse(_ place: Double) -> Double {
    switch self {
    case .linear: place
    case .log: pow(10, place)
    case .symlog(let threshold): (place < 0 ? -1 : 1) * threshold * expm1(abs(place) * M_LN10)
    }
  }

  /// Whether a value has a place on the scale.
  ///
  /// Values beyond 1e±300 count as infinite, so that what is computed from a range of values stays finite.
  func holds(_ value: Double) -> Bool { abs(value) < 1e300 && (self != .log || value > 1e-300) }

  /// The range that shows `values`: from the smallest to the largest. Of one value it is a range about it, and of none
  /// it is a stand-in.
  func range(of values: some Sequence<Double>) -> ClosedRange<Double> {
    let places = values.filter(holds).map(forward)
    guard let low = places.min(), let high = places.max() else { return self == .log ? 1...10 : 0...1 }
    if high > low { return inverse(low)...inverse(high) }
    switch self {
    case .linear: return inverse(low - max(abs(low) / 10, 1e-12))...inverse(low + max(abs(low) / 10, 1))
    case .log, .symlog: return inverse(low - 0.5)...inverse(low + 0.5)
    }
  }

  /// `range`, wider at both ends by a fraction of its length on this scale.
  func padded(_ range: ClosedRange<Double>, by fraction: Double) -> ClosedRange<Double> {
    let low = forward(range.lowerBound), high = forward(range.upperBound)
    let margin = (high - low) * fraction
    return inverse(low - margin)...inverse(high + margin)
  }
}
