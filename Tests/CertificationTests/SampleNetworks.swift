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

  /// (H, W, C) = 7x9x2: normalised, then two branches one beside the other, of which one is dilated, a batch normalisation, a
  /// strided convolution in groups, the largest of windows, one linear layer.
  static func branched(seed: UInt64) throws -> Classifier {
    var graph = Graph(name: "branched", input: ImageShape(height: 7, width: 9, channels: 2))
    let pixels = try graph.append(
      .pixelNormalisation(mean: [0.4, 0.5], standardDeviation: [0.5, 0.8]), named: "p", to: [0])
    let near = Window(kernel: .init(3, 3), before: .init(1, 1), after: .init(1, 1))
    let far = Window(kernel: .init(3, 2), dilation: .init(2, 1), before: .init(2, 0), after: .init(2, 1))
    func relu(_ value: Int, _ name: String) throws -> Int {
      try graph.append(.activation(.relu), named: name, to: [value])
    }
    let left = try relu(
      graph.append(
        .convolution(near, outputs: 3, groups: 1, hasBias: true), named: "a", to: [pixels], weights: ["a.w", "a.b"]),
      "a.r")
    let right = try relu(
      graph.append(.convolution(far, outputs: 2, groups: 1, hasBias: false), named: "b", to: [left], weights: ["b.w"]),
      "b.r")
    let joined = try graph.append(.concatenation(axis: 1), named: "j", to: [left, right, pixels])
    let normal = try graph.append(
      .batchNormalisation(epsilon: 1e-5), named: "n", to: [joined], weights: ["n.s", "n.t", "n.m", "n.v"])
    let mixed = try relu(
      graph.append(
        .convolution(near, outputs: 6, groups: 1, hasBias: true), named: "c", to: [normal], weights: ["c.w", "c.b"]),
      "c.r")
    let strided = Window(kernel: .init(3, 3), stride: .init(2, 3), before: .init(1, 0), after: .init(1, 0))
    let parts = try relu(
      graph.append(
        .convolution(strided, outputs: 4, groups: 2, hasBias: false), named: "d", to: [mixed], weights: ["d.w"]),
      "d.r")
    let largest = try graph.append(.maxPooling(Window(kernel: .init(2, 2)), ceiling: false), named: "m", to: [parts])
    let flat = try graph.append(.reshape([.batch, AxisSize(24)]), named: "f", to: [largest])
    _ = try graph.append(.linear(outputs: 3, hasBias: true), named: "h", to: [flat], weights: ["h.w", "h.b"])
    return try classifier(
      graph,
      [
        ("a.w", [3, 2, 3, 3]), ("a.b", [3]), ("b.w", [2, 3, 3, 2]), ("n.s", [7]), ("n.t", [7]), ("n.m", [7]),
        ("n.v", [7]), ("c.w", [6, 7, 3, 3]), ("c.b", [6]), ("d.w", [4, 3, 3, 3]), ("h.w", [3, 24]), ("h.b", [3]),
      ], seed)
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
          count, seed: seed &* 100 + UInt64(place), scale: scale * (2 / Double(fanIn)).squareRoot()
        ).map { entry.0.hasSuffix(".v") ? abs($0) + 0.5 : $0 })
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
