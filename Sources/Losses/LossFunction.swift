/// A loss as a function of the probabilities and the label, before label smoothing.
///
/// Every case is `L(h, y) = -Σₖ f(hₖ, yₖ)` per example, `h = softmax(z)`, `y` the target distribution; there is no
/// factor 1/n, so that cross-entropy is the usual one and learning rates carry over.
public enum LossFunction: Sendable, Hashable {
  /// `f = y log h`.
  case crossEntropy
  /// `f = -(h - y)²`.
  case meanSquaredError
  /// `f = log h - y / h` (Gonzalez & Miikkulainen 2020, arXiv 1905.11528).
  case baikal
  case taylorGLO(TaylorGLO)

  /// The name without parameters.
  public var name: LossName {
    switch self {
    case .crossEntropy: .crossEntropy
    case .meanSquaredError: .meanSquaredError
    case .baikal: .baikal
    case .taylorGLO: .taylorGLO
    }
  }
}
