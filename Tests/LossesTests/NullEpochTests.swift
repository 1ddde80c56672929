import Testing

@testable import Losses

@Suite("Null epoch")
struct NullEpochTests {
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
    #expect(Loss(.taylorGLO(loss)).nullEpoch(classes: 10).approximates(target, other))
  }
}

extension NullEpoch {
  fileprivate func approximates(_ target: Double, _ other: Double) -> Bool {
    let tolerance = 1e-12 * (1 + abs(target) + abs(other))
    return abs(self.target - target) < tolerance && abs(nonTarget - other) < tolerance
  }
}
