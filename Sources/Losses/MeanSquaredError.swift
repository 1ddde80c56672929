extension SoftmaxRow {
  /// Squared error, `Σₖ (hₖ - yₖ)²` (`γₖ = 2 (yₖ - hₖ)`); writes the gradient at the logits.
  func meanSquaredError(_ y: Targets, gradient: UnsafeMutablePointer<Double>) -> Double {
    var value = 0.0
    for k in 0..<count {
      let residual = residual(k, y)
      value += residual * residual
      gradient[k] = -2 * residual
    }
    self.gradient(fromGamma: gradient)
    return value
  }
}
