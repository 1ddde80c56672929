import Files
import Models
import ONNX

extension Importer {
  /// Translates one node: to a constant where all that it reads is constant, else to operations of the graph.
  mutating func translate(_ node: ONNXNode) throws {
    guard node.outputs.contains(where: { !$0.isEmpty }) else { return }
    let least = Self.leastInputs(node.operation)
    guard node.inputs.count >= least, node.inputs.prefix(least).allSatisfy({ !$0.isEmpty }) else {
      throw refusal(node, "an input is missing", expected: "\(least) or more", found: "\(node.inputs)")
    }
    if try followPlaces(node) { return }
    if try foldConstant(node) { return }
    try requireAxes(node)
    switch node.operation {
    case "Identity", "Cast", "CastLike": set(node, try pass(node))
    case "Dropout": try dropout(node)
    case "RandomNormalLike", "RandomUniformLike": try noise(node)
    case "Conv": try convolution(node)
    case "Gemm": try gemm(node)
    case "MatMul": try matrixProduct(node)
    case "Einsum": try einsum(node)
    case "BatchNormalization": try batchNormalisation(node)
    case "LayerNormalization": try layerNormalisation(node)
    case "GroupNormalization": try groupNormalisation(node)
    case "InstanceNormalization": try instanceNormalisation(node)
    case "Softmax", "LogSoftmax": try softmax(node)
    case "Add", "Sub", "Mul", "Div", "Pow", "Min", "Max", "Sum", "Mean": try arithmetic(node)
    case "PRelu": try parametricReLU(node)
    case "MaxPool", "AveragePool": try pooling(node)
    case "GlobalAveragePool":
      try reduce(node, .mean, axes: Array(stride(from: 2, to: try shape(of: node).count, by: 1)), keeps: true)
    case "GlobalMaxPool":
      try reduce(node, .largest, axes: Array(stride(from: 2, to: try shape(of: node).count, by: 1)), keeps: true)
    case "ReduceMean": try reduction(node, .mean)
    case "ReduceSum": try reduction(node, .sum)
    case "ReduceMax": try reduction(node, .largest)
    case "ReduceL2": try lengths(node)
    case "Concat": try concatenation(node)
    case "Split": try split(node)
    case "Slice": try slice(node)
    case "Gather": try gather(node)
    case "Pad": try padding(node)
    case "Tile": try tile(node)
    case "Reshape", "Flatten", "Squeeze", "Unsqueeze": try reshape(node)
    case "Transpose":
      let input = try value(node)
      try append(.transpose(node.ints("perm") ?? Array(shape(input).indices.reversed())), node, to: [input])
    case "Expand": try expand(node)
    case "Where": try choose(node)
    case "Resize", "Upsample": try resize(node)
    default: try activation(node)
    }
  }

  /// Refuses an operator that counts axes, of a constant that was not folded: the batch comes before such a constant's axes.
  private func requireAxes(_ node: ONNXNode) throws {
    guard
      ["Softmax", "LogSoftmax", "GlobalAveragePool", "GlobalMaxPool", "InstanceNormalization"].contains(node.operation),
      let input = constant(node, 0), input.shape.first != 1
    else { return }
    throw refusal(node, "the operator is not computed of constants", found: "\(input.shape)")
  }

  /// How many inputs the operator cannot do without.
  private static func leastInputs(_ operation: String) -> Int {
    switch operation {
    case "Constant": 0
    case "Where", "Range", "ScatterND": 3
    case "Add", "And", "CastLike", "Conv", "CumSum", "Div", "Equal", "Expand", "Gather", "GatherND", "Gemm", "Greater",
      "GreaterOrEqual", "Less", "LessOrEqual", "MatMul", "Mod", "Mul", "Or", "PRelu", "Pow", "Reshape", "Sub", "Tile":
      2
    default: 1
    }
  }

  /// The first input as it is.
  mutating func pass(_ node: ONNXNode) throws -> Known {
    guard let known = known(node.inputs[0]) else { throw refusal(node, "nothing makes \(node.inputs[0])") }
    let isWhole = node.operation == "CastLike" ? constant(node, 1)?.wholes != nil : !Self.isFloat(node)
    guard node.operation == "Identity" || node.operation == "Dropout" || !isWhole else {
      throw refusal(node, "numbers of the images become another type", expected: "float numbers", found: "whole ones")
    }
    return known
  }

  /// Whether a Cast makes float numbers, of whatever width.
  static func isFloat(_ node: ONNXNode) -> Bool {
    switch node.int("to").flatMap(ONNXElementType.init) {
    case .float32, .float16, .bfloat16, .float64: true
    default: false
    }
  }

