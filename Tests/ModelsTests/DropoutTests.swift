import Tensors
import TestSupport
import Testing

@testable import Models

@Suite("Dropout")
struct DropoutTests {
  static let shape = ImageShape(height: 9, width: 7, channels: 16)

  /// What dropout makes of ones: its mask.
  static func mask(rate: Float = 0.25, seed: UInt64 = 1, step: Int = 0, threads: Int = 1) -> [Float] {
    let ones = [Float](repeating: 1, count: 3 * shape.count)
    return LayerRun(
      Dropout(rate: rate, key: 1), input: shape, batch: 3, images: ones, gradient: ones,
      training: TrainingStep(seed: seed, step: step), threads: threads
    ).output
  }

  @Test("is the identity in evaluation")
  func evaluation() {
    let comparison = LayerComparison(Dropout(rate: 0.5, key: 1), PlainDropout(mask: []), input: Self.shape, batch: 3)
    #expect(comparison.worst == 0)
  }

  @Test("multiplies numbers and gradients by one mask")
  func training() {
    let comparison = LayerComparison(
      Dropout(rate: 0.25, key: 1), PlainDropout(mask: Self.mask().map(Double.init)), input: Self.shape, batch: 3,
      training: TrainingStep(seed: 1, step: 0))
    #expect(comparison.worst < 1e-7)
  }

  @Test("drops its share and scales the rest to keep the mean", arguments: [0.2, 0.3, 0.5] as [Float])
  func share(rate: Float) {
    let mask = Self.mask(rate: rate)
    #expect(mask.allSatisfy { $0 == 0 || $0 == 1 / (1 - rate) })
    let dropped = Double(mask.count { $0 == 0 }) / Double(mask.count)
    // The binomial deviation for 3,024 numbers is below 0.0091: four of them.
    #expect(abs(dropped - Double(rate)) < 0.037)
  }

  @Test("images, steps and seeds have masks of their own; threads do not")
  func keys() {
    let mask = Self.mask(), size = Self.shape.count
    #expect(mask[..<size] != mask[size..<2 * size])
    #expect(mask != Self.mask(step: 1))
    #expect(mask != Self.mask(seed: 2))
    #expect(mask == Self.mask(threads: 3))
  }

  @Test("dropouts of other keys have other masks", arguments: [1, 255, 256, 300])
  func keys(key: Int) {
    func mask(key: Int) -> [Float] {
      DropoutMask.of(
        Dropout(rate: 0.5, key: key), shape: ImageShape(height: 1, width: 1, channels: 64), batch: 1,
        training: TrainingStep(seed: 1, step: 0))
    }
    #expect(mask(key: 0) != mask(key: key))
  }
}
