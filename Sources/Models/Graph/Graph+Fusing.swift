extension Graph {
  /// The graph with activation functions that a file writes out in simple operations as one operation each.
  ///
  /// GELU is x/2 · (1 + erf(x/√2)), SiLU x · σ(x), and hard swish x · min(max(x/6 + 1/2, 0), 1). This changes rounding only.
  public func fusingActivations() -> Graph {
    var result = self
    for index in nodes.indices {
      guard let (function, input) = result.written(at: index + 1) else { continue }
      result.nodes[index].operation = .activation(function)
      result.nodes[index].inputs = [input]
      result.nodes[index].weights = []
    }
    return result
  }

  /// The activation function that value `value` writes out, and the value that it is a function of.
  private func written(at value: Int) -> (ActivationFunction, Int)? {
    let (scale, product) = scaled(value)
    guard product > 0, case .binary(.multiply) = nodes[product - 1].operation else { return nil }
    let factors = nodes[product - 1].inputs
    for (factor, other) in [(factors[0], factors[1]), (factors[1], factors[0])] {
      if scale == 1, let (function, input) = activation(of: factor), input == other {
        if function == .sigmoid { return (.silu, other) }
        if case .hardSigmoid(let slope, let shift) = function, abs(slope - 1 / 6) < 1e-6, shift == 0.5 {
          return (.hardSwish, other)
        }
      }
      // Half of x may be taken before or after the product.
      let (otherScale, input) = scaled(other)
      if scale * otherScale == 0.5, isOnePlusErf(factor, of: input) { return (.gelu, input) }
    }
    return nil
  }

  private func activation(of value: Int) -> (ActivationFunction, Int)? {
    guard value > 0, case .activation(let function) = nodes[value - 1].operation else { return nil }
    return (function, nodes[value - 1].inputs[0])
  }

  /// The factor by which a value is another one, and that one.
  private func scaled(_ value: Int) -> (Float, Int) {
    guard let (function, input) = activation(of: value), case .affine(let factor, 0) = function else {
      return (1, value)
    }
    return (factor, input)
  }

  /// Whether `value` is 1 + erf(x / √2) of `input`.
  private func isOnePlusErf(_ value: Int, of input: Int) -> Bool {
    guard let (sum, erf) = activation(of: value), sum == .affine(factor: 1, shift: 1),
      let (function, argument) = activation(of: erf), function == .erf
    else { return false }
    let (factor, origin) = scaled(argument)
    return origin == input && abs(factor - Float(0.5).squareRoot()) < 1e-6
  }
}
