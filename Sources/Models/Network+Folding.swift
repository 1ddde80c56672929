extension Network {
  /// The network for evaluation: a batch normalisation that alone reads a convolution is folded into its filters, and
  /// one that alone reads an activation function is computed with it.
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
      if let (layer, weightOffset) = joined(index, consumers) {
        let former = folded.removeLast()
        folded.append(
          Node(
            layer: layer, inputs: former.inputs, inputShape: former.inputShape, shape: node.shape,
            weightOffset: weightOffset))
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

  /// One layer for node `index` and the one before it, if the two can be one, and where its weights begin.
  private func joined(_ index: Int, _ consumers: [Int]) -> (any Layer, weightOffset: Int)? {
    guard let normalisation = nodes[index].layer as? BatchNormalisation, index > 0, nodes[index].inputs == [index],
      consumers[index] == 1
    else { return nil }
    let former = nodes[index - 1], weightOffset = nodes[index].weightOffset
    if let activation = former.layer as? Activation {
      return (NormalisedActivation(function: activation.function, normalisation: normalisation), weightOffset)
    }
    guard var convolution = former.layer as? Convolution, !convolution.rectifies,
      weightOffset == former.weightOffset + convolution.tensors.map(\.count).reduce(0, +)
    else { return nil }
    convolution.foldedEpsilon = normalisation.epsilon
    convolution.rectifies = normalisation.rectifies
    return (convolution, former.weightOffset)
  }
}
