import Tensors
import TestSupport
import Testing

@testable import Models

@Suite("Linear")
struct LinearTests {
  /// Sums of up to a few hundred products: float32 errs by about 1e-6 of the largest.
  @Test(
    "agrees with plain loops in Double, in evaluation and in training",
    arguments: [
      (ImageShape(height: 1, width: 1, channels: 1), 2, 1), (ImageShape(height: 1, width: 1, channels: 64), 10, 3),
      (ImageShape(height: 1, width: 1, channels: 17), 3, 1), (ImageShape(height: 3, width: 2, channels: 5), 7, 3),
      (ImageShape(height: 7, width: 7, channels: 6), 24, 2), (ImageShape(height: 1, width: 1, channels: 16), 40, 33),
    ], [nil, TrainingStep(seed: 1, step: 0)])
  func agrees(_ shape: (input: ImageShape, outputs: Int, batch: Int), _ training: TrainingStep?) {
    let comparison = LayerComparison(
      Linear(input: shape.input, output: shape.outputs), PlainLinear(outputs: shape.outputs), input: shape.input,
      batch: shape.batch, training: training)
    #expect(comparison.output < 5e-6)
    #expect(comparison.inputGradients < 5e-6)
    #expect(comparison.weightGradients < 5e-6)
  }
}
