/// Kendall's rank correlation τ-b (1945) of pairs, with a conservative 95 % interval.
///
/// τ-b = (C − D) / √((N − X)(N − Y)): of the N = n (n − 1) / 2 pairs of pairs, C are in the same order in both and D in
/// opposite order; X are tied in the first and Y in the second. It is 1 where one ranking is the other, about 0 where
/// they have nothing to do with each other, and −1 where one is the other turned round.
public struct KendallTau: Sendable, Codable, Equatable {
  /// The number of pairs, n.
  public let count: Int
  public let tau: Double
  /// The 95 % interval of the true τ.
  public let lower: Double
  public let upper: Double

  /// `nil` where nothing can be said: fewer than two pairs, a number that is not finite, or all equal on a side.
  ///
  /// The interval is all t with (τ − t)² ≤ z² · 2 (1 − t²) / n, by Kendall's bound for the variance of a rank
  /// correlation, var ≤ 2 (1 − t²) / n, which holds whatever the distribution (Kendall 1970, Rank Correlation Methods,
  /// chapter 4). It is wider than others, never leaves [−1, 1], and does not shrink to a point where τ is 1: few pairs
  /// in perfect order prove little. Ties are not part of the bound.
  public init?(_ first: [Double], _ second: [Double]) {
    precondition(first.count == second.count, "Kendall's τ is of pairs")
    let n = first.count
    guard n >= 2, (first + second).allSatisfy(\.isFinite) else { return nil }
    var agreement = 0, untiedFirst = 0, untiedSecond = 0
    for i in 0..<n {
      for j in 0..<i {
        let a = Self.order(first[i], first[j]), b = Self.order(second[i], second[j])
        agreement += a * b
        untiedFirst += a * a
        untiedSecond += b * b
      }
    }
    guard untiedFirst > 0, untiedSecond > 0 else { return nil }
    count = n
    // One root of the product: equal factors then cancel to the last bit.
    tau = Double(agreement) / (Double(untiedFirst) * Double(untiedSecond)).squareRoot()
    let c = 2 * Self.z * Self.z / Double(n), half = (c * (1 + c - tau * tau)).squareRoot()
    lower = max(-1, (tau - half) / (1 + c))
    upper = min(1, (tau + half) / (1 + c))
  }

  /// The normal distribution's quantile at 97.5 %.
  private static let z = 1.959963984540054

  private static func order(_ a: Double, _ b: Double) -> Int { a < b ? -1 : a > b ? 1 : 0 }
}
