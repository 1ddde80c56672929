import Datasets
import Models
import Tensors
import TestSupport

@testable import Certification

/// Small networks with random weights, as graphs.
enum SampleNetworks {
  /// (H, W, C) = 6x6x2: a strided convolution, a sum over a shortcut, a mean, two linear layers.
  static func residual(seed: UInt64, activation: ActivationFunction = .relu) throws -> Classifier {
    var graph = Graph(name: "residual", input: ImageShape(height: 6, width: 6, channels: 2))
    let window = Window(kernel: .init(3, 3), stride: .init(2, 2), before: .init(1, 1), after: .init(1, 1))
    let same = Window(kernel: .init(3, 3), before: .init(1, 1), after: .init(1, 1))
    let first = try graph.append(
      .convolution(window, outputs: 4, groups: 1, hasBias: true), named: "a", to: [0], weights: ["a.w", "a.b"])
    let active = try graph.append(.activation(activation), named: "b", to: [first])
    let second = try graph.append(
      .convolution(same, outputs: 4, groups: 2, hasBias: false), named: "c", to: [active], weights: ["c.w"])
    let sum = try graph.append(.binary(.add), named: "d", to: [second, active])
    let again = try graph.append(.activation(activation), named: "e", to: [sum])
    let mean = try graph.append(
      .averagePooling(Window(kernel: .init(2, 2)), ceiling: false, countsPadding: true), named: "f", to: [again])
    let flat = try graph.append(.reshape([.batch, AxisSize(16)]), named: "g", to: [mean])
    _ = try graph.append(.linear(outputs: 3, hasBias: true), named: "h", to: [flat], weights: ["h.w", "h.b"])
    return try classifier(
      graph, [("a.w", [4, 2, 3, 3]), ("a.b", [4]), ("c.w", [4, 2, 3, 3]), ("h.w", [3, 16]), ("h.b", [3])], seed)
  }

  /// Inputs of one row of `sizes[0]` pixels, through linear layers with ReLUs between them.
  static func dense(_ sizes: [Int], seed: UInt64, scale: Double = 1) throws -> Classifier {
    var graph = Graph(name: "dense", input: ImageShape(height: 1, width: sizes[0], channels: 1))
    var value = try graph.append(.reshape([.batch, AxisSize(sizes[0])]), named: "flat", to: [0])
    var shapes: [(String, [Int])] = []
    for (layer, size) in sizes.dropFirst().enumerated() {
      if layer > 0 { value = try graph.append(.activation(.relu), named: "relu\(layer)", to: [value]) }
      let names = ["w\(layer)", "b\(layer)"]
      value = try graph.append(.linear(outputs: size, hasBias: true), named: names[0], to: [value], weights: names)
      shapes += [(names[0], [size, sizes[layer]]), (names[1], [size])]
    }
    return try classifier(graph, shapes, seed, scale: scale)
  }

  static func classifier(
    _ graph: Graph, _ shapes: [(String, [Int])], _ seed: UInt64, scale: Double = 1
  ) throws -> Classifier {
    let network = try graph.network()
    let tensors = shapes.enumerated().map { place, entry in
      let count = entry.1.reduce(1, *), fanIn = max(count / entry.1[0], 1)
      return NamedTensor(
        name: entry.0, shape: entry.1,
        values: SampleNumbers.floats(
          count, seed: seed &* 100 + UInt64(place), scale: scale * (2 / Double(fanIn)).squareRoot()))
    }
    return Classifier(
      network: network, weights: try Weights(layout: network.layout, tensors: tensors, path: graph.name))
  }

  /// A random vector from 0 to 1.
  static func point(_ count: Int, seed: UInt64) -> [Double] {
    var stream = RandomStream(seed: seed, purpose: .attackStart, index: 7, subindex: 0)
    return (0..<count).map { _ in stream.nextUniformDouble() }
  }
}
