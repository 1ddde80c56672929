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
    var result = node.inputs[0]
    for index in node.inputs.indices.dropFirst() {
      let name =
        index == node.inputs.count - 1 && node.operation != "Mean" ? node.outputs[0] : "\(node.outputs[0])#\(index)"
      try combine(node, function, result, node.inputs[index], into: name)
      result = name
    }
    if node.operation == "Mean" {
      let sum = try value(result, label(node))
      try append(.activation(.affine(factor: 1 / Float(node.inputs.count), shift: 0)), node, to: [sum])
    } else if node.inputs.count == 1 {
      set(node, .value(try value(node)))
    }
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

  /// Two named values or constants, not both constant.
  private mutating func combine(
    _ node: ONNXNode, _ function: BinaryFunction, _ left: String, _ right: String, into name: String
  ) throws {
    let constants = [left, right].map { name -> Constant? in
      if case .constant(let constant)? = known(name) { constant } else { nil }
    }
    guard let index = constants.firstIndex(where: { $0 != nil }), constants.contains(where: { $0 == nil }) else {
      let inputs = [try value(left, label(node)), try value(right, label(node))]
      return set(name, .value(try operate(.binary(function), node, inputs)))
    }
    let constant = constants[index]!, input = try value(index == 0 ? right : left, label(node))
    guard let numbers = constant.floats else {
      throw refusal(node, "a size of the batch meets numbers of the images", found: index == 0 ? left : right)
    }
    if constant.count == 1, constant.shape.count <= shape(input).count,
      let activation = Self.activation(function, numbers[0], isFirst: index == 0)
    {
      return set(name, .value(try operate(.activation(activation), node, [input])))
    }
    if function == .add, let last = linearWithoutBias(input, index == 0 ? right : left),
      let bias = constant.broadcast(to: [last]), let floats = bias.floats
    {
      return set(name, .value(try addBias(floats, to: input, node, named: index == 0 ? left : right)))
    }
    let stored = store(numbers, [numbers.count], named: index == 0 ? left : right)
    set(
      name,
      .value(
        try operate(
          .binaryConstant(function, shape: constant.shape, isFirst: index == 0), node, [input], weights: [stored])))
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
    guard value > 0, value == graph.nodes.count, uses[name] == 1,
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
      let index = chosen[0] != 0 ? 1 : 2
      let input = try value(node, index), other = index == 1 ? 2 : 1
      let otherShape = try constant(node, other)?.shape.map { AxisSize($0) } ?? shape(of: node, other)
      guard shape(input).count >= max(otherShape.count, mask.shape.count) else {
        throw refusal(node, "the values have other axes", found: "\(shape(input).text) and \(otherShape.text)")
      }
      return set(node, .value(input))
    }
    /// A branch where the mask chooses it, and 0 elsewhere.
    func kept(_ index: Int) throws -> [Float] { chosen.map { ($0 != 0) == (index == 1) ? 1 : 0 } }
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
      let masks = Constant(try kept(index), shape: mask.shape).broadcast(to: common)?.floats
    else { throw refusal(node, "a branch is no constant of finite numbers that fits", found: node.inputs[index]) }
    let stored = store(zip(numbers, masks).map(*), [numbers.count], named: node.inputs[index])
    try append(
      .binaryConstant(.add, shape: common, isFirst: false), node, to: [try part(3 - index)], weights: [stored])
  }
}