  private mutating func activation(_ node: ONNXNode) throws {
    let input = try value(node)
    func apply(_ functions: ActivationFunction...) throws {
      let last = try functions.dropLast().reduce(input) { try operate(.activation($1), node, [$0]) }
      try append(.activation(functions.last!), node, to: [last])
    }
    switch node.operation {
    case "Relu": try apply(.relu)
    case "LeakyRelu": try apply(.leakyRelu(slope: node.float("alpha") ?? 0.01))
    case "Clip":
      try apply(
        .clip(
          low: try bound(node, "min", 1) ?? -.infinity, high: try bound(node, "max", 2) ?? .infinity))
    case "Sigmoid": try apply(.sigmoid)
    case "HardSigmoid": try apply(.hardSigmoid(slope: node.float("alpha") ?? 0.2, shift: node.float("beta") ?? 0.5))
    case "HardSwish": try apply(.hardSwish)
    case "Tanh": try apply(.tanh)
    case "Erf": try apply(.erf)
    case "Gelu": try apply(node.string("approximate") == "tanh" ? .geluByTanh : .gelu)
    case "Softplus": try apply(.softplus)
    case "Mish": try apply(.mish)
    case "Elu": try apply(.elu(scale: node.float("alpha") ?? 1))
    // The constants of Klambauer et al. 2017, as ONNX rounds them.
    case "Selu":
      try apply(
        .elu(scale: node.float("alpha") ?? 1.67326319217681884765625),
        .affine(factor: node.float("gamma") ?? 1.05070102214813232421875, shift: 0))
    case "Exp": try apply(.exp)
    case "Log": try apply(.log)
    case "Sqrt": try apply(.squareRoot)
    case "Abs": try apply(.absolute)
    case "Neg": try apply(.affine(factor: -1, shift: 0))
    case "Reciprocal": try apply(.reciprocal(factor: 1))
    default:
      throw refusal(
        node, "the operator is supported for sizes and constants alone",
        expected: "numbers that do not depend on the pixels",
        found: "numbers of the images")
    }
  }

  /// A bound of a clip: an attribute before opset 11, an input since.
  private func bound(_ node: ONNXNode, _ attribute: String, _ index: Int) throws -> Float? {
    guard has(node, index) else { return node.float(attribute) }
    guard let value = constant(node, index)?.floats?.first else {
      throw refusal(node, "its bound is no constant", expected: "a number", found: node.inputs[index])
    }
    return value
  }

  private mutating func softmax(_ node: ONNXNode) throws {
    let input = try value(node), rank = shape(input).count
    let axis = try axis(node, node.int("axis") ?? (model.opset < 13 ? 1 : -1), rank)
    let isLogarithmic = node.operation == "LogSoftmax", whole = shape(input)
    guard model.opset < 13, whole[(axis + 1)...].contains(where: { $0.count > 1 }) else {
      return try append(.softmax(axis: axis, isLogarithmic: isLogarithmic), node, to: [input])
    }
    // Before opset 13 all axes from this one on were one.
    let flat = try operate(
      .reshape(Array(whole[..<axis]) + [AxisSize(Array(whole[axis...]).countPerImage)]), node, [input])
    let shares = try operate(.softmax(axis: axis, isLogarithmic: isLogarithmic), node, [flat])
    try append(.reshape(whole), node, to: [shares])
  }

  /// An axis counted from 0.
  func axis(_ node: ONNXNode, _ axis: Int, _ rank: Int) throws -> Int {
    let result = axis < 0 ? axis + rank : axis
    guard (0..<rank).contains(result) else {
      throw refusal(node, "no such axis", expected: "an axis from \(-rank) to \(rank - 1)", found: "\(axis)")
    }
    return result
  }

  /// Axes from an input or, as before opset 13, an attribute; `nil` where there are neither.
  func axes(_ node: ONNXNode, input index: Int, _ rank: Int) throws -> [Int]? {
    let stated: [Int]?
    if has(node, index) {
      guard let values = constant(node, index)?.integers else {
        throw refusal(node, "its axes are no constants", expected: "whole numbers", found: node.inputs[index])
      }
      stated = values
    } else {
      stated = node.ints("axes")
    }
    guard let result = try stated?.map({ try axis(node, $0, rank) }) else { return nil }
    guard Set(result).count == result.count else { throw refusal(node, "an axis stands twice", found: "\(result)") }
    return result
  }
}
