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
      digest: graph?.digest)
  }

  /// The network with these numbers in the layer that normalises pixels first. Where it has none, the layer is put before
  /// all others.
  public func normalised(mean: [Float], standardDeviation: [Float]) -> Network {
    let layer = PixelNormalisation(mean: mean, standardDeviation: standardDeviation)
    var nodes = nodes
    if let index = nodes.firstIndex(where: { $0.layer is PixelNormalisation && $0.inputs == [0] }) {
      nodes[index].layer = layer
    } else {
      // Every value moves up by one, the pixels among them: all that read them read their normalised ones now.
      nodes =
        [Node(layer: layer, inputs: [0], inputShape: input, shape: input, weightOffset: 0)]
        + nodes.map {
          Node(
            layer: $0.layer, inputs: $0.inputs.map { $0 + 1 }, inputShape: $0.inputShape, shape: $0.shape,
            weightOffset: $0.weightOffset)
        }
    }
    return Network(architecture: architecture, input: input, classes: classes, layout: layout, nodes: nodes)
  }
}
