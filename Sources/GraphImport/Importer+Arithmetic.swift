import Files
import Models
import ONNX

extension Importer {
  /// Add, Sub, Mul, Div, Pow, Min and Max of values and constants; Sum, Mean, Min and Max of any number of them.
  mutating func arithmetic(_ node: ONNXNode) throws {
    let function = try function(node)
    guard node.inputs.count >= (node.operation == "Pow" || node.operation == "Sub" || node.operation == "Div" ? 2 : 1)
    else { throw refusal(node, "an input is missing") }
    if node.inputs.count == 2, try startOfGraph(node, function) { return }
    var result = Operand(name: node.inputs[0], known: known(node.inputs[0]))
    for name in node.inputs.dropFirst() {
      let value = try combine(node, function, result, Operand(name: name, known: known(name)))
      result = Operand(name: "", known: .value(value))
    }
    var value = try value(of: result, node)
    if node.operation == "Mean" {
      let share = ActivationFunction.affine(factor: 1 / Float(node.inputs.count), shift: 0)
      value = try operate(.activation(share), node, [value])
    }
    set(node, .value(value))
  }

  /// One of the numbers of a sum or product, under its name in the file; a part of it has none.
  private struct Operand {
    let name: String
    let known: Known?

    var constant: Constant? { if case .constant(let constant)? = known { constant } else { nil } }
  }

  private mutating func value(of operand: Operand, _ node: ONNXNode) throws -> Int {
    if case .value(let value)? = operand.known { return value }
    return try value(operand.name, label(node))
  }

  private func function(_ node: ONNXNode) throws -> BinaryFunction {
    switch node.operation {
    case "Add", "Sum", "Mean": .add
    case "Sub": .subtract
    case "Mul": .multiply
    case "Div": .divide
    case "Pow": .power
    case "Min": .minimum
    case "Max": .maximum
    default: throw refusal(node, "not a function of two numbers")
    }
  }

  /// Whether the node multiplies or shifts pixels to which nothing else was done: then it is part of their normalisation.
  private mutating func startOfGraph(_ node: ONNXNode, _ function: BinaryFunction) throws -> Bool {
    let isFirst: Bool, operand: Constant
    let factor: [Double], shift: [Double]
    if case .pixels(let f, let s)? = known(node.inputs[0]), let constant = constant(node, 1) {
      (isFirst, operand, factor, shift) = (false, constant, f, s)
    } else if case .pixels(let f, let s)? = known(node.inputs[1]), let constant = constant(node, 0) {
      (isFirst, operand, factor, shift) = (true, constant, f, s)
    } else {
      return false
    }
    // One number for each channel: (1, C, 1, 1), (C, 1, 1) or a single one.
    let channels = factor.count
    guard let wide = operand.broadcast(to: [1, channels, 1, 1]), wide.shape == [1, channels, 1, 1],
      let numbers = wide.floats?.map(Double.init)
    else { return false }
    func each(_ f: (Double, Double) -> Double, _ values: [Double]) -> [Double] { zip(values, numbers).map(f) }
    switch (function, isFirst) {
    case (.add, _): set(node, .pixels(factor: factor, shift: each(+, shift)))
    case (.subtract, false): set(node, .pixels(factor: factor, shift: each(-, shift)))
    case (.subtract, true): set(node, .pixels(factor: factor.map { -$0 }, shift: each({ $1 - $0 }, shift)))
    case (.multiply, _): set(node, .pixels(factor: each(*, factor), shift: each(*, shift)))
    case (.divide, false): set(node, .pixels(factor: each(/, factor), shift: each(/, shift)))
    case (.divide, true), (.power, _), (.minimum, _), (.maximum, _): return false
    }
    guard case .pixels(let result, _)? = known(node.outputs[0]), result.allSatisfy({ $0 != 0 && $0.isFinite }) else {
      throw refusal(node, "the pixels are multiplied by 0", expected: "factors that are not 0")
    }
    return true
  }

  /// Two values, of which one or both may be constants.
  private mutating func combine(
    _ node: ONNXNode, _ function: BinaryFunction, _ left: Operand, _ right: Operand
  ) throws -> Int {
    let isFirst = left.constant != nil, (fixed, other) = isFirst ? (left, right) : (right, left)
    guard let constant = fixed.constant, other.constant == nil else {
      return try operate(.binary(function), node, [try value(of: left, node), try value(of: right, node)])
    }
    let input = try value(of: other, node)
    guard let numbers = constant.floats else {
      throw refusal(node, "a size of the batch meets numbers of the images", found: fixed.name)
    }
    if constant.count == 1, constant.shape.count <= shape(input).count,
      let activation = Self.activation(function, numbers[0], isFirst: isFirst)
    {
      return try operate(.activation(activation), node, [input])
    }
    if function == .add, let last = linearWithoutBias(input, other.name),
      let bias = constant.broadcast(to: [last])?.floats
    {
      return try addBias(bias, to: input, node, named: fixed.name)
    }
    return try operate(
      .binaryConstant(function, shape: constant.shape, isFirst: isFirst), node, [input],
      weights: [store(numbers, [numbers.count], named: fixed.name)])
  }

