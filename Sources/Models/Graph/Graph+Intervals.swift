import Files
import Tensors

extension Graph {
  /// The graph that also bounds every logit over a box of images, by interval arithmetic.
  ///
  /// Its images have three times the channels: the image, then the lower and the upper ends of the box. Its output
  /// (N, 3K) has the logits of the image, then lower and upper bounds of the logits of all images in the box.
  /// An affine operation with weights W takes the ends l and u to `W (l + u) / 2 + b ∓ |W| (u - l) / 2`, so a weight
  /// tensor is needed in the three forms of `IntervalForm`. Bounds are those of float32 arithmetic, without a term for its
  /// rounding: they are for training, and prove nothing.
  ///
  /// Throws a `FileError` that names every node that has no such bounds here.
  public func withIntervals() throws -> Graph {
    var builder = try IntervalBuilder(self)
    return try builder.bounded()
  }
}

/// The forms in which a graph with intervals has a tensor of the graph without.
public enum IntervalForm: String, Sendable, CaseIterable {
  /// As it is, under its own name.
  case plain
  /// W / 2 for weights, which meet l + u; biases as they are.
  case centre
  /// |W| / 2, which meets u - l; biases have no such form.
  case radius

  /// The name of the tensor that is `tensor` in the graph without intervals.
  public func name(of tensor: String) -> String {
    switch self {
    case .plain: tensor
    case .centre, .radius: "\(tensor)/\(rawValue)"
    }
  }
}

/// Appends, for each node of a graph, what computes its value and both bounds of it.
private struct IntervalBuilder {
  let source: Graph
  var graph: Graph
  /// For each value of `source`: it, and the ends of its interval.
  var values: [(plain: Int, lower: Int, upper: Int)] = []

  init(_ source: Graph) throws {
    self.source = source
    var input = source.input
    input.channels *= 3
    graph = Graph(name: "\(source.name) with intervals", input: input)
    values = [try split(0, channels: source.input.channels)]
  }

  mutating func bounded() throws -> Graph {
    let needed = source.isNeeded
    let refused = source.nodes.indices.filter { needed[$0 + 1] && !source.nodes[$0].operation.hasIntervals }
    guard refused.isEmpty else {
      throw FileError(
        source.name, "interval bounds are not known of every operation",
        expected: "affine operations and functions that never fall",
        found: refused.map { "\(source.nodes[$0].name) (\(source.nodes[$0].operation.text))" }.joined(separator: ", "))
    }
    for (index, node) in source.nodes.enumerated() {
      // A value that nobody needs stands for itself, and is never read.
      values.append(needed[index + 1] ? try append(node) : values[0])
    }
    let (plain, lower, upper) = values[source.output]
    let shape = source.shape(of: source.output)
    let axis = shape.indices.dropFirst().first { shape[$0].count > 1 } ?? shape.count - 1
    _ = try graph.append(.concatenation(axis: axis), named: "bounds", to: [plain, lower, upper])
    return graph
  }

  /// The three parts of a value that has them one after the other as its channels.
  private mutating func split(_ value: Int, channels: Int) throws -> (plain: Int, lower: Int, upper: Int) {
    let parts = try (0..<3).map { part in
      try graph.append(
        .selection(axis: 1, indices: Array(part * channels..<(part + 1) * channels)), named: "box", to: [value])
    }
    return (parts[0], parts[1], parts[2])
  }

  private mutating func append(_ node: Graph.Node) throws -> (plain: Int, lower: Int, upper: Int) {
    let inputs = node.inputs.map { values[$0] }
    switch node.operation {
    case .pixelNormalisation(let mean, let deviation) where node.inputs == [0]:
      let all = GraphOperation.pixelNormalisation(
        mean: mean + mean + mean, standardDeviation: deviation + deviation + deviation)
      return try split(graph.append(all, named: node.name, to: [0]), channels: mean.count)
    case .convolution(let window, let outputs, let groups, _):
      return try affine(node, inputs[0], .convolution(window, outputs: outputs, groups: groups, hasBias: false))
    case .linear(let outputs, _): return try affine(node, inputs[0], .linear(outputs: outputs, hasBias: false))
    case .binary(.subtract):
      return (
        try append(node, [inputs[0].plain, inputs[1].plain]), try append(node, [inputs[0].lower, inputs[1].upper]),
        try append(node, [inputs[0].upper, inputs[1].lower])
      )
    default:
      return (
        try append(node, inputs.map(\.plain)), try append(node, inputs.map(\.lower)),
        try append(node, inputs.map(\.upper))
      )
    }
  }

  private mutating func append(_ node: Graph.Node, _ inputs: [Int]) throws -> Int {
    try graph.append(node.operation, named: node.name, to: inputs, weights: node.weights)
  }

  private mutating func affine(
    _ node: Graph.Node, _ input: (plain: Int, lower: Int, upper: Int), _ withoutBias: GraphOperation
  ) throws -> (plain: Int, lower: Int, upper: Int) {
    let plain = try append(node, [input.plain])
    let sum = try graph.append(.binary(.add), named: node.name, to: [input.lower, input.upper])
    let width = try graph.append(.binary(.subtract), named: node.name, to: [input.upper, input.lower])
    let centre = try graph.append(
      node.operation, named: node.name, to: [sum], weights: node.weights.map(IntervalForm.centre.name))
    let radius = try graph.append(
      withoutBias, named: node.name, to: [width], weights: [IntervalForm.radius.name(of: node.weights[0])])
    return (
      plain, try graph.append(.binary(.subtract), named: node.name, to: [centre, radius]),
      try graph.append(.binary(.add), named: node.name, to: [centre, radius])
    )
  }
}

extension GraphOperation {
  /// Whether a graph with intervals can bound it: affine operations, and functions that never fall.
  fileprivate var hasIntervals: Bool {
    switch self {
    case .pixelNormalisation, .convolution, .linear, .maxPooling, .averagePooling, .reduction, .concatenation,
      .selection, .padding, .reshape, .transpose, .expansion, .dropout:
      true
    case .activation(let function): function.neverFalls
    case .binary(let function):
      switch function {
      case .add, .subtract, .minimum, .maximum: true
      case .multiply, .divide, .power: false
      }
    case .batchNormalisation, .layerNormalisation, .groupNormalisation, .binaryConstant, .constant, .noise, .product,
      .softmax,
      .resize:
      false
    }
  }
}

extension ActivationFunction {
  /// Whether a larger number never has a smaller value.
  fileprivate var neverFalls: Bool {
    switch self {
    case .relu, .clip, .sigmoid, .tanh, .erf, .softplus, .exp, .log, .squareRoot: true
    case .leakyRelu(let slope), .hardSigmoid(let slope, _): slope >= 0
    case .affine(let factor, _): factor >= 0
    case .elu(let scale): scale >= 0
    case .hardSwish, .silu, .gelu, .geluByTanh, .mish, .absolute, .power, .reciprocal: false
    }
  }
}
