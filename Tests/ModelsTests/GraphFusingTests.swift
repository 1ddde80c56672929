import Tensors
import TestSupport
import Testing

@testable import Models

/// What a pass makes of a graph is the same but for rounding.
@Suite("Fused activation functions")
struct GraphFusingTests {
  static let names = [
    "GELU", "GELU, x halved", "GELU, factor halved", "GELU by tanh", "GELU by tanh, x·x·x", "SiLU", "hard swish",
    "Mish",
  ]

  private static func graph(_ name: String) throws -> Graph {
    var graph = Graph(name: name, input: ImageShape(height: 3, width: 5, channels: 2))
    let x = try graph.append(.activation(.affine(factor: 6, shift: -3)), to: [0])
    func erf() throws -> Int {
      let scaled = try graph.append(.activation(.affine(factor: Float(0.5).squareRoot(), shift: 0)), to: [x])
      let erf = try graph.append(.activation(.erf), to: [scaled])
      return try graph.append(.activation(.affine(factor: 1, shift: 1)), to: [erf])
    }
    switch name {
    case "GELU":
      let product = try graph.append(.binary(.multiply), to: [x, erf()])
      _ = try graph.append(.activation(.affine(factor: 0.5, shift: 0)), to: [product])
    case "GELU, factor halved":
      let half = try graph.append(.activation(.affine(factor: 0.5, shift: 0)), to: [erf()])
      _ = try graph.append(.binary(.multiply), to: [x, half])
    case "GELU by tanh", "GELU by tanh, x·x·x":
      let cube: Int
      if name == "GELU by tanh" {
        cube = try graph.append(.activation(.power(exponent: 3)), to: [x])
      } else {
        let square = try graph.append(.binary(.multiply), to: [x, x])
        cube = try graph.append(.binary(.multiply), to: [square, x])
      }
      let share = try graph.append(.activation(.affine(factor: 0.044715, shift: 0)), to: [cube])
      let sum = try graph.append(.binary(.add), to: [x, share])
      let scaled = try graph.append(
        .activation(.affine(factor: Float(2 / Double.pi).squareRoot(), shift: 0)), to: [sum])
      let tangent = try graph.append(.activation(.tanh), to: [scaled])
      let gate = try graph.append(.activation(.affine(factor: 1, shift: 1)), to: [tangent])
      let half = try graph.append(.activation(.affine(factor: 0.5, shift: 0)), to: [x])
      _ = try graph.append(.binary(.multiply), to: [half, gate])
    case "Mish":
      let softplus = try graph.append(.activation(.softplus), to: [x])
      let gate = try graph.append(.activation(.tanh), to: [softplus])
      _ = try graph.append(.binary(.multiply), to: [x, gate])
    case "GELU, x halved":
      let half = try graph.append(.activation(.affine(factor: 0.5, shift: 0)), to: [x])
      _ = try graph.append(.binary(.multiply), to: [half, erf()])
    case "SiLU":
      let gate = try graph.append(.activation(.sigmoid), to: [x])
      _ = try graph.append(.binary(.multiply), to: [gate, x])
    default:
      let gate = try graph.append(.activation(.hardSigmoid(slope: 1 / 6, shift: 0.5)), to: [x])
      _ = try graph.append(.binary(.multiply), to: [x, gate])
    }
    let result = graph.output
    _ = try graph.append(.reshape([.batch, AxisSize(30)]), to: [result])
    return graph
  }

  @Test("one layer computes what several did", arguments: names)
  func agree(name: String) throws {
    let graph = try Self.graph(name), fused = graph.fusingActivations()
    // Pixels to numbers around 0, the function, and the order of the row.
    #expect(try fused.network().nodes.count == 3)
    let results = try [graph, fused].map { graph in
      let network = try graph.network()
      let session = ClassifierSession(
        Classifier(network: network, weights: Weights(layout: network.layout)), batchSize: 1, purpose: .inputGradient,
        engine: Engine(threads: 1))
      for (i, pixel) in SampleNumbers.floats(30, seed: 1).enumerated() {
        session.images[i] = pixel
        session.logitGradients![i] = 1
      }
      session.forward(count: 1)
      session.backward(count: 1)
      return [session.logits, session.imageGradients!].map { start in (0..<30).map { start[$0] } }
    }
    for (found, expected) in zip(results[1], results[0]) {
      #expect(Deviation.largest(found, expected.map(Double.init)) < 2e-6)
    }
  }
}
