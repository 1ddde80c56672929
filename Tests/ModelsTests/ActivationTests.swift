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

  @Test("ReLU is exact", arguments: shapes)
  func relu(input: ImageShape, batch: Int) {
    #expect(LayerComparison(ReLU(), PlainReLU(), input: input, batch: batch).worst == 0)
  }

  @Test("ReLU keeps NaN: a diverged network does not look healthy; its gradient at 0 is 0")
  func reluEdges() {
    let run = LayerRun(
      ReLU(), input: ImageShape(height: 1, width: 1, channels: 4), batch: 1, images: [.nan, 0, -0.0, .infinity],
      gradient: [1, 1, 1, 1])
    #expect(run.output[0].isNaN)
    #expect(Array(run.output[1...]) == [0, 0, .infinity])
    #expect(Array(run.inputGradients[0][1...]) == [0, 0, 1])
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
