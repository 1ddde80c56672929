import Testing

@testable import Losses

@Suite("Zero-error regime")
struct ZeroErrorTests {
  @Test(
    "limits of the named losses",
    arguments: [
      (LossFunction.crossEntropy, 1.0, 0.0), (.meanSquaredError, 0, 0), (.baikal, 2, Double.infinity),
    ])
  func limits(function: LossFunction, target: Double, other: Double) {
    #expect(Loss(function).zeroError(classes: 10) == ZeroError(target: target, nonTarget: other))
  }

  @Test("smoothed cross-entropy pushes back without bound")
  func smoothed() {
    let limit = Loss(.crossEntropy, labelSmoothing: 0.1).zeroError(classes: 10)
    #expect(abs(limit.target - 0.91) < 1e-15)
    #expect(limit.nonTarget == .infinity)
  }

  @Test("TaylorGLO: ĉ1 = c1, ĉh = ch + cy, ĉhh = chh + chy + cyy", arguments: 0..<4)
  func taylorGLO(seed: UInt64) throws {
    let function = SampleLosses.taylorGLO(order: 3, seed: seed)
    let c = try #require(PolynomialCoefficients(function))
    let limit = Loss(.taylorGLO(function)).zeroError(classes: 10), hat = try #require(limit.coefficients)
    #expect(hat == ZeroError.Coefficients(c1: c.c1, ch: c.ch + c.cy, chh: c.chh + c.chy + c.cyy))
    #expect(abs(hat.c1 + hat.ch + hat.chh - limit.target) < 1e-12)
    #expect(abs(hat.c1 - limit.nonTarget) < 1e-12)
  }
}
