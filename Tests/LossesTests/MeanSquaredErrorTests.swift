import Foundation
import Testing

@testable import Losses

@Suite("Mean squared error")
struct MeanSquaredErrorTests {
  @Test("equal logits of n classes cost 1 - 1/n", arguments: [2, 5, 10])
  func closedForm(classes: Int) {
    let value = Loss(.meanSquaredError).row([Double](repeating: 0, count: classes), label: 0).value
    #expect(abs(value - (1 - 1 / Double(classes))) < 1e-15)
  }

  @Test("a right answer that rounds to certainty still has its gradient")
  func saturated() {
    // With e the probability of each of two others, γ_T = 4e and γ_N = -2e: ∂L/∂z_T = -(4e · 2e + 4e²) = -12e².
    let e = exp(-50.0)
    let gradient = Loss(.meanSquaredError).row([50, 0, 0], label: 0).gradient
    #expect(abs(gradient[0] / (-12 * e * e) - 1) < 1e-9)
  }
}
