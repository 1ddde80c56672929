public import Tensors

/// A network as a list of layers in the order of computation: no numbers, only what is computed from what.
public struct Network: Sendable {
  /// Such as `all-cnn-mini`.
  public let architecture: String
  /// The shape of one image, in pixels in [0, 1].
  public let input: ImageShape
  public let classes: Int
  public let layout: WeightLayout
  let nodes: [Node]
  /// What the layers compute, operation by operation; `nil` of a network of layers alone.
  public internal(set) var graph: Graph?

  /// Value 0 is the batch of images; node i computes value i + 1.
  struct Node: Sendable {
    var layer: any Layer
    let inputs: [Int]
    /// The shape in which the layer reads its first input; that of its output where it has none.
    let inputShape: ImageShape
    let shape: ImageShape
    let weightOffset: Int
  }

  /// The shape of value `value`.
  func shape(of value: Int) -> ImageShape { value == 0 ? input : nodes[value - 1].shape }

  /// The network with every layer bound to the shape of its input, and to how it is to be computed.
  func bound(_ precision: Precision) -> Network {
    Network(
      architecture: architecture, input: input, classes: classes, layout: layout,
      nodes: nodes.map {
        var node = $0
        node.layer = node.layer.bound(to: node.inputShape, precision)
        return node
      })
  }

  /// Whether value `value` is the output of a layer that rectifies.
  func isRectified(_ value: Int) -> Bool { value > 0 && nodes[value - 1].layer.rectifies }
}

extension Network {
  /// For each value the one whose gradient's memory it shares: its own, or that of a sum it goes into.
  ///
  /// An addition passes its gradient on as it is. A summand that goes nowhere else shares it. One that goes elsewhere
  /// too will have more added to it: it shares only where the other summand's producer, which reads the same numbers,
  /// comes later in the network and so runs earlier on the way back.
  func sharedGradients(_ needsGradient: [Bool]) -> [Int] {
    var roots = Array(0...nodes.count)
    var consumers = [[Int]](repeating: [], count: nodes.count + 1)
    for (index, node) in nodes.enumerated() { for input in node.inputs { consumers[input].append(index) } }
    for (index, node) in nodes.enumerated().reversed() where node.layer.passesGradientOn && index + 1 < nodes.count {
      let sum = index + 1
      guard node.inputs[0] != node.inputs[1], needsGradient[sum] else { continue }
      let open = node.inputs.filter { $0 > 0 && needsGradient[$0] && !isRectified($0) }
      let single = open.filter { consumers[$0].count == 1 }
      for input in single { roots[input] = roots[sum] }
      for input in open where consumers[input].count > 1 {
        guard let other = single.first, consumers[input].allSatisfy({ $0 == index || $0 < other - 1 }) else { continue }
        roots[input] = roots[sum]
      }
    }
    return roots
  }
}

/// Builds a `Network` layer by layer; each call appends one and returns the value it computes.
struct NetworkBuilder {
  let input: ImageShape
  var nodes: [Network.Node] = []
  private var layout = WeightLayout()

  init(input: ImageShape) { self.input = input }

  func shape(of value: Int) -> ImageShape { value == 0 ? input : nodes[value - 1].shape }

  /// The layer's tensors get the names `weights`. `inputShape` is that in which it reads its first input, where that is
  /// not the one in which the input was written.
  mutating func append(
    _ layer: some Layer, to inputs: [Int], weights: [String] = [], inputShape: ImageShape? = nil
  ) -> Int {
    let shapes = inputs.map { self.shape(of: $0) }
    precondition(
      inputShape.map { $0.count == shapes[0].count } ?? true, "a layer reads all numbers of its input and no others")
    let read = inputShape ?? shapes.first
    let shape = layer.outputShape(read.map { [$0] + shapes.dropFirst() } ?? [])
    let offset = layout.append(layer.tensors, names: weights)
    nodes.append(
      Network.Node(
        layer: layer, inputs: inputs, inputShape: read ?? shape, shape: shape, weightOffset: offset))
    return nodes.count
  }

  func network(_ architecture: String) -> Network {
    let output = nodes.last!.shape
    return Network(architecture: architecture, input: input, classes: output.count, layout: layout, nodes: nodes)
  }
}
