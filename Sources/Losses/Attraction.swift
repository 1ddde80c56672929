import Foundation

/// How the pull to zero training error is worked out.
public enum AttractionFormula: String, CaseIterable, Codable, Sendable {
  /// It follows from the softmax Jacobian.
  case exact
  /// It is printed in Theorem 2 of arXiv 2010.00788, as far as it can be recovered: the off-diagonal terms of the
  /// non-target logits come with the wrong sign. For comparison with the paper only.
  case printed
}

extension Loss {
  /// The change of the target's probability under one unit step in logit space: positive pulls to zero error.
  ///
  /// The state is symmetric, the target at 1 - ε and the others at ε / (n - 1). Exactly, `Δ_T = ε (1 - ε) (γ_T - γ_N)`,
  /// `Δ_N = -Δ_T / (n - 1)` and the change is `ε (1 - ε) (e^Δ_T - e^Δ_N) / ((1 - ε) e^Δ_T + ε e^Δ_N)`; 0 at ε = 0 and 1.
  public func attraction(epsilon: Double, classes: Int, formula: AttractionFormula = .exact) -> Double {
    guard epsilon > 0, epsilon < 1 else { return 0 }
    let n = Double(classes)
    let target = gamma(h: 1 - epsilon, y: 1, classes: classes)
    let other = gamma(h: epsilon / (n - 1), y: 0, classes: classes)
    let targetStep = epsilon * (1 - epsilon) * (target - other)
    let otherStep =
      switch formula {
      case .exact: -targetStep / (n - 1)
      case .printed:
        (epsilon * (epsilon - 1) * target * (n - 1) + epsilon * other * (epsilon * (n - 3) + n - 1))
          / ((n - 1) * (n - 1))
      }
    // Divided by the larger exponential, so that no λ overflows.
    let difference = targetStep - otherStep
    return difference >= 0
      ? -epsilon * (1 - epsilon) * expm1(-difference) / (1 - epsilon + epsilon * exp(-difference))
      : epsilon * (1 - epsilon) * expm1(difference) / ((1 - epsilon) * exp(difference) + epsilon)
  }
}
