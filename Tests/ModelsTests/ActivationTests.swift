import Tensors
import TestSupport
import Testing

@testable import Models

@Suite("Activation")
struct ActivationTests {
  static let shapes = [
    (ImageShape(height: 1, width: 1, channels: 1), 1), (ImageShape(height: 3, width: 5, channels: 17), 3),
    (ImageShape(height: 33, width: 29, channels: 1), 1),
  ]

  /// Layers that rectify, with their twins, on 8 channels of 6x6.
  static let rectifying: [(layer: any Layer, twin: any PlainLayer)] = [
    (
      Convolution(inputChannels: 8, outputChannels: 16, kernel: 3, padding: 1, rectifies: true),
      PlainConvolution(outputChannels: 16, kernel: 3, stride: 1, padding: 1, hasBias: true)
    ),
    (
      Convolution(inputChannels: 8, outputChannels: 5, kernel: 3, stride: 2, padding: 1, rectifies: true),
      PlainConvolution(outputChannels: 5, kernel: 3, stride: 2, padding: 1, hasBias: true)
    ),
    (
      Linear(input: ImageShape(height: 6, width: 6, channels: 8), output: 20, rectifies: true), PlainLinear(outputs: 20)
    ),
    (BatchNormalisation(channels: 8, rectifies: true), PlainBatchNormalisation(training: false)),
  ]

  @Test("a ReLU inside a layer agrees with plain loops, forward and backward", arguments: rectifying.indices)
  func relu(index: Int) {
    let (layer, twin) = Self.rectifying[index]
    let comparison = LayerComparison(
      layer, PlainRectified(twin), input: ImageShape(height: 6, width: 6, channels: 8), batch: 3,
      // A variance is positive.
      positiveWeights: layer is BatchNormalisation)
    #expect(comparison.worst < 2e-5)
    #expect(comparison.run.output.contains(0) && comparison.run.output.contains { $0 > 0 })
  }

  /// Each layer after one that rectifies: its input gradient is 0 where the input is.
  @Test("gradients stop where a rectified input is 0", arguments: rectifying.indices)
  func gates(index: Int) {
    let shape = ImageShape(height: 6, width: 6, channels: 8), (layer, twin) = Self.rectifying[index]
    var builder = NetworkBuilder(input: shape)
    let normalisation = BatchNormalisation(channels: 8, rectifies: true)
    let first = builder.append(normalisation, to: [0], weights: normalisation.tensors.map(\.name))
    _ = builder.append(layer, to: [first], weights: layer.tensors.map(\.name))
    let network = builder.network("two layers"),
      weights = SampleNumbers.floats(network.layout.count, seed: 2).map {
        abs($0) + 0.1
      }
    let execution = Execution(network, batchSize: 2, purpose: .inputGradient, engine: Engine(threads: 1))
    let images = SampleNumbers.floats(2 * shape.count, seed: 3)
    let gradient = SampleNumbers.floats(2 * network.classes, seed: 4)
    var mutable = weights
    execution.images.update(from: images, count: images.count)
    execution.prepare(weights: weights)
    execution.forward(count: 2, weights: &mutable)
    execution.logitGradients!.update(from: gradient, count: gradient.count)
    execution.backward(count: 2, weights: &mutable)
    let found = Array(UnsafeBufferPointer(start: execution.imageGradients!, count: images.count))
    let bn = PlainRectified(PlainBatchNormalisation(training: false)), rectified = PlainRectified(twin)
    let plain = PlainMaps(shape: shape, batch: 2, floats: images)
    let wide = weights.map(Double.init)
    let middle = bn.forward([plain], Array(wide[..<32]))
    let back = rectified.backward(
      [middle], Array(wide[32...]), PlainMaps(shape: network.shape(of: 2), batch: 2, floats: gradient))
    let expected = bn.backward([plain], Array(wide[..<32]), back.inputs[0]).inputs[0]
    #expect(Deviation.largest(found, expected.values) < 2e-5)
  }

  @Test("a ReLU keeps NaN: a diverged network does not look healthy", arguments: [8, 3])
  func reluKeepsNaN(channels: Int) {
    let run = LayerRun(
      BatchNormalisation(channels: channels, rectifies: true),
      input: ImageShape(height: 1, width: 1, channels: channels),
      batch: 1, images: [.nan, 0, .infinity] + [Float](repeating: -1, count: channels - 3),
      weights: [Float](repeating: 1, count: channels) + [Float](repeating: 0, count: 2 * channels)
        + [Float](repeating: 1, count: channels),
      gradient: [Float](repeating: 1, count: channels))
    #expect(run.output[0].isNaN)
    #expect(run.output[1] == 0 && run.output[2] == .infinity)
    #expect(run.output[3...].allSatisfy { $0 == 0 })
  }

  @Test("addition is exact up to one rounding", arguments: shapes)
  func addition(input: ImageShape, batch: Int) {
    let comparison = LayerComparison(Addition(), PlainAddition(), inputs: 2, input: input, batch: batch)
    #expect(comparison.output < 1e-7)
    #expect(comparison.inputGradients == 0)
  }

  @Test("pixel normalisation agrees with plain loops in Double", arguments: [1, 3, 5], [1, 3])
  func pixelNormalisation(channels: Int, batch: Int) {
    let mean = SampleNumbers.floats(channels, seed: 7),
      deviation = SampleNumbers.floats(channels, seed: 8).map { abs($0) + 0.1 }
    let comparison = LayerComparison(
      PixelNormalisation(mean: mean, standardDeviation: deviation),
      PlainPixelNormalisation(mean: mean.map(Double.init), standardDeviation: deviation.map(Double.init)),
      input: ImageShape(height: 7, width: 3, channels: channels), batch: batch)
    #expect(comparison.worst < 1e-6)
  }
}
