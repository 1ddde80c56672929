/// Squared error, summed over the classes: `f = -(h - y)²`, `γ = 2 (y - h)`.
public struct MeanSquaredError: LossFunction {
  public static let name = LossName.meanSquaredError

  public init() {}
  public init(_ parameters: LossParameters) throws { try parameters.requireNone() }

  public var formula: Formula {
    .negative(.power(.sum([.probability, .negative(.target)]), 2))
  }
  public func f(h: Double, y: Double) -> Double { -(h - y) * (h - y) }
  public func gamma(h: Double, y: Double) -> Double { 2 * (y - h) }

  public func evaluate(_ row: SoftmaxRow, _ y: Targets, gradient: UnsafeMutablePointer<Double>) -> Double {
    var value = 0.0
    for k in 0..<row.count {
      let residual = row.residual(k, y)
      value += residual * residual
      gradient[k] = -2 * residual
    }
    row.gradient(fromGamma: gradient)
    return value
  }
}

extension LossFunction where Self == MeanSquaredError {
  public static var meanSquaredError: MeanSquaredError { MeanSquaredError() }
}
