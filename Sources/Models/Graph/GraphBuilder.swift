import Tensors

/// Builds the graphs of the architectures; each call appends operations and returns the value that they compute.
struct GraphBuilder {
  private(set) var graph: Graph
  private let dropoutRate: Float?

  /// `dropout` replaces every dropout's rate; 0 leaves the layers out.
  init(_ name: String, input: ImageShape, dropout: Float? = nil) {
    graph = Graph(name: name, input: input)
    dropoutRate = dropout
  }

  func shape(of value: Int) -> GraphShape { graph.shape(of: value) }

  /// The architectures' own sizes fit: what does not is a mistake in one of them.
  private mutating func append(_ operation: GraphOperation, _ inputs: Int..., weights: [String] = []) -> Int {
    do {
      return try graph.append(operation, named: graph.name, to: inputs, weights: weights)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// The network of the last value.
  func network() -> Network {
    do { return try graph.network() } catch { preconditionFailure("\(error)") }
  }

  mutating func pixelNormalisation(mean: [Float], standardDeviation: [Float]) -> Int {
    append(.pixelNormalisation(mean: mean, standardDeviation: standardDeviation), 0)
  }

  mutating func relu(_ value: Int) -> Int { append(.activation(.relu), value) }

  mutating func convolution(
    _ name: String, _ value: Int, _ channels: Int, kernel: Int = 3, stride: Int = 1, padding: Int = 1,
    bias: Bool = true, relu: Bool = false
  ) -> Int {
    let around = Window.Pair(padding, padding)
    let window = Window(
      kernel: Window.Pair(kernel, kernel), stride: Window.Pair(stride, stride), before: around, after: around)
    let result = append(
      .convolution(window, outputs: channels, groups: 1, hasBias: bias), value,
      weights: ["\(name).weight"] + (bias ? ["\(name).bias"] : []))
    return relu ? self.relu(result) : result
  }

  mutating func batchNormalisedReLU(_ name: String, _ value: Int) -> Int {
    relu(
      append(
        .batchNormalisation(epsilon: BatchNormalisation.usualEpsilon), value,
        weights: ["weight", "bias", "running_mean", "running_var"].map { "\(name).\($0)" }))
  }

  /// The key of a mask counts the operations before it that are not part of another one.
  mutating func dropout(_ rate: Float, _ value: Int) -> Int {
    let rate = dropoutRate ?? rate
    guard rate > 0 else { return value }
    let key = graph.nodes.count {
      switch $0.operation {
      case .activation, .reshape: false
      default: true
      }
    }
    return append(.dropout(rate: rate, key: key), value)
  }

  mutating func maxPooling(_ value: Int) -> Int { append(.maxPooling(square(2), ceiling: false), value) }

  mutating func averagePooling(_ value: Int, window: Int) -> Int {
    append(.averagePooling(square(window), ceiling: false, countsPadding: true), value)
  }

  private func square(_ side: Int) -> Window {
    Window(kernel: Window.Pair(side, side), stride: Window.Pair(side, side))
  }

  mutating func globalAverage(_ value: Int) -> Int { append(.reduction(.mean, axes: [2, 3], keeps: false), value) }

  mutating func linear(_ name: String, _ value: Int, _ outputs: Int, relu: Bool = false) -> Int {
    let flat = append(.reshape([.batch, AxisSize(shape(of: value).countPerImage)]), value)
    let result = append(
      .linear(outputs: outputs, hasBias: true), flat, weights: ["\(name).weight", "\(name).bias"])
    return relu ? self.relu(result) : result
  }

  mutating func addition(_ a: Int, _ b: Int) -> Int { append(.binary(.add), a, b) }
}
