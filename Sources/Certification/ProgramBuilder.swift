import Files
import Models
import Tensors

/// Translates the graph of a classifier into linear maps and functions of one number.
struct ProgramBuilder {
  let graph: Graph
  private let tensors: [String: NamedTensor]
  var program: BoundProgram
  /// For each value of the graph the program's value that holds it.
  private var values: [Int] = [0]
  /// Operations that certification does not know, with a node that has each, and how often it stands there.
  private var refused: [(text: String, node: String, count: Int)] = []

  init(_ graph: Graph, tensors: [NamedTensor]) {
    self.graph = graph
    self.tensors = Dictionary(tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let input = graph.input
    program = BoundProgram(
      inputs: input.count, shape: MapShape(channels: input.channels, height: input.height, width: input.width))
  }

  /// Throws a `FileError` that names all operations which cannot be bounded.
  mutating func finish() throws -> BoundProgram {
    let needed = graph.isNeeded
    for (index, node) in graph.nodes.enumerated() {
      guard needed[index + 1] else {
        values.append(0)
        continue
      }
      if let value = translate(node) {
        values.append(value)
      } else {
        if let known = refused.firstIndex(where: { $0.text == node.operation.text }) {
          refused[known].count += 1
        } else {
          refused.append((node.operation.text, node.name, 1))
        }
        // Of the right size, so that the rest can be looked at.
        values.append(constant([Double](repeating: 0, count: node.shape.countPerImage)))
      }
    }
    guard refused.isEmpty else {
      throw FileError(
        graph.name, "operations that no bounds are known for",
        expected: "convolutions, linear layers, ReLU and other piecewise linear functions, sigmoid, tanh, pooling and "
          + "rearrangements",
        found: refused.map { "\($0.text) (\($0.node), \($0.count.counted("time")))" }.joined(separator: "; "))
    }
    program.output = values[graph.output]
    return program
  }

  // MARK: What translations are made of

  func value(_ node: Graph.Node, _ place: Int = 0) -> Int { values[node.inputs[place]] }

  /// Axes of one image's numbers of a node's input; `nil` where the images of the batch are not its first axis alone.
  func axes(_ node: Graph.Node, _ place: Int = 0) -> [Int]? { Self.axes(graph.shape(of: node.inputs[place])) }

  static func axes(_ shape: GraphShape) -> [Int]? {
    guard shape.first == .batch, shape.dropFirst().allSatisfy({ !$0.hasBatch }) else { return nil }
    return shape.dropFirst().map(\.count)
  }

  func tensor(_ node: Graph.Node, _ place: Int) -> [Double] { tensors[node.weights[place]]!.values.map(Double.init) }

  mutating func constant(_ numbers: [Double]) -> Int {
    program.append(
      .linear(
        SparseMap(inputs: program.sizes[0], outputs: numbers.count) { _ in [] }, shift: numbers, input: 0))
  }

  mutating func linear(_ map: some AffineMap, _ input: Int, shift: [Double]? = nil) -> Int {
    program.append(.linear(map, shift: shift ?? [Double](repeating: 0, count: map.outputCount), input: input))
  }

  mutating func sum(_ terms: [(Int, Double)], shift: [Double]? = nil) -> Int {
    let count = program.sizes[terms[0].0]
    return program.append(
      .sum(terms.map { (value: $0.0, factor: $0.1) }, shift: shift ?? [Double](repeating: 0, count: count)))
  }

  mutating func scaled(_ value: Int, _ factor: Double, plus shift: Double = 0) -> Int {
    sum([(value, factor)], shift: [Double](repeating: shift, count: program.sizes[value]))
  }

  mutating func function(_ function: BoundProgram.Pointwise, _ value: Int) -> Int {
    program.append(.function(function, input: value))
  }

  /// max(a, b) = a + max(b − a, 0).
  mutating func maximum(_ a: Int, _ b: Int) -> Int {
    let difference = sum([(b, 1), (a, -1)])
    return sum([(a, 1), (function(.relu, difference), 1)])
  }

  /// min(max(x, low), high), where either may be infinite.
  mutating func clip(_ value: Int, _ low: Double, _ high: Double) -> Int {
    var result = value
    if low.isFinite { result = scaled(function(.relu, scaled(result, 1, plus: -low)), 1, plus: low) }
    if high.isFinite { result = scaled(function(.relu, scaled(result, -1, plus: high)), -1, plus: high) }
    return result
  }

  /// The numbers at `places` of a value, −1 for `padding`.
  mutating func picked(_ value: Int, _ places: [Int], padding: Double = 0) -> Int {
    linear(
      PickMap(inputs: program.sizes[value], places: places.map { Int32($0) }), value,
      shift: places.map { $0 < 0 ? padding : 0 })
  }

  /// A value with axes `from`, repeated to axes `to`, which have as many or more axes.
  mutating func repeated(_ value: Int, _ from: [Int], _ to: [Int]) -> Int {
    from == to ? value : picked(value, Self.repetition(from, to))
  }

  /// For each number of axes `to` the one of `from` that stands there.
  static func repetition(_ from: [Int], _ to: [Int]) -> [Int] {
    let padded = [Int](repeating: 1, count: to.count - from.count) + from
    return Self.places(to) { place in
      zip(place, padded).reduce(0) { $0 * $1.1 + ($1.1 == 1 ? 0 : $1.0) }
    }
  }

  /// `body` of every place of an array with these axes, in order.
  static func places<Value>(_ axes: [Int], _ body: ([Int]) -> Value) -> [Value] {
    var place = [Int](repeating: 0, count: axes.count), result: [Value] = []
    for _ in 0..<axes.reduce(1, *) {
      result.append(body(place))
      for axis in axes.indices.reversed() {
        place[axis] += 1
        if place[axis] < axes[axis] { break }
        place[axis] = 0
      }
    }
    return result
  }
}

extension BoundProgram {
  /// The program of a classifier's logits.
  ///
  /// Throws a `FileError` that names all operations which cannot be bounded.
  init(_ classifier: Classifier) throws {
    guard let graph = classifier.network.graph else {
      throw FileError(classifier.network.architecture, "the network has no graph", expected: "one with a graph")
    }
    var builder = ProgramBuilder(graph, tensors: classifier.weights.namedTensors)
    self = try builder.finish()
  }
}
