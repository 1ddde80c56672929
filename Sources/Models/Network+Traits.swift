import Tensors

extension Network {
  /// What tells the network from others of this program's version: a part of the identity of all that is made with it.
  public struct Traits: Sendable, Encodable {
    var architecture: String
    var input: ImageShape
    var classes: Int
    /// The normalisation in force, in pixel units.
    var mean: [Float]
    var std: [Float]
    /// The rates of its dropout layers, by which variants of one architecture differ.
    var dropout: [Float]
    /// Of a network from a file with its own graph: that of its graph and numbers, wherever they lay.
    var digest: String?
  }

  public var traits: Traits {
    let normalisation = nodes.lazy.compactMap { $0.layer as? PixelNormalisation }.first
    return Traits(
      architecture: architecture, input: input, classes: classes, mean: normalisation?.mean ?? [],
      std: normalisation?.standardDeviation ?? [], dropout: nodes.compactMap { ($0.layer as? Dropout)?.rate },
      digest: digest)
  }

  /// The network with other numbers in the layer that normalises pixels first; `nil` where it has none.
  public func replacingNormalisation(mean: [Float], standardDeviation: [Float]) -> Network? {
    guard let index = nodes.firstIndex(where: { $0.layer is PixelNormalisation && $0.inputs == [0] }) else {
      return nil
    }
    var nodes = nodes
    nodes[index].layer = PixelNormalisation(mean: mean, standardDeviation: standardDeviation)
    return Network(architecture: architecture, input: input, classes: classes, layout: layout, nodes: nodes)
  }
}
