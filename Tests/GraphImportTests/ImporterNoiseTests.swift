import Files
import GraphImport
import Models
import ONNX
import TestSupport
import Testing

@Suite("Imported models that are random")
struct ImporterNoiseTests {
  /// A flattened image of 3x2x2 times `w`, behind `first`.
  private static func graph(_ first: [ONNXNode], from start: String, more: [String: ONNXTensor] = [:]) throws -> Graph {
    let nodes =
      first + [
        ONNXNode(name: "flatten", operation: "Flatten", inputs: [start], outputs: ["flat"]),
        ONNXNode(
          name: "fc", operation: "Gemm", inputs: ["flat", "w"], outputs: ["y"], attributes: ["transB": .int(1)]),
      ]
    let weights = ONNXTensor(shape: [2, 12], payload: .floats(SampleNumbers.floats(24, seed: 1)))
    let shape: [ONNXDimension] = [.symbol("N"), .fixed(3), .fixed(2), .fixed(2)]
    let model = ONNXModel(
      opset: 17, inputs: [ONNXValue(name: "x", elementType: .float32, shape: shape)],
      outputs: [ONNXValue(name: "y")], nodes: nodes, initialisers: more.merging(["w": weights]) { own, _ in own })
    return try ImportedModel(model, name: "m").graph
  }

  private static func noises(_ graph: Graph) -> [NoiseDistribution] {
    graph.nodes.compactMap {
      if case .noise(let distribution, let shape, _) = $0.operation, shape == [3, 2, 2] { distribution } else { nil }
    }
  }

  @Test("noise of the image's shape is drawn for each answer")
  func noise() throws {
    func noise(_ operation: String, _ attributes: [String: ONNXAttribute]) throws -> [NoiseDistribution] {
      let graph = try Self.graph(
        [
          ONNXNode(name: "noise", operation: operation, inputs: ["x"], outputs: ["n"], attributes: attributes),
          ONNXNode(name: "add", operation: "Add", inputs: ["x", "n"], outputs: ["a"]),
        ], from: "a")
      #expect(try graph.network().isRandom)
      return Self.noises(graph)
    }
    #expect(try noise("RandomNormalLike", [:]) == [.normal(mean: 0, deviation: 1)])
    #expect(
      try noise("RandomNormalLike", ["mean": .float(0.5), "scale": .float(0.25), "seed": .float(3)])
        == [.normal(mean: 0.5, deviation: 0.25)])
    #expect(try noise("RandomUniformLike", ["low": .float(-1)]) == [.uniform(low: -1, high: 1)])
  }

  @Test("two noises have numbers of their own")
  func keys() throws {
    let nodes = ["n", "m"].map { ONNXNode(name: $0, operation: "RandomNormalLike", inputs: ["x"], outputs: [$0]) }
    let graph = try Self.graph(
      nodes + [ONNXNode(name: "add", operation: "Add", inputs: ["n", "m"], outputs: ["a"])], from: "a")
    let keys = graph.nodes.compactMap { if case .noise(_, _, let key) = $0.operation { key } else { nil } }
    #expect(keys.count == 2 && keys[0] != keys[1])
  }

  @Test("a dropout that was exported in training mode goes on dropping, any other one changes nothing")
  func dropout() throws {
    func dropout(_ inputs: [String]) throws -> [NoiseDistribution] {
      let graph = try Self.graph(
        [ONNXNode(name: "drop", operation: "Dropout", inputs: inputs, outputs: ["a"])], from: "a",
        more: [
          "quarter": ONNXTensor(shape: [], payload: .floats([0.25])),
          "yes": ONNXTensor(shape: [], payload: .booleans([true])),
          "no": ONNXTensor(shape: [], payload: .booleans([false])),
        ])
      #expect(try graph.network().isRandom != Self.noises(graph).isEmpty)
      return Self.noises(graph)
    }
    #expect(try dropout(["x"]) == [] && dropout(["x", "quarter"]) == [] && dropout(["x", "quarter", "no"]) == [])
    #expect(try dropout(["x", "quarter", "yes"]) == [.mask(rate: 0.25)])
    #expect(try dropout(["x", "", "yes"]) == [.mask(rate: 0.5)])
    #expect(throws: FileError.self) { try dropout(["x", "quarter", "x"]) }
  }
}
