import Foundation

/// Two lines between which a function of one number lies on an interval: slope · x + shift.
struct Lines: Equatable, Sendable {
  var lowerSlope: Double
  var lowerShift: Double
  var upperSlope: Double
  var upperShift: Double
}

/// Which line bounds an undecided ReLU from below, where any slope from 0 to 1 does.
enum LowerSlope: Sendable, CaseIterable {
  /// 1 where the interval reaches farther above 0 than below, else 0 (Zhang et al. 2018).
  case adaptive
  /// 0, as intervals have it.
  case zero
}

extension BoundProgram.Pointwise {
  func value(_ x: Double) -> Double {
    switch self {
    case .relu: max(x, 0)
    case .sigmoid: 1 / (1 + exp(-x))
    case .tanh: Foundation.tanh(x)
    }
  }

  func derivative(_ x: Double) -> Double {
    switch self {
    case .relu: x > 0 ? 1 : 0
    case .sigmoid: value(x) * value(-x)
    // 1 − tanh² has no digits left where tanh is near 1.
    case .tanh: 1 / (cosh(x) * cosh(x))
    }
  }

  /// Whether the function is no straight line from `low` to `high`.
  func isUndecided(_ low: Double, _ high: Double) -> Bool {
    switch self {
    case .relu: low < 0 && high > 0
    case .sigmoid, .tanh: low < high
    }
  }

  /// Lines that bound the function from `low` to `high`.
  func lines(_ low: Double, _ high: Double, _ choice: LowerSlope) -> Lines {
    switch self {
    case .relu:
      if low >= 0 { return Lines(lowerSlope: 1, lowerShift: 0, upperSlope: 1, upperShift: 0) }
      if high <= 0 { return Lines(lowerSlope: 0, lowerShift: 0, upperSlope: 0, upperShift: 0) }
      let slope = high / (high - low)
      return Lines(
        lowerSlope: choice == .adaptive && high > -low ? 1 : 0, lowerShift: 0, upperSlope: slope,
        upperShift: -slope * low)
    case .sigmoid, .tanh:
      let upper = upperLine(low, high)
      // Both are symmetric about their value at 0: f(−x) = 2 f(0) − f(x).
      let mirrored = upperLine(-high, -low), middle = 2 * value(0)
      return Lines(
        lowerSlope: mirrored.slope, lowerShift: middle - mirrored.shift, upperSlope: upper.slope,
        upperShift: upper.shift)
    }
  }

  /// A line above an S-shaped function that is convex below 0 and concave above.
  private func upperLine(_ low: Double, _ high: Double) -> (slope: Double, shift: Double) {
    // Rounding of the function's values, and of the slope over the length of the interval.
    let margin = 1e-12 * max(1, max(abs(low), abs(high)))
    func through(_ x: Double, _ slope: Double) -> (slope: Double, shift: Double) {
      (slope, value(x) - slope * x + margin)
    }
    func chord(_ a: Double, _ b: Double) -> Double { (value(b) - value(a)) / (b - a) }
    guard high - low > 1e-9 else { return (0, max(value(low), value(high)) + margin) }
    if low >= 0 {
      let middle = (low + high) / 2
      return through(middle, derivative(middle))
    }
    // Where the chord's end is still steeper than the chord, it lies above everything between.
    if high <= 0 || derivative(high) >= chord(low, high) { return through(low, chord(low, high)) }
    // A tangent at d > 0 lies above all of the function right of `low` if it is above it there: the smallest such d.
    var near = 0.0, far = high
    for _ in 0..<60 {
      let d = (near + far) / 2
      if value(d) + derivative(d) * (low - d) >= value(low) { far = d } else { near = d }
    }
    return through(far, derivative(far))
  }
}
