import Files
import Models
import ONNX

/// Steps whose outcome is random, as some defences have them.
extension Importer {
  /// RandomNormalLike and RandomUniformLike. Their own seed is left out: each draw of an audit has numbers of its own.
  mutating func noise(_ node: ONNXNode) throws {
    let distribution: NoiseDistribution =
      node.operation == "RandomNormalLike"
      ? .normal(mean: node.float("mean") ?? 0, deviation: node.float("scale") ?? 1)
      : .uniform(low: node.float("low") ?? 0, high: node.float("high") ?? 1)
    set(node, .value(try noise(distribution, node)))
  }

  /// In evaluation mode a dropout changes nothing; one that was exported in training mode goes on dropping.
  mutating func dropout(_ node: ONNXNode) throws {
    guard has(node, 2) else { return set(node, try pass(node)) }
    guard let mode = constant(node, 2)?.floats?.first else {
      throw refusal(node, "whether it drops depends on the image", expected: "a constant training_mode")
    }
    let rate = has(node, 1) ? constant(node, 1)?.floats?.first : 0.5
    guard let rate, rate >= 0, rate < 1 else {
      throw refusal(node, "not a rate of dropout", expected: "a constant number from 0 up to, not including, 1")
    }
    guard mode != 0, rate > 0 else { return set(node, try pass(node)) }
    let mask = try noise(.mask(rate: rate), node)
    try append(.binary(.multiply), node, to: [try value(node), mask])
  }

  /// Random numbers of the shape of the node's first input, which stays what it is.
  private mutating func noise(_ distribution: NoiseDistribution, _ node: ONNXNode) throws -> Int {
    var shape = graph.shape(of: 0)
    if case .pixels? = known(node.inputs[0]) {} else { shape = try self.shape(of: node) }
    guard shape.first == .batch, shape.dropFirst().allSatisfy({ !$0.hasBatch }) else {
      throw refusal(node, "random numbers for the whole batch", expected: "N×…", found: shape.text)
    }
    return try operate(.noise(distribution, shape: shape.dropFirst().map(\.count), key: graph.nodes.count), node, [])
  }
}
