import Tensors
import TestSupport

@testable import Models

/// A network computed by the twins of its layers, in Double.
struct PlainNetwork {
  let network: Network
  /// Batch moments and dropout; otherwise evaluation mode.
  let training: TrainingStep?
  let batch: Int
  private let layers: [any PlainLayer]

  init(_ network: Network, batch: Int, training: TrainingStep? = nil) {
    self.network = network
    self.training = training
    self.batch = batch
    layers = network.nodes.map { node in
      let twin = Self.twin(node.layer, node.inputShape, batch, training)
      return node.layer.rectifies ? PlainRectified(twin) : twin
    }
  }

  func logits(_ images: PlainMaps, _ weights: [Double]) -> PlainMaps { values(images, weights).last! }

  /// Gradients of Σ gradient · logits at the pixels and at the weights.
  func gradients(_ images: PlainMaps, _ weights: [Double], _ gradient: [Double]) -> PlainGradients {
    let values = values(images, weights)
    var gradients = values.map { PlainMaps(zeros: $0.shape, batch: batch) }
    gradients[values.count - 1].values = gradient
    var weightGradients = [Double](repeating: 0, count: weights.count)
    for (index, node) in network.nodes.enumerated().reversed() {
      let range = weightRange(index)
      let own = layers[index].backward(node.inputs.map { values[$0] }, Array(weights[range]), gradients[index + 1])
      for (input, gradient) in zip(node.inputs, own.inputs) {
        gradients[input].add(gradient)
      }
      if !range.isEmpty { weightGradients.replaceSubrange(range, with: own.weights) }
    }
    return PlainGradients(inputs: [gradients[0]], weights: weightGradients)
  }

  /// The weights after a training step: running moments have moved.
  func updated(_ weights: [Double], by images: PlainMaps) -> [Double] {
    let values = values(images, weights)
    var weights = weights
    for (index, node) in network.nodes.enumerated() {
      guard let layer = Self.inner(layers[index]) as? PlainBatchNormalisation else { continue }
      let range = weightRange(index)
      weights.replaceSubrange(range, with: layer.updated(Array(weights[range]), by: values[node.inputs[0]]))
    }
    return weights
  }

  private static func inner(_ layer: any PlainLayer) -> any PlainLayer { (layer as? PlainRectified)?.inner ?? layer }

  private func values(_ images: PlainMaps, _ weights: [Double]) -> [PlainMaps] {
    var values = [images]
    for (index, node) in network.nodes.enumerated() {
      values.append(layers[index].forward(node.inputs.map { values[$0] }, Array(weights[weightRange(index)])))
    }
    return values
  }

  private func weightRange(_ index: Int) -> Range<Int> {
    let node = network.nodes[index]
    return node.weightOffset..<node.weightOffset + node.layer.tensors.reduce(0) { $0 + $1.count }
  }

  private static func twin(
    _ layer: any Layer, _ input: ImageShape, _ batch: Int, _ training: TrainingStep?
  ) -> any PlainLayer {
    switch layer {
    case let layer as Convolution:
      PlainConvolution(
        outputChannels: layer.outputChannels, kernel: layer.kernel, stride: layer.stride, padding: layer.padding,
        hasBias: layer.hasBias)
    case let layer as Linear: PlainLinear(outputs: layer.output)
    case is BatchNormalisation: PlainBatchNormalisation(training: training != nil)
    case let layer as WindowMaximum:
      PlainPooling(.largest, kernel: layer.window.kernel.y, stride: layer.window.stride.y)
    case let layer as AveragePooling: PlainPooling(.mean, kernel: layer.kernel, stride: layer.stride)
    case is GlobalAveragePooling: PlainPooling(.mean)
    case let layer as Dropout:
      PlainDropout(
        mask: training.map {
          DropoutMask.of(layer, shape: input, batch: batch, training: $0).map(Double.init)
        } ?? [])
    case is Addition: PlainAddition()
    case let layer as PixelNormalisation:
      PlainPixelNormalisation(
        mean: zip(layer.shift, layer.scale).map { -Double($0) / Double($1) },
        standardDeviation: layer.scale.map { 1 / Double($0) })
    default: preconditionFailure("\(layer) has no twin")
    }
  }
}

enum DropoutMask {
  /// The mask that a dropout layer draws: what it makes of ones.
  static func of(_ layer: Dropout, shape: ImageShape, batch: Int, training: TrainingStep) -> [Float] {
    var builder = NetworkBuilder(input: shape)
    _ = builder.append(layer, to: [0])
    let network = builder.network("dropout")
    let execution = Execution(network, batchSize: batch, purpose: .training, engine: Engine(threads: 1))
    execution.images.update(repeating: 1, count: batch * shape.count)
    var none: [Float] = [0]
    execution.prepare(weights: none)
    execution.forward(count: batch, weights: &none, training: training)
    return Array(UnsafeBufferPointer(start: execution.logits, count: batch * shape.count))
  }
}
