/// Welch's two-sided t-test (1947): do the means of two samples differ, such as accuracies over seeds of two losses?
///
/// t = (x̄ − ȳ) / √(s²ₓ/m + s²ᵧ/n), with variances that need not be equal; its degrees of freedom are those of Welch and
/// Satterthwaite (1946), ν = (s²ₓ/m + s²ᵧ/n)² / ((s²ₓ/m)²/(m − 1) + (s²ᵧ/n)²/(n − 1)). Student's two tails are
/// p = I_x(ν/2, 1/2) at x = ν/(ν + t²).
public struct WelchTest: Sendable, Codable, Equatable {
  /// Welch's t, which is positive where the first mean is the larger.
  public let t: Double
  /// The degrees of freedom, ν.
  public let degreesOfFreedom: Double
  /// The probability of a t at least this far from 0, were the means equal.
  public let p: Double

  enum CodingKeys: String, CodingKey {
    case t, p
    case degreesOfFreedom = "degrees_of_freedom"
  }

  /// `nil` where no test can be made: fewer than two values on a side, a value that is not finite, or no spread on
  /// either side, even between different means: two seeds that agree to the last digit do not show that seeds do not
  /// matter.
  public init?(_ first: [Double], _ second: [Double]) {
    guard let first = Sample(first), let second = Sample(second) else { return nil }
    let squaredError = first.squaredError + second.squaredError
    guard squaredError > 0 else { return nil }
    // Of shares, not of the variances themselves: their squares leave the range of numbers sooner.
    let share = first.squaredError / squaredError, rest = second.squaredError / squaredError
    let freedom = 1 / (share * share / first.freedom + rest * rest / second.freedom)
    t = (first.mean - second.mean) / squaredError.squareRoot()
    degreesOfFreedom = freedom
    let r = t * t / freedom
    p = IncompleteBeta.regularised(freedom / 2, 0.5, x: 1 / (1 + r), y: 1 / (1 + 1 / r))
  }

  /// What the test needs to know of one side.
  private struct Sample {
    let mean: Double
    /// The squared standard error of the mean: the variance over the count.
    let squaredError: Double
    /// The degrees of freedom of this side: the count less one.
    let freedom: Double

    init?(_ values: [Double]) {
      guard values.count >= 2 else { return nil }
      let n = Double(values.count)
      freedom = n - 1
      // From the first value on: equal values then have their own mean and no variance, to the last bit.
      mean = values[0] + values.reduce(0) { $0 + ($1 - values[0]) } / n
      squaredError = values.reduce(0) { [mean] in $0 + ($1 - mean) * ($1 - mean) } / freedom / n
      guard squaredError.isFinite else { return nil }
    }
  }
}
