/// Student's two-sided t-test of paired differences: do two things differ that were measured on the same seeds?
///
/// t = d̄ / (s / √n) with n − 1 degrees of freedom, d the differences and s their sample standard deviation. What the
/// seeds have in common, such as a lucky initialisation, drops out of the differences.
public struct PairedTest: Sendable, Codable, Equatable {
  /// The number of pairs, n.
  public let count: Int
  /// The mean difference, first less second.
  public let difference: Double
  /// The probability of a mean difference at least this far from 0, were the true one 0.
  public let p: Double

  /// `nil` where no test can be made: fewer than two pairs, a number that is not finite, or differences without any
  /// spread, whatever their mean: a few that agree to the last digit do not show that seeds do not matter.
  public init?(_ first: [Double], _ second: [Double]) {
    precondition(first.count == second.count, "a paired test is of pairs")
    let differences = zip(first, second).map { $0 - $1 }
    guard differences.allSatisfy(\.isFinite), let spread = SeedSpread(differences), let deviation = spread.deviation,
      deviation > 0
    else { return nil }
    count = differences.count
    difference = spread.mean
    let freedom = Double(count - 1), t = spread.mean / (deviation / Double(count).squareRoot())
    let r = t * t / freedom
    p = IncompleteBeta.regularised(freedom / 2, 0.5, x: 1 / (1 + r), y: 1 / (1 + 1 / r))
  }
}
