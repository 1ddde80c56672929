import Files
import Models
import ONNX

extension Importer {
  mutating func convolution(_ node: ONNXNode) throws {
    // Along one axis a convolution is one of maps of a single row.
    let isLine = constant(node, 1)?.shape.count == 3
    var (weights, kernel) = try weights(node, 1, rank: isLine ? 3 : 4)
    let groups = node.int("group") ?? 1
    let stated = node.ints("kernel_shape") ?? Array(kernel[2...])
    guard stated == Array(kernel[2...]) else {
      throw refusal(
        node, "kernel_shape differs from the weights", expected: "\(Array(kernel[2...]))", found: "\(stated)")
    }
    if isLine { kernel.insert(1, at: 2) }
    let found = try shape(of: node)
    guard found.count == (isLine ? 3 : 4), (1...65_536).contains(groups), kernel[1] * groups == found[1].count else {
      throw refusal(
        node, "the weights do not fit the input", expected: "\(kernel[1]) channels in each of \(groups) groups",
        found: found.text)
    }
    var names = [store(weights, kernel, named: node.inputs[1])]
    if has(node, 2) { names.append(try vector(node, 2, kernel[0])) }
    let input = try isLine ? rowMap(node) : value(node)
    let window = try window(node, kernel: Window.Pair(kernel[2], kernel[3]), shape(input), isLine: isLine)
    let operation = GraphOperation.convolution(
      window, outputs: kernel[0], groups: groups, hasBias: names.count > 1)
    guard isLine else { return try append(operation, node, to: [input], weights: names) }
    try appendLine(operation, node, to: input, weights: names)
  }

  /// The first input, N×C×L, as maps of a single row.
  private mutating func rowMap(_ node: ONNXNode) throws -> Int {
    let input = try value(node), shape = shape(input)
    return try operate(.reshape([shape[0], shape[1], AxisSize(1), shape[2]]), node, [input])
  }

  /// Appends an operation on maps of a single row, and makes lines of them again.
  private mutating func appendLine(
    _ operation: GraphOperation, _ node: ONNXNode, to input: Int, weights: [String] = []
  ) throws {
    let maps = try operate(operation, node, [input], weights: weights), shape = shape(maps)
    try append(.reshape([shape[0], shape[1], shape[3]]), node, to: [maps])
  }

  /// Input `index` as constant floats of `rank` axes.
  private func weights(_ node: ONNXNode, _ index: Int, rank: Int) throws -> ([Float], [Int]) {
    guard let constant = constant(node, index), let floats = constant.floats else {
      throw refusal(
        node, "its weights depend on the images", expected: "constants",
        found: index < node.inputs.count ? node.inputs[index] : "none")
    }
    guard constant.shape.count == rank, constant.count > 0 else {
      throw refusal(
        node, rank == 4 ? "only convolutions along one or two axes are supported" : "the weights have another shape",
        expected: "\(rank) axes", found: "\(constant.shape)")
    }
    return (floats, constant.shape)
  }

  /// Input `index` as a stored vector of `count` numbers.
  private mutating func vector(_ node: ONNXNode, _ index: Int, _ count: Int) throws -> String {
    guard has(node, index), let floats = constant(node, index)?.floats, floats.count == count else {
      throw refusal(
        node, "input \(index + 1) is no vector of constants", expected: "\(count) numbers",
        found: has(node, index) ? constant(node, index).map { "\($0.shape)" } ?? node.inputs[index] : "none")
    }
    return store(floats, [count], named: node.inputs[index])
  }

