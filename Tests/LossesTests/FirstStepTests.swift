import Foundation
import Testing

@testable import Losses

/// The symmetric state: the target's probability is 1 - ε, each other's ε / (n - 1). The null epoch is ε = 1 - 1/n.
@Suite("First step")
struct FirstStepTests {
  @Test(
    "it moves the target's logit by ε (1 - ε) (γ_T - γ_N), and each other by -1/(n - 1) of that",
    arguments: SampleLosses.all, [0.01, 0.3, 0.9])
  func step(loss: Loss, epsilon: Double) {
    let n = 10
    var logits = [Double](repeating: log(epsilon / Double(n - 1)), count: n)
    logits[3] = log(1 - epsilon)
    let target = loss.gamma(h: 1 - epsilon, y: 1, classes: n)
    let other = loss.gamma(h: epsilon / Double(n - 1), y: 0, classes: n)
    let step = epsilon * (1 - epsilon) * (target - other)
    let gradient = loss.row(logits, label: 3).gradient
    // Rounding grows with the γ that cancel in the mean.
    let tolerance = 1e-13 * (1 + abs(target) + abs(other))
    for k in 0..<n { #expect(abs(-gradient[k] - (k == 3 ? step : -step / Double(n - 1))) < tolerance) }
  }

  @Test("cross-entropy attracts as Δ_T = ε does", arguments: [0.001, 0.1, 0.5, 0.9], [2, 10])
  func crossEntropy(epsilon: Double, classes: Int) {
    expectAttraction(Loss(.crossEntropy), step: epsilon, epsilon, classes)
  }

  @Test("squared error attracts as Δ_T = 2 ε² (1 - ε) n / (n - 1) does", arguments: [0.001, 0.1, 0.5, 0.9], [2, 10])
  func meanSquaredError(epsilon: Double, classes: Int) {
    let n = Double(classes)
    expectAttraction(
      Loss(.meanSquaredError), step: 2 * epsilon * epsilon * (1 - epsilon) * n / (n - 1), epsilon, classes)
  }

  private func expectAttraction(_ loss: Loss, step: Double, _ epsilon: Double, _ classes: Int) {
    let up = exp(step), down = exp(-step / Double(classes - 1))
    let expected = epsilon * (1 - epsilon) * (up - down) / ((1 - epsilon) * up + epsilon * down)
    #expect(abs(loss.attraction(epsilon: epsilon, classes: classes) - expected) < 1e-14)
  }
}
