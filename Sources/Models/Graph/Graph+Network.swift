import Files

extension Graph {
  /// The network that computes the graph's output as logits of `classes` classes.
  ///
  /// Throws a `FileError` that names a node which cannot be computed, or an output that is no row of logits.
  public func network() throws -> Network {
    let shape = shape(of: output)
    guard shape.first == .batch, shape.dropFirst().allSatisfy({ !$0.hasBatch }), shape.countPerImage >= 2,
      shape.dropFirst().count(where: { $0.count > 1 }) == 1
    else {
      throw FileError(name, "the output is no row of logits", expected: "N×K", found: shape.text)
    }
    var lowering = try Lowering(self)
    let logits = lowering.inCountedOrder(lowering.placement(of: output), origin: output)
    guard logits.value > 0 else {
      throw FileError(name, "the graph computes nothing", expected: "logits", found: "its input")
    }
    var network = lowering.network(logits: logits)
    network.graph = self
    return network
  }
}
