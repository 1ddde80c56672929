/// A condition on the null epoch without which a loss is held to be untrainable.
public enum Invariant: String, CaseIterable, Codable, Sendable {
  /// γ_T > γ_N: the target's probability grows in the first step, by the softmax Jacobian written out.
  case exact
  /// γ_T ≥ (n - 1) γ_N, as printed in Theorem 4 of arXiv 2010.00788. Of 400 random losses it threw away nearly half of
  /// those that train; the exact condition threw away none.
  case paper
  /// Every loss passes.
  case none
}

extension Loss {
  public func satisfies(_ invariant: Invariant, classes: Int) -> Bool {
    let gamma = nullEpoch(classes: classes)
    return switch invariant {
    case .exact: gamma.target > gamma.nonTarget
    case .paper: gamma.target >= Double(classes - 1) * gamma.nonTarget
    case .none: true
    }
  }
}
