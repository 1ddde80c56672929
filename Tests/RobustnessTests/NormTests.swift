import TestSupport
import Testing

@testable import Robustness

extension Norm {
  /// Those in which a change has a length, and not a count.
  static let ofLengths: [Norm] = [.linf, .l2, .l1]

  /// The length of a linear model's weights against which a margin is to be held: ‖w‖₁ in L∞, ‖w‖₂ in L2, ‖w‖∞ in L1. In L0 there is none.
  func dualLength(_ weights: [Double]) -> Double {
    switch self {
    case .linf: weights.reduce(0) { $0 + abs($1) }
    case .l2: weights.reduce(0) { $0 + $1 * $1 }.squareRoot()
    case .l1: weights.reduce(0) { max($0, abs($1)) }
    case .l0: .nan
    }
  }
}

@Suite("Norms")
struct NormTests {
  @Test(
    "distances are the largest change of a pixel, the length of the change, the sum of all changes, and their number")
  func distance() {
    let image: [Float] = [0, 0.5, 1], changed: [Float] = [0.25, 0.5, 0.5]
    #expect(Norm.linf.distance(image, changed, count: 3) == 0.5)
    #expect(Norm.l2.distance(image, changed, count: 3) == 0.3125.squareRoot())
    #expect(Norm.l1.distance(image, changed, count: 3) == 0.75)
    #expect(Norm.l0.distance(image, changed, count: 3) == 2)
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
}
