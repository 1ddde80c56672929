import Datasets
import Tensors
import TestSupport
import Testing

@testable import Models

@Suite("Re-estimated batch statistics")
struct BatchStatisticsTests {
  /// A normalisation right behind the pixels: its statistics are those of the images themselves.
  static let network: Network = {
    var builder = GraphBuilder("normalised", input: ImageShape(height: 3, width: 3, channels: 1))
    let hidden = builder.batchNormalisedReLU("bn", 0)
    _ = builder.linear("fc", builder.globalAverage(hidden), 2)
    return builder.network()
  }()

  @Test("are mean and unbiased variance of the pixels, and leave weights alone", arguments: [7, 32])
  func closedForm(batchSize: Int) {
    let images = SampleNumbers.images(Self.network.input, count: 7, classes: 2, seed: 3)
    var weights = Weights(layout: Self.network.layout)
    weights.values = SampleNumbers.floats(weights.values.count, seed: 4)
    let before = weights
    let statistics = BatchStatistics(Self.network, on: images, batchSize: batchSize, engine: Engine(threads: 1))
    weights.values.withUnsafeMutableBufferPointer { statistics.estimate($0.baseAddress!) }
    let pixels = (0..<7).flatMap { images.pixels(of: $0).map { Double($0) / 255 } }, n = Double(pixels.count)
    let mean = pixels.reduce(0, +) / n
    let variance = pixels.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    for tensor in Self.network.layout.tensors {
      for i in tensor.offset..<tensor.offset + tensor.count {
        switch tensor.role {
        case .runningMean: #expect(abs(Double(weights.values[i]) - mean) < 1e-5)
        case .runningVariance: #expect(abs(Double(weights.values[i]) - variance) < 1e-5)
        case .weight, .bias, .batchNormScale, .batchNormShift: #expect(weights.values[i] == before.values[i])
        }
      }
    }
    #expect(BatchStatistics.has(Self.network))
  }

  @Test("of several batches are averaged by their numbers of images, whatever the statistics were before")
  func batches() {
    let images = SampleNumbers.images(Self.network.input, count: 5, classes: 2, seed: 3)
    func estimate(_ images: ImageSet, _ batchSize: Int, start: Float) -> [Float] {
      var weights = Weights(layout: Self.network.layout)
      for i in weights.values.indices { weights.values[i] = start }
      let statistics = BatchStatistics(Self.network, on: images, batchSize: batchSize, engine: Engine(threads: 2))
      weights.values.withUnsafeMutableBufferPointer { statistics.estimate($0.baseAddress!) }
      return Self.network.layout.tensors.filter { !$0.role.isTrainable }.map { weights.values[$0.offset] }
    }
    let both = estimate(images, 3, start: 1)
    #expect(both == estimate(images, 3, start: 8))
    let first = estimate(images.prefix(3), 3, start: 1), second = estimate(images.subset([3, 4]), 2, start: 1)
    for i in both.indices { #expect(abs(both[i] - (3 * first[i] + 2 * second[i]) / 5) < 1e-6) }
  }
}
