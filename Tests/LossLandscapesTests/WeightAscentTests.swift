import Models
import TestSupport
import Testing

@testable import LossLandscapes

@Suite("Weight ascent")
struct WeightAscentTests {
  static let layout = TestNetworks.layout(repeating: TestNetworks.linearUnit, 1)

  @Test("of the quadratic L = Σ aᵢ wᵢ² / 2 the rise after SAM's step is ρ ‖g‖ + ρ² Σ aᵢ gᵢ² / 2 ‖g‖²")
  func plain() {
    let a = [1.0, 4, 0.5], weights: [Float] = [1, -2, 3], rho = 0.05
    let gradient = zip(a, weights).map { $0 * Double($1) }
    func loss(_ w: [Float]) -> Double { zip(a, w).map { $0 * Double($1) * Double($1) / 2 }.reduce(0, +) }
    let rise = loss(WeightAscent.plain(weights, gradient: gradient, rho: rho)) - loss(weights)
    let squares = gradient.dot(gradient)
    let expected =
      rho * squares.squareRoot() + rho * rho * zip(a, gradient).map { $0 * $1 * $1 }.reduce(0, +) / 2 / squares
    #expect(abs(rise - expected) < 1e-5)
    #expect(WeightAscent.plain(weights, gradient: [0, 0, 0], rho: rho) == weights)
  }

  @Test("ASAM moves by ρ T² g / ‖T g‖, T = |w| + η for weights and 1 for biases")
  func adaptive() {
    let moved = WeightAscent.adaptive([1, -2, 3], gradient: [1, 1, 2], rho: 0.5, eta: 0.01, layout: Self.layout)
    let scale = [1.01, 2.01, 1.0]
    let length = [1.01, 2.01, 2.0].norm
    for (i, w) in [1.0, -2, 3].enumerated() {
      #expect(abs(Double(moved[i]) - (w + 0.5 * scale[i] * scale[i] * [1.0, 1, 2][i] / length)) < 1e-6)
    }
  }
}
