import Datasets
import Models
import Tensors
import TestSupport
import Testing

@testable import Certification

@Suite("Networks as linear maps and functions")
struct BoundProgramTests {
  /// What the program computes of an image, beside the engine in single precision.
  static func compare(_ classifier: Classifier, seed: UInt64 = 3) throws -> Double {
    let program = try BoundProgram(classifier), shape = classifier.network.input
    let x = SampleNetworks.point(shape.count, seed: seed)
    let own = program.values(x, rows: 1)[program.output]
    let session = ClassifierSession(classifier, batchSize: 1, engine: Engine(threads: 1, precision: .precise))
    for c in 0..<shape.channels {
      for p in 0..<shape.height * shape.width {
        session.images[p * shape.channels + c] = Float(x[c * shape.height * shape.width + p])
      }
    }
    session.forward(count: 1)
    return own.indices.map { abs(own[$0] - Double(session.logits[$0])) }.max()!
  }

  @Test(
    "compute what the engine computes",
    arguments: [
      .relu, .leakyRelu(slope: 0.1), .clip(low: -0.5, high: 0.75), .sigmoid, .tanh, .absolute,
      .hardSigmoid(slope: 0.25, shift: 0.4), .affine(factor: -2, shift: 0.5),
    ] as [ActivationFunction])
  func residual(activation: ActivationFunction) throws {
    #expect(try Self.compare(SampleNetworks.residual(seed: 1, activation: activation)) < 1e-5)
  }

  @Test("compute what the engine computes, of every operation that has bounds")
  func operations() throws {
    var graph = Graph(name: "all", input: ImageShape(height: 5, width: 4, channels: 2))
    func add(_ operation: GraphOperation, _ inputs: [Int], _ weights: [String] = []) throws -> Int {
      try graph.append(operation, named: "node\(graph.nodes.count)", to: inputs, weights: weights)
    }
    let pixels = try add(.pixelNormalisation(mean: [0.4, 0.5], standardDeviation: [0.2, 0.3]), [0])
    let padded = try add(.padding(before: [0, 0, 1, 0], after: [0, 0, 0, 2], .reflect, value: 0), [pixels])
    let edge = try add(.padding(before: [0, 0, 0, 1], after: [0, 0, 1, -1], .constant, value: 0.25), [padded])
    let largest = try add(
      .maxPooling(
        Window(kernel: .init(3, 2), stride: .init(2, 2), before: .init(1, 0), after: .init(1, 0)), ceiling: true),
      [edge])
    let mean = try add(
      .averagePooling(
        Window(kernel: .init(2, 2), before: .init(1, 1), after: .init(1, 1)), ceiling: false, countsPadding: true),
      [largest])
    let normal = try add(.batchNormalisation(epsilon: 1e-5), [mean], ["s", "t", "m", "v"])
    let height = graph.shape(of: normal)[2].count, width = graph.shape(of: normal)[3].count
    let turned = try add(.transpose([0, 2, 1, 3]), [normal])
    let back = try add(.transpose([0, 2, 1, 3]), [turned])
    let cut = try add(.selection(axis: 3, indices: [width - 1, 0]), [back])
    let column = try add(.reduction(.mean, axes: [3], keeps: true), [cut])
    let total = try add(.binary(.subtract), [cut, column])
    let scaled = try add(.binaryConstant(.multiply, shape: [2, 1, 1], isFirst: false), [total], ["c"])
    let limited = try add(.binaryConstant(.minimum, shape: [1], isFirst: false), [scaled], ["one"])
    let joined = try add(.concatenation(axis: 2), [limited, cut])
    let top = try add(.reduction(.largest, axes: [1], keeps: true), [joined])
    let wide = try add(.expansion([.batch, AxisSize(2), AxisSize(2 * height), AxisSize(2)]), [top])
    let other = try add(.binary(.maximum), [wide, joined])
    let flat = try add(.reshape([.batch, AxisSize(8 * height)]), [other])
    _ = try add(.linear(outputs: 3, hasBias: false), [flat], ["w"])
    let network = try graph.network()
    func numbers(_ name: String, _ shape: [Int], from low: Float = -1) -> NamedTensor {
      let count = shape.reduce(1, *)
      return NamedTensor(
        name: name, shape: shape,
        values: SampleNumbers.floats(count, seed: UInt64(name.utf8.first!), scale: 1).map { low + ($0 - low) * 0.5 })
    }
    var tensors = [
      numbers("s", [2]), numbers("t", [2]), numbers("m", [2]), numbers("c", [2]), numbers("one", [1]),
      numbers("w", [3, 8 * height]),
    ]
    tensors.append(NamedTensor(name: "v", shape: [2], values: [0.5, 1.5]))
    let classifier = Classifier(
      network: network, weights: try Weights(layout: network.layout, tensors: tensors, path: "all"))
    for seed in 1...5 { #expect(try Self.compare(classifier, seed: UInt64(seed)) < 1e-5) }
  }

  @Test("what has no bounds is refused in one error, with how often it stands there")
  func refusal() throws {
    var graph = Graph(name: "odd", input: ImageShape(height: 2, width: 2, channels: 1))
    let a = try graph.append(.activation(.silu), named: "first", to: [0])
    let b = try graph.append(.activation(.silu), named: "second", to: [a])
    let c = try graph.append(.binary(.multiply), named: "third", to: [a, b])
    _ = try graph.append(.reshape([.batch, AxisSize(4)]), named: "flat", to: [c])
    let network = try graph.network()
    let classifier = Classifier(network: network, weights: Weights(layout: network.layout))
    #expect {
      _ = try BoundProgram(classifier)
    } throws: { error in
      let text = "\(error)"
      return text.contains("(first, 2 times)") && text.contains("multiply (third, 1 time)")
    }
  }
}
