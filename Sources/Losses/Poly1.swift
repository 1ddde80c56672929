import Foundation

/// Poly-1, `f = y (log h - ε (1 - h))`, `γ = y (1/h + ε)` (Leng et al. 2022, arXiv 2204.12511).
///
/// It is cross-entropy with the first coefficient of its expansion in powers of 1 - h_T raised by ε: with a one-hot
/// label `-log h_T + ε (1 - h_T)`. With a smoothed label each class counts by its target, as in the authors' code.
/// From ε = -1 on, as published, it pulls the target up until that is certain.
public struct Poly1: LossFunction {
  public static let name = LossName.poly1
  public static let parameterUsage: String? = "ε"

  /// The coefficient ε is at least -1.
  public let epsilon: Double
  public var parameters: [Double] { [epsilon] }

  public init(epsilon: Double) {
    precondition(epsilon >= -1 && epsilon.isFinite, "ε is a number from -1")
    self.epsilon = epsilon
  }
  public init(_ parameters: LossParameters) throws { self.init(epsilon: try parameters.number("ε", from: -1)) }

  public var formula: Formula {
    .product([
      .target, epsilon == 0 ? .logProbability : .sum([.logProbability, .times(-epsilon, .complement)]),
    ])
  }
  public func f(h: Double, y: Double) -> Double { y == 0 ? 0 : y * (log(h) - epsilon * (1 - h)) }
  public func gamma(h: Double, y: Double) -> Double { y == 0 ? 0 : y * (1 / h + epsilon) }

  /// `hₖ γₖ = yₖ (1 + ε hₖ)` is finite everywhere.
  public func evaluate(_ row: SoftmaxRow, _ y: Targets, gradient: UnsafeMutablePointer<Double>) -> Double {
    var value = 0.0
    for k in 0..<row.count {
      if y[k] > 0 { value -= y[k] * (row.logProbabilities[k] - epsilon * row.complement(k)) }
      gradient[k] = y[k] * (1 + epsilon * row.probabilities[k])
    }
    row.gradient(fromPulls: gradient)
    return value
  }
}