  /// A function of a value and one number as a function of the value.
  private static func activation(_ function: BinaryFunction, _ number: Float, isFirst: Bool) -> ActivationFunction? {
    switch function {
    case .add: .affine(factor: 1, shift: number)
    case .subtract: isFirst ? .affine(factor: -1, shift: number) : .affine(factor: 1, shift: -number)
    case .multiply: .affine(factor: number, shift: 0)
    case .divide: isFirst ? .reciprocal(factor: number) : .affine(factor: 1 / number, shift: 0)
    case .power: isFirst ? nil : number == 0.5 ? .squareRoot : .power(exponent: number)
    case .minimum: .clip(low: -.infinity, high: number)
    case .maximum: number == 0 ? .relu : .clip(low: number, high: .infinity)
    }
  }

  /// The outputs of a linear operation that has no bias yet and whose value nobody else reads.
  private func linearWithoutBias(_ value: Int, _ name: String) -> Int? {
    guard value > 0, value == graph.nodes.count, uses[name, default: 1] == 1,
      case .linear(let outputs, false) = graph.nodes[value - 1].operation
    else { return nil }
    return outputs
  }

  private mutating func addBias(_ bias: [Float], to value: Int, _ node: ONNXNode, named name: String) throws -> Int {
    let linear = graph.nodes[value - 1]
    let weights = linear.weights + [store(bias, [bias.count], named: name)]
    return try operate(.linear(outputs: bias.count, hasBias: true), node, linear.inputs, weights: weights)
  }

  /// x where it is positive, else a slope times x.
  mutating func parametricReLU(_ node: ONNXNode) throws {
    guard let slope = constant(node, 1), let numbers = slope.floats else {
      throw refusal(node, "its slope is no constant", found: has(node, 1) ? node.inputs[1] : "none")
    }
    let input = try value(node)
    if numbers.count == 1 {
      return try append(.activation(.leakyRelu(slope: numbers[0])), node, to: [input])
    }
    let negative = try operate(.activation(.clip(low: -.infinity, high: 0)), node, [input])
    let scaled = try operate(
      .binaryConstant(.multiply, shape: slope.shape, isFirst: false), node, [negative],
      weights: [store(numbers, [numbers.count], named: node.inputs[1])])
    let positive = try operate(.activation(.relu), node, [input])
    try append(.binary(.add), node, to: [positive, scaled])
  }

  /// Takes one value or another by a constant mask.
  mutating func choose(_ node: ONNXNode) throws {
    guard let mask = constant(node, 0), let chosen = mask.integers else {
      throw refusal(node, "its condition depends on the images", expected: "a constant")
    }
    if Set(chosen).count == 1 {
      // One branch alone, repeated along axes that the mask and the other one have.
      let index = chosen[0] != 0 ? 1 : 2, other = 3 - index, input = try value(node, index)
      let shapes = [
        mask.shape.map { AxisSize($0) },
        try constant(node, other)?.shape.map { AxisSize($0) } ?? shape(of: node, other),
      ]
      let whole = try shapes.reduce(shape(input)) { try GraphOperation.broadcast([$0, $1], label(node)) }
      return try append(.expansion(whole), node, to: [input])
    }
    /// A branch where the mask chooses it, and 0 elsewhere.
    func kept(_ index: Int) -> [Float] { chosen.map { ($0 != 0) == (index == 1) ? 1 : 0 } }
    func part(_ index: Int) throws -> Int {
      try operate(
        .binaryConstant(.multiply, shape: mask.shape, isFirst: false), node, [try value(node, index)],
        weights: [store(kept(index), [chosen.count], named: "\(label(node)).mask\(index)")])
    }
    guard let index = [1, 2].first(where: { constant(node, $0) != nil }), let constant = constant(node, index) else {
      return try append(.binary(.add), node, to: [try part(1), try part(2)])
    }
    guard let common = Constant.commonShape(constant.shape, mask.shape),
      let numbers = constant.broadcast(to: common)?.floats, numbers.allSatisfy(\.isFinite),
      let masks = Constant(kept(index), shape: mask.shape).broadcast(to: common)?.floats
    else { throw refusal(node, "a branch is no constant of finite numbers that fits", found: node.inputs[index]) }
    let stored = store(zip(numbers, masks).map(*), [numbers.count], named: node.inputs[index])
    try append(
      .binaryConstant(.add, shape: common, isFirst: false), node, to: [try part(3 - index)], weights: [stored])
  }
}
