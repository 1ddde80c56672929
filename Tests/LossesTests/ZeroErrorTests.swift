import Testing

@testable import Losses

@Suite("Zero-error regime")
struct ZeroErrorTests {
  @Test(
    "limits of the named losses",
    arguments: [
      (CrossEntropy(), 1.0, 0.0), (MeanSquaredError(), 0, 0), (Baikal(), 2, Double.infinity),
    ] as [(any LossFunction, Double, Double)])
  func limits(function: any LossFunction, target: Double, other: Double) {
    #expect(Loss(function).zeroError(classes: 10) == ZeroError(target: target, nonTarget: other))
  }

  @Test("smoothed cross-entropy pushes back without bound")
  func smoothed() {
    let limit = Loss(.crossEntropy, labelSmoothing: 0.1).zeroError(classes: 10)
    #expect(abs(limit.target - 0.91) < 1e-15)
    #expect(limit.nonTarget == .infinity)
  }

  @Test("cross-entropy's γ goes to 1 at the target, squared error's to 0", arguments: [1e-3, 1e-6, 1e-9])
  func approach(epsilon: Double) {
    #expect(abs(Loss(.crossEntropy).gamma(h: 1 - epsilon, y: 1, classes: 10) - 1) < 1.01 * epsilon)
    #expect(abs(Loss(.meanSquaredError).gamma(h: 1 - epsilon, y: 1, classes: 10)) < 2.01 * epsilon)
  }

  @Test("where h = y, TaylorGLO's γ is ĉ1 + ĉh h + ĉhh h²", arguments: 0..<4)
  func alongTheDiagonal(seed: UInt64) throws {
    let function = SampleLosses.taylorGLO(order: 3, seed: seed)
    let hat = try #require(Loss(function).zeroError(classes: 10).coefficients)
    for h in [0, 0.1, 0.3, 0.7, 1] {
      #expect(abs(function.gamma(h: h, y: h) - (hat.c1 + hat.ch * h + hat.chh * h * h)) < 1e-12)
    }
  }

  @Test("TaylorGLO: ĉ1 = c1, ĉh = ch + cy, ĉhh = chh + chy + cyy", arguments: 0..<4)
  func taylorGLO(seed: UInt64) throws {
    let function = SampleLosses.taylorGLO(order: 3, seed: seed)
    let c = try #require(PolynomialCoefficients(function))
    let limit = Loss(function).zeroError(classes: 10), hat = try #require(limit.coefficients)
    #expect(hat == ZeroError.Coefficients(c1: c.c1, ch: c.ch + c.cy, chh: c.chh + c.chy + c.cyy))
    #expect(abs(hat.c1 + hat.ch + hat.chh - limit.target) < 1e-12)
    #expect(abs(hat.c1 - limit.nonTarget) < 1e-12)
  }
}
