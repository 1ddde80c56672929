/// Label smoothing of a TaylorGLO loss is another TaylorGLO loss (Theorem 3 of arXiv 2010.00788).
///
/// The label only enters as y - λ₀, and the smoothed one is `a y + b`, a = 1 - α, b = α / n; now
/// `a y + b - λ₀ = a (y - (λ₀ - b) / a)`: the centre moves and each term is scaled by aᵖ, at any order.
extension TaylorGLO {
  /// The loss that trains without smoothing as this one does with `labelSmoothing` α over n `classes`.
  public func absorbing(labelSmoothing: Double, classes: Int) -> TaylorGLO {
    let a = 1 - labelSmoothing, b = labelSmoothing / Double(classes)
    var loss = self
    loss.parameters[0] = (parameters[0] - b) / a
    var power = 1.0
    for p in 0..<order {
      for q in 1...(order - p) { loss.parameters[Self.index(p: p, q: q, order: order)] *= power }
      power *= a
    }
    return loss
  }
}

extension PolynomialCoefficients {
  /// The coefficients of the smoothed loss, `y → a y + b` written out.
  public func absorbing(labelSmoothing: Double, classes: Int) -> PolynomialCoefficients {
    let a = 1 - labelSmoothing, b = labelSmoothing / Double(classes)
    return PolynomialCoefficients(
      c1: c1 + b * cy + b * b * cyy, ch: ch + b * chy, chh: chh, chy: a * chy, cy: a * cy + 2 * a * b * cyy,
      cyy: a * a * cyy)
  }
}
