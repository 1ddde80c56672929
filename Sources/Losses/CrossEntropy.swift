extension SoftmaxRow {
  /// Cross-entropy, `-Σₖ yₖ log hₖ`; writes `∂L/∂zₖ = hₖ - yₖ`.
  func crossEntropy(_ y: Targets, gradient: UnsafeMutablePointer<Double>) -> Double {
    var value = 0.0
    for k in 0..<count {
      // 0 · log 0 is 0, but a NaN stays one.
      if y[k] > 0 || probabilities[k].isNaN { value -= y[k] * logProbabilities[k] }
      gradient[k] = residual(k, y)
    }
    return value
  }
}
