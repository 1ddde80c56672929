extension Graph {
  /// The graph with activation functions that a file writes out in simple operations as one operation each.
  ///
  /// GELU is x/2 · (1 + erf(x/√2)), or with a hyperbolic tangent in place of erf; SiLU x · σ(x), hard swish
  /// x · min(max(x/6 + 1/2, 0), 1), Mish x · tanh(softplus(x)). This changes rounding only.
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
    guard let factors = operands(of: product, .multiply) else { return nil }
    for (factor, other) in [factors, (factors.1, factors.0)] {
      if scale == 1, let (function, input) = activation(of: factor) {
        switch function {
        case .sigmoid where input == other: return (.silu, other)
        case .hardSigmoid(let slope, 0.5) where input == other && abs(slope - 1 / 6) < 1e-6: return (.hardSwish, other)
        case .tanh where activation(of: input).map { $0 == (.softplus, other) } ?? false: return (.mish, other)
        default: break
        }
      }
      // Half may be taken of x, of the factor beside it, or of their product.
      let (factorScale, sum) = scaled(factor), (otherScale, input) = scaled(other)
      if scale * factorScale * otherScale == 0.5, let function = gate(sum, of: input) { return (function, input) }
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

  /// The two values that `value` is `function` of.
  private func operands(of value: Int, _ function: BinaryFunction) -> (Int, Int)? {
    guard value > 0, nodes[value - 1].operation == .binary(function) else { return nil }
    return (nodes[value - 1].inputs[0], nodes[value - 1].inputs[1])
  }

  /// The form of GELU whose product with x/2 `value` belongs to: 1 + erf(x / √2), or 1 + tanh(√(2/π) (x + 0.044715 x³)).
  private func gate(_ value: Int, of x: Int) -> ActivationFunction? {
    guard let (sum, inner) = activation(of: value), sum == .affine(factor: 1, shift: 1),
      let (function, argument) = activation(of: inner)
    else { return nil }
    let (factor, origin) = scaled(argument)
    switch function {
    case .erf: return origin == x && isNear(factor, Double(0.5).squareRoot()) ? .gelu : nil
    case .tanh:
      guard let terms = operands(of: origin, .add), isNear(factor, (2 / Double.pi).squareRoot()) else { return nil }
      let (share, cube) = scaled(terms.0 == x ? terms.1 : terms.0)
      return (terms.0 == x || terms.1 == x) && isNear(share, 0.044715) && isCube(cube, of: x) ? .geluByTanh : nil
    default: return nil
    }
  }

  private func isNear(_ factor: Float, _ expected: Double) -> Bool { abs(Double(factor) - expected) < 1e-6 }

  private func isCube(_ value: Int, of x: Int) -> Bool {
    if let (function, input) = activation(of: value) { return function == .power(exponent: 3) && input == x }
    guard let factors = operands(of: value, .multiply), factors.0 == x || factors.1 == x else { return false }
    let square = factors.0 == x ? factors.1 : factors.0
    if let (function, input) = activation(of: square) { return function == .power(exponent: 2) && input == x }
    return operands(of: square, .multiply).map { $0 == (x, x) } ?? false
  }
}
