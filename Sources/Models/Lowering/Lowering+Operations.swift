import Tensors

extension Lowering {
  /// Where the value of a node lies, once the layers that compute it are appended.
  mutating func lower(_ node: Graph.Node, _ inputs: [Placement], value: Int) throws -> Placement {
    func input() -> Placement { inputs[0] }
    switch node.operation {
    case .pixelNormalisation(let mean, let deviation):
      return normalise(
        { _ in PixelNormalisation(mean: mean, standardDeviation: deviation) }, input(), node, origin: value)
    case .convolution(let window, let outputs, let groups, let hasBias):
      return convolve(window, outputs, groups, hasBias, input(), node, origin: value)
    case .linear(let outputs, let hasBias): return linear(outputs, hasBias, input(), node, origin: value)
    case .batchNormalisation(let epsilon):
      return normalise(
        { BatchNormalisation(channels: $0.channels, epsilon: epsilon) }, input(), node, origin: value)
    case .layerNormalisation(let axes, let epsilon): return normaliseLayer(axes, epsilon, input(), node, origin: value)
    case .groupNormalisation(let groups, let epsilon):
      let parts = input().axes[0].count
      return normalise(
        {
          GroupNormalisation(
            parts: parts, rows: $0.height * $0.width / parts, channels: $0.channels, groups: groups, epsilon: epsilon)
        }, input(), node, origin: value)
    case .activation(let function): return activate(function, input(), node, origin: value)
    case .binary(let function): return try combine(function, inputs, node, origin: value)
    case .binaryConstant(let function, let shape, let isFirst):
      return try combine(function, input(), constant: shape, isFirst: isFirst, node, origin: value)
    case .constant(let shape):
      let axes = shape.map { Placement.Axis(atom($0)) }, count = shape.reduce(1, *)
      let output = ImageShape(height: 1, width: 1, channels: count)
      return Placement(
        value: append(Constant(output: output), to: [], origin: value, weights: node.weights),
        axes: [Placement.Axis(hasBatch: true)] + axes, order: axes.flatMap(\.atoms))
    case .noise(let distribution, let shape, let key):
      let axes = shape.map { Placement.Axis(atom($0)) }
      let output = ImageShape(height: 1, width: 1, channels: shape.reduce(1, *))
      return Placement(
        value: append(Noise(output: output, distribution: distribution, key: key), to: [], origin: value),
        axes: [Placement.Axis(hasBatch: true)] + axes, order: axes.flatMap(\.atoms))
    case .product: return try multiply(inputs, node, origin: value)
    case .softmax(let axis, let isLogarithmic): return softmax(axis, isLogarithmic, input(), origin: value)
    case .maxPooling(let window, let ceiling):
      return poolLargest(window, ceiling: ceiling, input(), node, origin: value)
    case .averagePooling(let window, _, let countsPadding):
      return poolMean(window, countsPadding: countsPadding, input(), node, origin: value)
    case .reduction(let kind, let axes, let keeps): return reduce(kind, axes, keeps: keeps, input(), origin: value)
    case .concatenation(let axis): return concatenate(inputs, axis: axis, origin: value)
    case .selection(let axis, let indices): return select(input(), axis: axis, indices, origin: value)
    case .padding(let before, let after, let mode, let fill):
      return pad(input(), before, after, mode, fill, origin: value)
    case .resize(_, _, let how): return resize(how, input(), node, origin: value)
    case .reshape(let shape): return try reshape(input(), shape, node, origin: value)
    case .transpose(let order):
      var result = input()
      result.axes = order.map { input().axes[$0] }
      return result
    case .expansion(let shape): return expand(input(), shape, origin: value)
    case .dropout(let rate, let key):
      guard rate > 0 else { return input() }
      var result = input()
      result.value = append(Dropout(rate: rate, key: key), to: [result.value], origin: value)
      return result
    }
  }
}
