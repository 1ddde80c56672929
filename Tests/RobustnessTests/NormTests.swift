import TestSupport
import Testing

@testable import Robustness

extension Norm {
  /// The length of a linear model's weights against which a margin is to be held: ‖w‖₁ in L∞, ‖w‖₂ in L2.
  func dualLength(_ weights: [Double]) -> Double {
    switch self {
    case .linf: weights.reduce(0) { $0 + abs($1) }
    case .l2: weights.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
  }
}

@Suite("Norms")
struct NormTests {
  @Test("distances are the largest change of a pixel, and the length of the change")
  func distance() {
    let image: [Float] = [0, 0.5, 1], changed: [Float] = [0.25, 0.5, 0.5]
    #expect(Norm.linf.distance(image, changed, count: 3) == 0.5)
    #expect(Norm.l2.distance(image, changed, count: 3) == 0.3125.squareRoot())
    #expect(Norm.allCases.allSatisfy { $0.distance(image, image, count: 3) == 0 })
  }

  @Test("what is no number is infinitely far", arguments: Norm.allCases, [Float.nan, .infinity, -.infinity])
  func notFinite(norm: Norm, value: Float) {
    #expect(norm.distance([0.5, 0.5], [0.5, value], count: 2) == .infinity)
  }

  @Test("black and white are as far apart as images can be", arguments: Norm.allCases)
  func diameter(norm: Norm) {
    let black = [Float](repeating: 0, count: 12), white = [Float](repeating: 1, count: 12)
    #expect(norm.diameter(of: 12) == norm.distance(black, white, count: 12))
  }

  /// No direction of length 1 has a larger product with the gradient than its dual length (Hölder).
  @Test("a step goes where a linear objective rises most", arguments: Norm.allCases)
  func ascend(norm: Norm) {
    let gradient = SampleNumbers.floats(30, seed: 4, scale: 2), point = SampleNumbers.floats(30, seed: 5, scale: 1)
    var next = point
    norm.ascend(from: point, along: gradient, step: 0.25, count: 30, into: &next)
    let rise = zip(gradient, zip(next, point)).reduce(0) { $0 + Double($1.0) * (Double($1.1.0) - Double($1.1.1)) }
    #expect(abs(rise - 0.25 * norm.dualLength(gradient.map(Double.init))) < 1e-5)
    #expect(abs(norm.distance(point, next, count: 30) - 0.25) < 1e-6)
  }

  @Test("a gradient that is infinite or not a number makes no image that is none", arguments: Norm.allCases)
  func broken(norm: Norm) {
    for value in [Float.nan, .infinity, -.infinity] {
      var next: [Float] = [0, 0]
      norm.ascend(from: [0.25, 0.5], along: [value, 0], step: 0.5, count: 2, into: &next)
      #expect(next.allSatisfy(\.isFinite) && next[1] == 0.5)
    }
  }

  @Test(
    "gradients at the ends of Float's range have a direction, a gradient of zero has none", arguments: Norm.allCases)
  func extremes(norm: Norm) {
    for size: Float in [.leastNonzeroMagnitude, 1e-30, 1e30, 3e38] {
      var next: [Float] = [0, 0]
      norm.ascend(from: [0, 0], along: [size, 0], step: 0.5, count: 2, into: &next)
      #expect(next == [0.5, 0])
    }
    var next: [Float] = [1, 1]
    norm.ascend(from: [0, 0], along: [0, 0], step: 0.5, count: 2, into: &next)
    #expect(next == [0, 0])
  }
}
