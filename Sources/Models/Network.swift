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

  /// Value 0 is the batch of images; node i computes value i + 1.
  struct Node: Sendable {
    let layer: any Layer
    let inputs: [Int]
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
        Node(
          layer: $0.layer.bound(to: shape(of: $0.inputs[0]), precision), inputs: $0.inputs, shape: $0.shape,
          weightOffset: $0.weightOffset)
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
    for (index, node) in nodes.enumerated().reversed() where node.layer is Addition && index + 1 < nodes.count {
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
  private let input: ImageShape
  private let dropoutRate: Float?
  private var nodes: [Network.Node] = []
  private var layout = WeightLayout()

  /// `dropout` replaces every dropout's rate; 0 leaves the layers out.
  init(input: ImageShape, dropout: Float? = nil) {
    self.input = input
    dropoutRate = dropout
  }

  func shape(of value: Int) -> ImageShape { value == 0 ? input : nodes[value - 1].shape }

  mutating func append(_ layer: some Layer, named name: String = "", to inputs: Int...) -> Int {
    let shape = layer.outputShape(inputs.map { self.shape(of: $0) })
    precondition(shape.height > 0 && shape.width > 0, "\(name): the input \(self.shape(of: inputs[0])) is too small")
    let offset = layout.append(layer.tensors, prefix: name)
    nodes.append(Network.Node(layer: layer, inputs: inputs, shape: shape, weightOffset: offset))
    return nodes.count
  }

  mutating func convolution(
    _ name: String, _ value: Int, _ channels: Int, kernel: Int = 3, stride: Int = 1, padding: Int = 1,
    bias: Bool = true,
    relu: Bool = false
  ) -> Int {
    append(
      Convolution(
        inputChannels: shape(of: value).channels, outputChannels: channels, kernel: kernel, stride: stride,
        padding: padding, hasBias: bias, rectifies: relu),
      named: name, to: value)
  }

  mutating func batchNormalisedReLU(_ name: String, _ value: Int) -> Int {
    append(BatchNormalisation(channels: shape(of: value).channels, rectifies: true), named: name, to: value)
  }

  mutating func dropout(_ rate: Float, _ value: Int) -> Int {
    let rate = dropoutRate ?? rate
    return rate > 0 ? append(Dropout(rate: rate), to: value) : value
  }

  mutating func maxPooling(_ value: Int) -> Int { append(MaxPooling(kernel: 2, stride: 2), to: value) }

  mutating func averagePooling(_ value: Int, window: Int) -> Int {
    append(AveragePooling(kernel: window, stride: window), to: value)
  }

  mutating func globalAverage(_ value: Int) -> Int { append(GlobalAveragePooling(), to: value) }

  mutating func linear(_ name: String, _ value: Int, _ outputs: Int, relu: Bool = false) -> Int {
    append(Linear(input: shape(of: value), output: outputs, rectifies: relu), named: name, to: value)
  }

  mutating func addition(_ a: Int, _ b: Int) -> Int { append(Addition(), to: a, b) }

  func network(_ architecture: String) -> Network {
    let output = nodes.last!.shape
    return Network(architecture: architecture, input: input, classes: output.count, layout: layout, nodes: nodes)
  }
}
