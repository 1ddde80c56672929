extension TaylorGLO {
  /// The polynomials in h - λ₁ at the two label values that occur, so that an example costs k multiplications a class.
  struct Polynomials {
    let order: Int
    let centre: Double
    /// `a₁ … a_k` at the label's y, then at the others' y.
    let coefficients: UnsafeMutablePointer<Double>

    /// Fills `storage`, 2k numbers.
    init(_ loss: TaylorGLO, _ y: Targets, storage: UnsafeMutablePointer<Double>) {
      order = loss.order
      centre = loss.parameters[1]
      coefficients = storage
      for q in 1...order {
        storage[q - 1] = loss.coefficient(of: q, at: y.target)
        storage[order + q - 1] = loss.coefficient(of: q, at: y.other)
      }
    }

    /// f and γ by Horner's rule.
    func evaluate(h: Double, isLabel: Bool) -> (f: Double, gamma: Double) {
      let a = isLabel ? coefficients : coefficients + order
      let x = h - centre
      var f = 0.0, gamma = 0.0
      for q in stride(from: order, to: 0, by: -1) {
        f = (f + a[q - 1]) * x
        gamma = gamma * x + Double(q) * a[q - 1]
      }
      return (f, gamma)
    }
  }
}

extension SoftmaxRow {
  /// A TaylorGLO loss, `-Σₖ f(hₖ, yₖ)`; writes the gradient at the logits.
  func taylorGLO(_ loss: TaylorGLO.Polynomials, label: Int, gradient: UnsafeMutablePointer<Double>) -> Double {
    var value = 0.0
    for k in 0..<count {
      let (f, gamma) = loss.evaluate(h: probabilities[k], isLabel: k == label)
      value -= f
      gradient[k] = gamma
    }
    self.gradient(fromGamma: gradient)
    return value
  }
}
