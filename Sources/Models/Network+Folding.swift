extension Network {
  /// The network for evaluation: a batch normalisation that alone reads a convolution is folded into its filters.
  ///
  /// One pass over the map is saved for each. The layout of the weights stays; the convolution reads the
  /// normalisation's numbers behind its own.
  func foldingNormalisation() -> Network {
    var consumers = [Int](repeating: 0, count: nodes.count + 1)
    for node in nodes { for input in node.inputs { consumers[input] += 1 } }
    var folded: [Node] = []
    /// Where each value of this network is in the folded one.
    var place = [0]
    for (index, node) in nodes.enumerated() {
      if let normalisation = node.layer as? BatchNormalisation, index > 0, node.inputs == [index],
        consumers[index] == 1, var convolution = nodes[index - 1].layer as? Convolution, !convolution.rectifies,
        node.weightOffset == nodes[index - 1].weightOffset + convolution.tensors.map(\.count).reduce(0, +)
      {
        convolution.foldedEpsilon = normalisation.epsilon
        convolution.rectifies = normalisation.rectifies
        let former = folded.removeLast()
        folded.append(
          Node(
            layer: convolution, inputs: former.inputs, inputShape: former.inputShape, shape: node.shape,
            weightOffset: former.weightOffset))
      } else {
        folded.append(
          Node(
            layer: node.layer, inputs: node.inputs.map { place[$0] }, inputShape: node.inputShape, shape: node.shape,
            weightOffset: node.weightOffset))
      }
      place.append(folded.count)
    }
    return Network(architecture: architecture, input: input, classes: classes, layout: layout, nodes: folded)
  }
}
