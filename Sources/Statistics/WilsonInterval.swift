/// The Wilson score interval of a proportion (Wilson 1927) at 95 %.
public struct WilsonInterval: Sendable, Equatable, Codable {
  public let lower: Double
  public let upper: Double

  /// The 97.5 % quantile of the standard normal distribution.
  private static let z = 1.959963984540054

  /// For `successes` of `total`; (0, 1) where `total` is 0.
  public init(successes: Int, total: Int) {
    guard total > 0 else {
      lower = 0
      upper = 1
      return
    }
    let n = Double(total), p = Double(successes) / n, z2 = Self.z * Self.z
    let centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    let half = Self.z * (p * (1 - p) / n + z2 / (4 * n * n)).squareRoot() / (1 + z2 / n)
    // At 0 and n the exact ends are 0 and 1; rounding must not move them.
    lower = successes == 0 ? 0 : max(0, centre - half)
    upper = successes == total ? 1 : min(1, centre + half)
  }

  public init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    lower = try container.decode(Double.self)
    upper = try container.decode(Double.self)
  }

  /// As `[lower, upper]`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    try container.encode(lower)
    try container.encode(upper)
  }
}
