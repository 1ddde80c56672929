import Datasets
import Tensors
import TestSupport

@testable import Models

enum TestNetworks {
  /// Two convolutions, batch normalisation between other layers, and a linear layer: every role of a tensor.
  static let network: Network = {
    var builder = GraphBuilder("small", input: ImageShape(height: 6, width: 6, channels: 1))
    let hidden = builder.batchNormalisedReLU("bn", builder.convolution("conv1", 0, 4))
    let pooled = builder.globalAverage(builder.convolution("conv2", hidden, 5, stride: 2, bias: false, relu: true))
    _ = builder.linear("fc", pooled, 3)
    return builder.network()
  }()

  static let classifier: Classifier = {
    var weights = Weights(layout: network.layout)
    weights.values = SampleNumbers.floats(network.layout.count, seed: 5)
    for tensor in network.layout.tensors where tensor.role == .runningVariance {
      for i in tensor.offset..<tensor.offset + tensor.count { weights.values[i] = abs(weights.values[i]) + 0.5 }
    }
    return Classifier(network: network, weights: weights)
  }()

  /// Two hidden layers with ReLU and no normalisation.
  static let rectified: Classifier = {
    var builder = GraphBuilder("rectified", input: ImageShape(height: 6, width: 6, channels: 1))
    let first = builder.convolution("conv1", 0, 4, relu: true)
    let second = builder.convolution("conv2", first, 5, stride: 2, relu: true)
    _ = builder.linear("fc", second, 3)
    let network = builder.network()
    var weights = Weights(layout: network.layout)
    weights.values = SampleNumbers.floats(network.layout.count, seed: 6, scale: 0.3)
    return Classifier(network: network, weights: weights)
  }()

  /// A linear layer alone, of four pixels and three classes.
  static let linear: Classifier = {
    var builder = GraphBuilder("linear", input: ImageShape(height: 2, width: 2, channels: 1))
    _ = builder.linear("fc", 0, 3)
    let network = builder.network()
    var weights = Weights(layout: network.layout)
    weights.values = SampleNumbers.floats(network.layout.count, seed: 2)
    return Classifier(network: network, weights: weights)
  }()

  static let images = SampleNumbers.images(network.input, count: 24, classes: 3, seed: 7)

  /// The smallest tensor with a filter: one of four numbers.
  static let oneFilter = [
    WeightTensor("weight", .convolution(kernelHeight: 2, kernelWidth: 2, input: 1, output: 1), .weight)
  ]

  /// A weight of two numbers, and a bias.
  static let linearUnit = [
    WeightTensor("weight", .linear(input: ImageShape(height: 1, width: 1, channels: 2), output: 1), .weight),
    WeightTensor("bias", .vector(1), .bias),
  ]

  static func layout(repeating tensors: [WeightTensor], _ count: Int) -> WeightLayout {
    var layout = WeightLayout()
    for i in 0..<count { _ = layout.append(tensors, names: tensors.map { "layer\(i).\($0.name)" }) }
    return layout
  }

  static func tensor(_ name: String, of classifier: Classifier) -> WeightTensor {
    classifier.network.layout.tensors.first { $0.name == name }!
  }
}
