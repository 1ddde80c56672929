import Foundation

/// The focal loss over a softmax, `f = y (1 - h)^g log h` (Lin, Goyal, Girshick, He & Dollár 2017, arXiv 1708.02002).
///
/// With a one-hot label it is `-(1 - h_T)^g log h_T`: images that are nearly right count less. With a smoothed label
/// each class counts by its target. Cross-entropy is g = 0. The paper calls the focusing parameter γ, and so does the
/// name `focal:γ`; here it is g, since γ is `∂f/∂h = y (1 - h)^g (1/h - g log h / (1 - h))`. There is no factor that
/// balances the classes.
public struct Focal: LossFunction {
  public static let name = LossName.focal
  public static let parameterUsage: String? = "γ"

  /// The focusing parameter g is at least 0.
  public let focusing: Double
  public var parameters: [Double] { [focusing] }

  public init(focusing: Double) {
    precondition(focusing >= 0 && focusing.isFinite, "a focusing parameter is a number from 0")
    self.focusing = focusing
  }
  public init(_ parameters: LossParameters) throws { self.init(focusing: try parameters.number("γ", from: 0)) }

  public var formula: Formula {
    focusing == 0
      ? .product([.target, .logProbability])
      : .product([.target, .raised(.complement, to: focusing), .logProbability])
  }
  public func f(h: Double, y: Double) -> Double { y == 0 ? 0 : y * pow(1 - h, focusing) * log(h) }
  public func gamma(h: Double, y: Double) -> Double {
    y == 0 ? 0 : y * pow(1 - h, focusing) * (1 + focusing * Self.slope(h, logH: log(h), rest: 1 - h)) / h
  }

  /// `hₖ γₖ = yₖ (1 - hₖ)^g (1 - g hₖ log hₖ / (1 - hₖ))` is finite everywhere.
  public func evaluate(_ row: SoftmaxRow, _ y: Targets, gradient: UnsafeMutablePointer<Double>) -> Double {
    var value = 0.0
    for k in 0..<row.count {
      guard y[k] > 0 else {
        gradient[k] = 0
        continue
      }
      let rest = row.complement(k), logH = row.logProbabilities[k]
      let weight = y[k] * pow(rest, focusing)
      value -= weight * logH
      gradient[k] = weight * (1 + focusing * Self.slope(row.probabilities[k], logH: logH, rest: rest))
    }
    row.gradient(fromPulls: gradient)
    return value
  }

  /// `-h log h / (1 - h)`, which rises from 0 at h = 0 to 1 at h = 1.
  private static func slope(_ h: Double, logH: Double, rest: Double) -> Double {
    h == 0 ? 0 : rest == 0 ? 1 : -h * logH / rest
  }
}
