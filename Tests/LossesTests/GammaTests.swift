import Testing

@testable import Losses

@Suite("γ coefficients")
struct GammaTests {
  @Test(
    "closed forms at h = 0.25",
    arguments: [
      (CrossEntropy(), 4.0, 0.0), (MeanSquaredError(), 1.5, -0.5), (Baikal(), 20, 4),
    ] as [(any LossFunction, Double, Double)])
  func closedForms(function: any LossFunction, target: Double, other: Double) {
    #expect(function.gamma(h: 0.25, y: 1) == target)
    #expect(function.gamma(h: 0.25, y: 0) == other)
  }

  /// Truncation is of the order of step² and rounding of 1e-16 / step.
  @Test("it is the slope of f", arguments: SampleLosses.functions, [0.05, 0.3, 0.9])
  func slope(function: any LossFunction, h: Double) {
    let step = 1e-6
    for y in [0, 0.04, 1] {
      let slope = (function.f(h: h + step, y: y) - function.f(h: h - step, y: y)) / (2 * step)
      #expect(abs(slope - function.gamma(h: h, y: y)) < 1e-7 * (1 + abs(slope)))
    }
  }

  @Test("smoothing puts (1 - α) y + α / n in the place of y", arguments: SampleLosses.functions)
  func smoothing(function: any LossFunction) {
    let loss = Loss(function, labelSmoothing: 0.2)
    for (y, smoothed) in [(1.0, 0.84), (0, 0.04)] {
      let expected = function.gamma(h: 0.3, y: smoothed)
      #expect(abs(loss.gamma(h: 0.3, y: y, classes: 5) - expected) < 1e-12 * (1 + abs(expected)))
    }
  }

  @Test("the gradient at the logits is -h (γ - Σ γ h)", arguments: SampleLosses.all)
  func decomposition(loss: Loss) {
    let logits = SampleLosses.normals(4, seed: 8)
    let weights = Loss(.crossEntropy).row(logits, label: 0).gradient
    // Cross-entropy's gradient is h - y: it gives h away.
    let h = weights.enumerated().map { $0.offset == 0 ? $0.element + 1 : $0.element }
    let gamma = h.enumerated().map { loss.gamma(h: $0.element, y: $0.offset == 2 ? 1 : 0, classes: 4) }
    let mean = zip(h, gamma).map { $0 * $1 }.reduce(0, +)
    let gradient = loss.row(logits, label: 2).gradient
    for k in 0..<4 {
      #expect(abs(gradient[k] + h[k] * (gamma[k] - mean)) < 1e-11 * (1 + abs(mean)))
    }
  }
}
