import Tensors
import TestSupport
import Testing

@testable import Models

@Suite("Batch normalisation")
struct BatchNormalisationTests {
  static let shapes = [
    (ImageShape(height: 1, width: 1, channels: 5), 3), (ImageShape(height: 4, width: 4, channels: 16), 3),
    (ImageShape(height: 7, width: 5, channels: 17), 2), (ImageShape(height: 33, width: 29, channels: 1), 1),
    (ImageShape(height: 2, width: 2, channels: 40), 9),
  ]

  /// Moments are summed in double; what is left is the rounding of each float32 operation.
  static let tolerance = 2e-6

  @Test("agrees with plain loops in Double, in training", arguments: shapes)
  func training(input: ImageShape, batch: Int) {
    let comparison = LayerComparison(
      BatchNormalisation(channels: input.channels), PlainBatchNormalisation(training: true), input: input, batch: batch,
      training: TrainingStep(seed: 1, step: 0), positiveWeights: true)
    #expect(comparison.output < Self.tolerance)
    // A batch of three numbers may normalise to nearly ±1, and the gradient's terms then cancel.
    #expect(comparison.inputGradients < 20 * Self.tolerance)
    #expect(comparison.weightGradients < Self.tolerance)
  }

  @Test("agrees with plain loops in Double, in evaluation", arguments: shapes)
  func evaluation(input: ImageShape, batch: Int) {
    let comparison = LayerComparison(
      BatchNormalisation(channels: input.channels), PlainBatchNormalisation(training: false), input: input,
      batch: batch, positiveWeights: true)
    #expect(comparison.worst < Self.tolerance)
    #expect(comparison.run.weights.map(Double.init) == comparison.weights)
  }

  @Test("training moves the running moments a tenth of the way, the variance unbiased", arguments: shapes)
  func runningMoments(input: ImageShape, batch: Int) {
    let comparison = LayerComparison(
      BatchNormalisation(channels: input.channels), PlainBatchNormalisation(training: true), input: input, batch: batch,
      training: TrainingStep(seed: 1, step: 0), positiveWeights: true)
    let expected = PlainBatchNormalisation(training: true).updated(comparison.weights, by: comparison.images)
    #expect(Deviation.largest(comparison.run.weights, expected) < Self.tolerance)
  }

  @Test("a mean a thousand times the deviation keeps the variance")
  func largeMean() {
    let shape = ImageShape(height: 8, width: 8, channels: 1)
    let images = SampleNumbers.floats(shape.count, seed: 6).map { $0 + 1000 }
    let run = LayerRun(
      BatchNormalisation(channels: 1), input: shape, batch: 1, images: images, weights: [1, 0, 0, 1],
      gradient: images, training: TrainingStep(seed: 1, step: 0))
    let plain = PlainMaps(shape: shape, batch: 1, values: images.map(Double.init))
    let expected = PlainBatchNormalisation(training: true).forward([plain], [1, 0, 0, 1])
    // Float32 numbers near 1000 are 6e-5 apart, and x · multiplier + offset cancels three digits.
    #expect(Deviation.largest(run.output, expected.values) < 2e-4)
  }
}
