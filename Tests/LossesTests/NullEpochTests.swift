import Testing

@testable import Losses

@Suite("Null epoch")
struct NullEpochTests {
  @Test(
    "over ten classes",
    arguments: [
      (CrossEntropy(), 10.0, 0.0), (MeanSquaredError(), 1.8, -0.2), (Baikal(), 110, 10),
      // γ = 3 - 2 h + 5 y.
      (TaylorGLO(parameters: [0, 0, 3, -1, 0, 5, 0, 0])!, 7.8, 2.8),
    ] as [(any LossFunction, Double, Double)])
  func tenClasses(function: any LossFunction, target: Double, other: Double) {
    #expect(Loss(function).nullEpoch(classes: 10).approximates(target, other))
  }

  @Test("smoothed cross-entropy: n (1 - α) + α and α", arguments: [2, 10, 100], [0.1, 0.5])
  func smoothed(classes: Int, alpha: Double) {
    let gamma = Loss(.crossEntropy, labelSmoothing: alpha).nullEpoch(classes: classes)
    #expect(gamma.approximates(Double(classes) * (1 - alpha) + alpha, alpha))
  }

  @Test("mean squared error: 2 - 2/n and -2/n", arguments: [2, 10, 100])
  func meanSquaredError(classes: Int) {
    let n = Double(classes)
    #expect(Loss(.meanSquaredError).nullEpoch(classes: classes).approximates(2 - 2 / n, -2 / n))
  }

  @Test("cross-entropy: n and 0", arguments: [2, 10, 100])
  func crossEntropy(classes: Int) {
    #expect(Loss(.crossEntropy).nullEpoch(classes: classes).approximates(Double(classes), 0))
  }

  @Test("Baikal: n + n² and n", arguments: [2, 10, 100])
  func baikal(classes: Int) {
    let n = Double(classes)
    #expect(Loss(.baikal).nullEpoch(classes: classes).approximates(n + n * n, n))
  }

  @Test("TaylorGLO: c1 + cy + cyy + (ch + chy)/n + chh/n² and c1 + ch/n + chh/n²", arguments: 0..<4)
  func taylorGLO(seed: UInt64) throws {
    let loss = SampleLosses.taylorGLO(order: 3, seed: seed)
    let c = try #require(PolynomialCoefficients(loss)), n = 10.0
    let target = c.c1 + c.cy + c.cyy + (c.ch + c.chy) / n + c.chh / (n * n)
    let other = c.c1 + c.ch / n + c.chh / (n * n)
    #expect(Loss(loss).nullEpoch(classes: 10).approximates(target, other))
  }
}

extension NullEpoch {
  fileprivate func approximates(_ target: Double, _ other: Double) -> Bool {
    let tolerance = 1e-12 * (1 + abs(target) + abs(other))
    return abs(self.target - target) < tolerance && abs(nonTarget - other) < tolerance
  }
}
