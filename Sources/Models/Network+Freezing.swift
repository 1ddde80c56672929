extension Network {
  /// The network with every layer that is linear in pieces kept on its pieces, for passes that record them and others.
  ///
  /// The result is `nil` where the smaller or larger of two values is taken, which has no such layer.
  var frozen: Network? {
    var frozen: [Node] = []
    /// Where each value of this network is in the frozen one.
    var place = [0]
    for node in nodes {
      var node = node
      node = Node(
        layer: node.layer, inputs: node.inputs.map { place[$0] }, inputShape: node.inputShape, shape: node.shape,
        weightOffset: node.weightOffset)
      if let binary = node.layer as? BinaryOperation, binary.function == .minimum || binary.function == .maximum {
        return nil
      }
      if let activation = node.layer as? Activation, FrozenActivation.freezes(activation.function) {
        node.layer = FrozenActivation(function: activation.function)
        frozen.append(node)
      } else if let maximum = node.layer as? WindowMaximum {
        node.layer = FrozenMaximum(maximum: maximum)
        frozen.append(node)
      } else if var layer = node.layer as? any RectifiableLayer, layer.rectifies {
        layer.rectifies = false
        node.layer = layer
        frozen.append(node)
        frozen.append(
          Node(
            layer: FrozenActivation(function: .relu), inputs: [frozen.count], inputShape: node.shape,
            shape: node.shape, weightOffset: node.weightOffset))
      } else {
        frozen.append(node)
      }
      place.append(frozen.count)
    }
    return Network(architecture: architecture, input: input, classes: classes, layout: layout, nodes: frozen)
  }
}
