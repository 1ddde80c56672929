/// The coefficient of the learning-rule decomposition, `γ = ∂f/∂h`.
///
/// A step of gradient descent is `θ ← θ + η Σₖ γₖ ∂hₖ/∂θ`, so γ says how hard a loss pulls each probability up.
extension LossFunction {
  /// γ at the probability `h` of a class whose target is `y`.
  public func gamma(h: Double, y: Double) -> Double {
    switch self {
    case .crossEntropy: y == 0 ? 0 : y / h
    case .meanSquaredError: 2 * (y - h)
    case .baikal: (1 + (y == 0 ? 0 : y / h)) / h
    case .taylorGLO(let loss): loss.gamma(h: h, y: y)
    }
  }
}

extension Loss {
  /// γ at the probability `h` of a class whose one-hot label is `y`: the smoothed label takes its place.
  public func gamma(h: Double, y: Double, classes: Int) -> Double {
    function.gamma(h: h, y: (1 - labelSmoothing) * y + labelSmoothing / Double(classes))
  }
}