  /// The window of a convolution or a pooling, from the attributes that they share. Of a line they are for one axis.
  private func window(
    _ node: ONNXNode, kernel: Window.Pair, _ input: GraphShape, isLine: Bool
  ) throws -> Window {
    let axes = isLine ? 1 : 2
    /// Sizes along rows and columns; a line has its own along columns, and `rows`.
    func pair(_ values: ArraySlice<Int>, rows: Int) -> Window.Pair {
      Window.Pair(isLine ? rows : values.first!, values.last!)
    }
    func pair(_ name: String) throws -> Window.Pair {
      let values = node.ints(name) ?? Array(repeating: 1, count: axes)
      guard values.count == axes, values.allSatisfy({ (1...4096).contains($0) }) else {
        throw refusal(
          node, "\(name) has another number of sizes", expected: "\(axes) of 1 or more", found: "\(values)")
      }
      return pair(values[...], rows: 1)
    }
    let stride = try pair("strides"), dilation = try pair("dilations")
    let pads = node.ints("pads") ?? Array(repeating: 0, count: 2 * axes)
    guard pads.count == 2 * axes, pads.allSatisfy({ (0...65_536).contains($0) }) else {
      throw refusal(
        node, "pads has another number of sizes", expected: "\(2 * axes) of 0 or more", found: "\(pads)")
    }
    var window = Window(
      kernel: kernel, stride: stride, dilation: dilation, before: pair(pads.prefix(axes), rows: 0),
      after: pair(pads.suffix(axes), rows: 0))
    let way = node.string("auto_pad") ?? "NOTSET"
    switch way {
    case "NOTSET": break
    case "VALID":
      window.before = Window.Pair(0, 0)
      window.after = window.before
    case "SAME_UPPER", "SAME_LOWER":
      func same(_ size: Int, _ kernel: Int, _ stride: Int, _ dilation: Int) -> (Int, Int) {
        let outputs = (size + stride - 1) / stride
        let total = max((outputs - 1) * stride + (kernel - 1) * dilation + 1 - size, 0)
        return way == "SAME_UPPER" ? (total / 2, total - total / 2) : (total - total / 2, total / 2)
      }
      let rows = same(input[2].count, kernel.y, stride.y, dilation.y)
      let columns = same(input[3].count, kernel.x, stride.x, dilation.x)
      window.before = Window.Pair(rows.0, columns.0)
      window.after = Window.Pair(rows.1, columns.1)
    default: throw refusal(node, "unknown padding", expected: "NOTSET, VALID, SAME_UPPER or SAME_LOWER", found: way)
    }
    return window
  }

  mutating func pooling(_ node: ONNXNode) throws {
    let found = try shape(of: node), isLine = found.count == 3
    guard let kernel = node.ints("kernel_shape"), kernel.count == found.count - 2,
      kernel.allSatisfy({ (1...65_536).contains($0) }), (3...4).contains(found.count)
    else {
      throw refusal(
        node, "only pooling along one or two axes is supported", expected: "N×C×H×W and two kernel sizes",
        found: "\(found.text) and \(node.ints("kernel_shape") ?? [])")
    }
    guard node.outputs.dropFirst().allSatisfy(\.isEmpty) else {
      throw refusal(node, "the indices of maxima are not supported", expected: "one output")
    }
    let input = try isLine ? rowMap(node) : value(node)
    let window = try window(
      node, kernel: Window.Pair(isLine ? 1 : kernel[0], kernel.last!), shape(input), isLine: isLine)
    let ceiling = node.int("ceil_mode") == 1
    let operation: GraphOperation =
      node.operation == "MaxPool"
      ? .maxPooling(window, ceiling: ceiling)
      : .averagePooling(window, ceiling: ceiling, countsPadding: node.int("count_include_pad") == 1)
    guard isLine else { return try append(operation, node, to: [input]) }
    try appendLine(operation, node, to: input)
  }

  mutating func gemm(_ node: ONNXNode) throws {
    guard constant(node, 1) != nil, node.int("transA") ?? 0 == 0 else {
      throw refusal(node, "only products of a value with constant weights are supported", expected: "A·W + b")
    }
    let (numbers, shape) = try weights(node, 1, rank: 2)
    let isTransposed = node.int("transB") == 1, alpha = node.float("alpha") ?? 1, beta = node.float("beta") ?? 1
    let outputs = isTransposed ? shape[0] : shape[1], inputs = isTransposed ? shape[1] : shape[0]
    var rows = isTransposed ? numbers : Constant(numbers, shape: shape).transposed([1, 0]).floats!
    if alpha != 1 { rows = rows.map { $0 * alpha } }
    var names = [try linearWeights(node, rows, outputs, inputs)]
    if has(node, 2) {
      guard let bias = constant(node, 2)?.broadcast(to: [outputs]) ?? rowBias(node, outputs), let floats = bias.floats
      else { throw refusal(node, "its bias is no constant row", expected: "\(outputs) numbers", found: node.inputs[2]) }
      names.append(store(floats.map { $0 * beta }, [outputs], named: node.inputs[2]))
    }
    try append(.linear(outputs: outputs, hasBias: names.count > 1), node, to: [try value(node)], weights: names)
  }

  /// A bias of shape (1, outputs).
  private func rowBias(_ node: ONNXNode, _ outputs: Int) -> Constant? {
    guard let bias = constant(node, 2), bias.shape.count == 2, bias.shape[0] == 1 else { return nil }
    return bias.reshaped([bias.shape[1]]).broadcast(to: [outputs])
  }

