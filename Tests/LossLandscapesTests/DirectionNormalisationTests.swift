import Models
import Tensors
import TestSupport
import Testing

@testable import LossLandscapes

@Suite("Lengths of directions")
struct DirectionNormalisationTests {
  static let weights = TestNetworks.classifier.weights

  static func norm(_ values: some Sequence<Float>) -> Double {
    values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
  }

  @Test("by layer, each tensor of weights is as long as the model's own")
  func layer() {
    let direction = Direction(for: Self.weights, seed: 1, index: 0, normalisation: .layer)
    for (drawn, own) in zip(direction.namedTensors, Self.weights.namedTensors) {
      let expected = own.shape.count < 2 ? 0 : Self.norm(own.values)
      #expect(abs(Self.norm(drawn.values) - expected) < 1e-5 * (1 + expected), "\(own.name)")
    }
  }

  @Test("without normalisation numbers do not depend on the model, and all cases share their random numbers")
  func none() {
    let drawn = Direction(for: Self.weights, seed: 1, index: 0, normalisation: .none)
    var other = Self.weights
    other.values = other.values.map { 5 * $0 }
    #expect(drawn == Direction(for: other, seed: 1, index: 0, normalisation: .none))
    // Nearly a thousand numbers of N(0, 1): the mean square is 1 within 4 · √(2/n).
    let numbers = drawn.values.filter { $0 != 0 }
    let meanSquare = numbers.reduce(0) { $0 + Double($1) * Double($1) } / Double(numbers.count)
    #expect(abs(meanSquare - 1) < 4 * (2 / Double(numbers.count)).squareRoot())
    for normalisation in [DirectionNormalisation.filter, .layer] {
      let scaled = Direction(for: Self.weights, seed: 1, index: 0, normalisation: normalisation)
      #expect(zip(scaled.values, drawn.values).allSatisfy { ($0 > 0) == ($1 > 0) && ($0 < 0) == ($1 < 0) })
    }
  }
}
