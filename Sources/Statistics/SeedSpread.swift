/// The mean of one figure over the seeds of a training, and an interval from the spread of the seeds alone.
///
/// Models of several seeds are asked about the same images, so their answers are no independent draws: pooling them
/// would make the interval too narrow. The seeds are the sample, and each gives one value.
public struct SeedSpread: Sendable, Equatable {
  /// What the interval is.
  public enum Kind: Sendable, Equatable {
    /// There are fewer than three seeds: from the smallest value to the largest.
    case range
    /// Student's 95 % interval of the mean: x̄ ± t · s / √n, with t of n − 1 degrees of freedom.
    case student
  }

  /// The number of seeds, n.
  public let count: Int
  public let mean: Double
  public let lower: Double
  public let upper: Double
  /// The sample standard deviation; `nil` of a single value.
  public let deviation: Double?
  public var kind: Kind { Self.kind(seeds: count) }

  /// What the interval over a number of seeds is.
  public static func kind(seeds: Int) -> Kind { seeds < 3 ? .range : .student }

  /// `nil` without values.
  public init?(_ values: [Double]) {
    guard let smallest = values.min(), let largest = values.max() else { return nil }
    let n = Double(values.count)
    count = values.count
    // From the first value on: equal values then have their own mean and no spread, to the last bit.
    let mean = values[0] + values.reduce(0) { $0 + ($1 - values[0]) } / n
    self.mean = mean
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    deviation = count > 1 ? variance.squareRoot() : nil
    switch Self.kind(seeds: values.count) {
    case .range: (lower, upper) = (smallest, largest)
    case .student:
      let half = StudentQuantile.twoSided95(freedom: n - 1) * (variance / n).squareRoot()
      (lower, upper) = (mean - half, mean + half)
    }
  }
}

/// The t that Student's distribution exceeds to either side with probability 5 % in all.
enum StudentQuantile {
  /// `freedom` is at least 1. The tails are I_x(ν/2, 1/2) at x = ν/(ν + t²), which fall with t: t is found by halving.
  static func twoSided95(freedom: Double) -> Double {
    // One degree of freedom has the largest quantile, 12.7.
    var low = 0.0, high = 16.0
    while true {
      let t = (low + high) / 2
      guard low < t, t < high else { return t }
      let r = t * t / freedom
      let tails = IncompleteBeta.regularised(freedom / 2, 0.5, x: 1 / (1 + r), y: 1 / (1 + 1 / r))
      if tails > 0.05 { low = t } else { high = t }
    }
  }
}