  /// Keeps weights (outputs, inputs) once they are known to fit the first input.
  private mutating func linearWeights(
    _ node: ONNXNode, _ rows: [Float], _ outputs: Int, _ inputs: Int
  ) throws -> String {
    let found = try shape(of: node)
    guard found.last == AxisSize(inputs) else {
      throw refusal(node, "the weights do not fit the input", expected: "…×\(inputs)", found: found.text)
    }
    return store(rows, [outputs, inputs], named: node.inputs[1])
  }

  mutating func matrixProduct(_ node: ONNXNode) throws {
    if let right = constant(node, 1), right.shape.count == 1, let numbers = right.floats {
      // A row: its product has no last axis.
      let name = try linearWeights(node, numbers, 1, right.count)
      let column = try operate(.linear(outputs: 1, hasBias: false), node, [try value(node)], weights: [name])
      return try append(.reshape(shape(column).dropLast()), node, to: [column])
    }
    guard let right = constant(node, 1), right.shape.count == 2, let numbers = right.transposed([1, 0]).floats else {
      return try append(.product, node, to: [try value(node, 0), try value(node, 1)])
    }
    let name = try linearWeights(node, numbers, right.shape[1], right.shape[0])
    try append(.linear(outputs: right.shape[1], hasBias: false), node, to: [try value(node)], weights: [name])
  }

  mutating func batchNormalisation(_ node: ONNXNode) throws {
    guard !isTraining(node) else {
      throw refusal(node, "the file was exported in training mode", expected: "a model in evaluation mode")
    }
    let input = try value(node), channels = try channels(node, input)
    let names = try (1...4).map { try vector(node, $0, channels) }
    try append(
      .batchNormalisation(epsilon: Double(node.float("epsilon") ?? 1e-5)), node, to: [input], weights: names)
  }

  private func channels(_ node: ONNXNode, _ input: Int) throws -> Int {
    guard shape(input).count >= 2 else { throw refusal(node, "the value has no channels", found: shape(input).text) }
    return shape(input)[1].count
  }

  mutating func instanceNormalisation(_ node: ONNXNode) throws {
    let input = try value(node), channels = try channels(node, input)
    let names = try (1...2).map { try vector(node, $0, channels) }
    try append(
      .groupNormalisation(groups: channels, epsilon: Double(node.float("epsilon") ?? 1e-5)), node, to: [input],
      weights: names)
  }

  /// Scale and shift are for groups up to opset 20, and for channels since.
  mutating func groupNormalisation(_ node: ONNXNode) throws {
    let input = try value(node), channels = try channels(node, input), groups = node.int("num_groups") ?? 1
    guard groups > 0, channels % groups == 0 else {
      throw refusal(
        node, "the channels do not fall into groups", expected: "a divisor of \(channels)", found: "\(groups)")
    }
    let names = try (1...2).map { index -> String in
      guard let floats = constant(node, index)?.floats, floats.count == groups || floats.count == channels else {
        throw refusal(
          node, "input \(index + 1) fits neither groups nor channels", expected: "\(groups) or \(channels) numbers")
      }
      let repeats = channels / floats.count
      return store(
        floats.flatMap { Array(repeating: $0, count: repeats) }, [channels], named: node.inputs[index])
    }
    try append(
      .groupNormalisation(groups: groups, epsilon: Double(node.float("epsilon") ?? 1e-5)), node, to: [input],
      weights: names)
  }

  mutating func layerNormalisation(_ node: ONNXNode) throws {
    guard node.outputs.dropFirst().allSatisfy(\.isEmpty) else {
      throw refusal(node, "the moments are not supported as outputs", expected: "one output")
    }
    let input = try value(node), shape = shape(input)
    let axis = try axis(node, node.int("axis") ?? -1, shape.count)
    guard axis > 0, !shape[axis...].contains(where: \.hasBatch) else {
      throw refusal(node, "it mixes images", expected: "axes of one image", found: shape.text)
    }
    let count = Array(shape[axis...]).countPerImage
    func affine(_ index: Int, otherwise: Float) throws -> String {
      guard has(node, index) else {
        return store(
          Array(repeating: otherwise, count: count), [count], named: "\(label(node)).\(index == 1 ? "weight" : "bias")")
      }
      guard let floats = constant(node, index)?.broadcast(to: shape[axis...].map(\.count))?.floats else {
        throw refusal(node, "input \(index + 1) is no constant that fits", expected: "\(count) numbers")
      }
      return store(floats, [count], named: node.inputs[index])
    }
    let names = [try affine(1, otherwise: 1), try affine(2, otherwise: 0)]
    try append(
      .layerNormalisation(axes: shape.count - axis, epsilon: Double(node.float("epsilon") ?? 1e-5)), node,
      to: [input], weights: names)
  }
}
