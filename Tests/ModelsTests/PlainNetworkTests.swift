import Tensors
import TestSupport
import Testing

@testable import Models

@Suite("Plain network")
struct PlainNetworkTests {
  /// Every kind of layer, a value with three consumers, a shortcut that joins twice.
  static let small: Network = {
    var builder = GraphBuilder("small", input: ImageShape(height: 4, width: 4, channels: 2))
    let pixels = builder.pixelNormalisation(mean: [0.4, 0.5], standardDeviation: [0.5, 0.25])
    let stem = builder.convolution("stem", pixels, 3)
    let activated = builder.batchNormalisedReLU("bn1", stem)
    let branch = builder.convolution("branch", activated, 3, bias: false)
    let shortcut = builder.convolution("shortcut", activated, 3, kernel: 1, padding: 0)
    let joined = builder.addition(builder.addition(branch, shortcut), stem)
    let pooled = builder.maxPooling(builder.dropout(0.25, joined))
    let hidden = builder.linear("hidden", pooled, 4, relu: true)
    _ = builder.linear("classifier", hidden, 3)
    return builder.network()
  }()

  static let frozen = Set(
    small.layout.tensors.filter { !$0.role.isTrainable }.flatMap { $0.offset..<$0.offset + $0.count })

  @Test("gradients of a branching network are slopes", arguments: [nil, TrainingStep(seed: 3, step: 1)])
  func slopes(training: TrainingStep?) {
    let network = Self.small, plain = PlainNetwork(network, batch: 2, training: training)
    let images = PlainMaps(
      shape: network.input, batch: 2, values: SampleNumbers.normals(2 * network.input.count, seed: 1))
    let weights = SampleWeights.trained(network, seed: 2).values.map(Double.init)
    let gradient = SampleNumbers.normals(6, seed: 3)
    let found = plain.gradients(images, weights, gradient)
    let slopes = CentralDifferences.gradients([images], weights, gradient, frozen: Self.frozen) {
      plain.logits($0[0], $1)
    }
    // Errors of ten layers add up.
    #expect(Deviation.largest(found.inputs[0].values, slopes.inputs[0].values) < 10 * CentralDifferences.tolerance)
    #expect(Deviation.largest(found.weights, slopes.weights) < 10 * CentralDifferences.tolerance)
  }
}

enum SampleWeights {
  /// He's weights; biases, scales, shifts and running moments as after some training.
  static func trained(_ network: Network, seed: UInt64) -> Weights {
    var weights = Weights(layout: network.layout)
    for (index, tensor) in network.layout.tensors.enumerated() {
      let scale = tensor.role == .weight ? (2 * Double(tensor.filters) / Double(tensor.count)).squareRoot() : 0.3
      var values = SampleNumbers.floats(tensor.count, seed: seed << 8 | UInt64(index), scale: scale)
      if tensor.role == .batchNormScale || tensor.role == .runningVariance { values = values.map { abs($0) + 0.5 } }
      weights.values.replaceSubrange(tensor.offset..<tensor.offset + tensor.count, with: values)
    }
    return weights
  }
}
