/// The target's probability at which a loss stops pulling.
extension Loss {
  /// The stable zero of `γ(h, 1) - γ((1 - h) / (n - 1), 0)` first reached from h = 1/n, 1 where there is none; `nil`
  /// where the loss does not pull at 1/n at all.
  ///
  /// For cross-entropy and squared error 1, with label smoothing `1 - α (n - 1) / n`; for Baikal 1/√n.
  public func equilibriumConfidence(classes: Int) -> Double? {
    let pull = pull(classes: classes)
    let start = 1 / Double(classes)
    guard satisfies(.exact, classes: classes), pull(start) > 0 else { return nil }
    // The pull is positive at the start: its first change of sign is downwards, a stable rest.
    return pull.signChanges(in: start...1).first ?? 1
  }

  /// `γ_T - γ_N` over h times a factor that is positive on (0, 1) and clears its denominators.
  private func pull(classes: Int) -> Polynomial {
    let n = Double(classes)
    let y = Targets(labelSmoothing: labelSmoothing, classes: classes)
    let h = Polynomial([0, 1]), rest = Polynomial([1, -1])
    func constant(_ c: Double) -> Polynomial { Polynomial([c]) }
    switch function {
    case .crossEntropy:
      // y_T / h - y_N (n - 1) / (1 - h)
      return constant(y.target) * rest - constant(y.other * (n - 1)) * h
    case .meanSquaredError:
      return constant(2 * y.target) - constant(2) * h
        - (constant(2 * y.other) - constant(2 / (n - 1)) * rest)
    case .baikal:
      // 1/h + y_T/h² - (n - 1)/(1 - h) - y_N (n - 1)²/(1 - h)²
      return (h + constant(y.target)) * rest * rest
        - (constant(n - 1) * rest + constant(y.other * (n - 1) * (n - 1))) * h * h
    case .taylorGLO(let loss):
      let target = loss.gammaPolynomial(at: y.target), other = loss.gammaPolynomial(at: y.other)
      return target - other.composed(slope: -1 / (n - 1), offset: 1 / (n - 1))
    }
  }
}

extension TaylorGLO {
  /// γ as a polynomial in h, at one value of the label.
  fileprivate func gammaPolynomial(at y: Double) -> Polynomial {
    Polynomial((1...order).map { Double($0) * coefficient(of: $0, at: y) })
      .composed(slope: 1, offset: -parameters[1])
  }
}
