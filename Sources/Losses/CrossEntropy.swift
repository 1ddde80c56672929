import Foundation

/// Cross-entropy, `f = y log h`, `γ = y / h`.
public struct CrossEntropy: LossFunction {
  public static let name = LossName.crossEntropy

  public init() {}
  public init(_ parameters: LossParameters) throws { try parameters.requireNone() }

  public var formula: Formula { .product([.target, .logProbability]) }
  public func f(h: Double, y: Double) -> Double { y == 0 ? 0 : y * log(h) }
  public func gamma(h: Double, y: Double) -> Double { y == 0 ? 0 : y / h }

  /// The gradient is `hₖ - yₖ`.
  public func evaluate(_ row: SoftmaxRow, _ y: Targets, gradient: UnsafeMutablePointer<Double>) -> Double {
    var value = 0.0
    for k in 0..<row.count {
      // 0 · log 0 is 0, but a NaN stays one.
      if y[k] > 0 || row.probabilities[k].isNaN { value -= y[k] * row.logProbabilities[k] }
      gradient[k] = row.residual(k, y)
    }
    return value
  }
}

extension LossFunction where Self == CrossEntropy {
  public static var crossEntropy: CrossEntropy { CrossEntropy() }
}
