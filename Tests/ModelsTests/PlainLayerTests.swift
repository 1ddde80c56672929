import Tensors
import TestSupport
import Testing

/// The twins are the meaning of the layers, so they are proved by nothing but differences of their own forward pass.
@Suite("Plain layers")
struct PlainLayerTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let layer: any PlainLayer
    let input: ImageShape
    var weights = 0
    var inputs = 1
    var frozen: Set<Int> = []
    var testDescription: String { name }
  }

  static let mask: [Double] = (0..<24).map { $0 % 3 == 0 ? 0 : 1.5 }

  static let cases: [Case] = [
    Case(
      name: "3x3 convolution with bias",
      layer: PlainConvolution(outputChannels: 3, kernel: 3, stride: 1, padding: 1, hasBias: true),
      input: ImageShape(height: 4, width: 3, channels: 2), weights: 57),
    Case(
      name: "3x3 convolution, stride 2, no bias",
      layer: PlainConvolution(outputChannels: 2, kernel: 3, stride: 2, padding: 0, hasBias: false),
      input: ImageShape(height: 5, width: 6, channels: 2), weights: 36),
    Case(
      name: "1x1 convolution",
      layer: PlainConvolution(outputChannels: 2, kernel: 1, stride: 1, padding: 0, hasBias: true),
      input: ImageShape(height: 2, width: 2, channels: 3), weights: 8),
    Case(
      name: "linear", layer: PlainLinear(outputs: 3), input: ImageShape(height: 2, width: 1, channels: 3), weights: 21),
    Case(
      name: "batch normalisation, training", layer: PlainBatchNormalisation(training: true),
      input: ImageShape(height: 2, width: 3, channels: 2), weights: 8, frozen: [4, 5, 6, 7]),
    Case(
      name: "batch normalisation, evaluation", layer: PlainBatchNormalisation(training: false),
      input: ImageShape(height: 2, width: 3, channels: 2), weights: 8, frozen: [4, 5, 6, 7]),
    Case(name: "ReLU", layer: PlainReLU(), input: ImageShape(height: 2, width: 3, channels: 2)),
    Case(
      name: "max pooling", layer: PlainPooling(.largest, kernel: 2, stride: 2),
      input: ImageShape(height: 5, width: 4, channels: 2)),
    Case(
      name: "overlapping max pooling", layer: PlainPooling(.largest, kernel: 3, stride: 2),
      input: ImageShape(height: 5, width: 5, channels: 2)),
    Case(
      name: "average pooling", layer: PlainPooling(.mean, kernel: 2, stride: 1),
      input: ImageShape(height: 3, width: 4, channels: 2)),
    Case(name: "global average", layer: PlainPooling(.mean), input: ImageShape(height: 3, width: 2, channels: 2)),
    Case(name: "dropout", layer: PlainDropout(mask: mask), input: ImageShape(height: 2, width: 3, channels: 2)),
    Case(name: "addition", layer: PlainAddition(), input: ImageShape(height: 2, width: 1, channels: 3), inputs: 2),
    Case(
      name: "pixel normalisation", layer: PlainPixelNormalisation(mean: [0.1, 0.5], standardDeviation: [0.2, 3]),
      input: ImageShape(height: 2, width: 2, channels: 2)),
  ]

  @Test("backward is the slope of forward", arguments: cases)
  func slopes(_ test: Case) {
    let inputs = (0..<test.inputs).map { n in
      PlainMaps(
        shape: test.input, batch: 2, values: SampleNumbers.normals(2 * test.input.count, seed: UInt64(n) + 10))
    }
    // Positive, because the last of batch-norm's are variances.
    let weights = SampleNumbers.normals(test.weights, seed: 1).map { abs($0) + 0.1 }
    let output = test.layer.forward(inputs, weights)
    let gradient = SampleNumbers.normals(output.values.count, seed: 2)
    let found = test.layer.backward(
      inputs, weights, PlainMaps(shape: output.shape, batch: 2, values: gradient))
    let slopes = CentralDifferences.gradients(inputs, weights, gradient, frozen: test.frozen, test.layer.forward)
    for (found, slope) in zip(found.inputs, slopes.inputs) {
      #expect(Deviation.largest(found.values, slope.values) < CentralDifferences.tolerance)
    }
    #expect(Deviation.largest(found.weights, slopes.weights) < CentralDifferences.tolerance)
  }

  @Test("a cross-correlation worked by hand: the kernel is not flipped and the padding is zero")
  func correlation() {
    let layer = PlainConvolution(outputChannels: 1, kernel: 3, stride: 1, padding: 1, hasBias: true)
    let input = PlainMaps(shape: ImageShape(height: 2, width: 2, channels: 1), batch: 1, values: [1, 2, 3, 4])
    let output = layer.forward([input], [1, 2, 3, 4, 5, 6, 7, 8, 9, 100])
    // At the upper left the taps 5, 6, 8, 9 see the pixels: 5 + 12 + 24 + 36; at the lower right 1, 2, 4, 5 do.
    #expect(output.values == [177, 167, 147, 137])
  }

  @Test("a trained batch has mean shift and deviation scale")
  func batchMoments() {
    let input = PlainMaps(
      shape: ImageShape(height: 5, width: 5, channels: 1), batch: 2, values: SampleNumbers.normals(50, seed: 3))
    let output = PlainBatchNormalisation(training: true).forward([input], [2, -1, 0, 1]).values
    let mean = output.reduce(0, +) / 50
    let variance = output.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 50
    #expect(abs(mean + 1) < 1e-12)
    // The variance of about 1 is divided by itself plus 1e-5.
    #expect(abs(variance - 4) < 1e-4)
  }
}
