import Testing

@testable import Losses

@Suite("Implicit label smoothing")
struct ImplicitSmoothingTests {
  @Test("moving the centre and writing the substitution out agree", arguments: [0, 0.1, 0.5], 0..<4)
  func coefficients(alpha: Double, seed: UInt64) throws {
    let loss = SampleLosses.taylorGLO(order: 3, seed: seed)
    let moved = try #require(PolynomialCoefficients(loss.absorbing(labelSmoothing: alpha, classes: 10)))
    let written = try #require(PolynomialCoefficients(loss)).absorbing(labelSmoothing: alpha, classes: 10)
    for (a, b) in zip(moved.all, written.all) { #expect(abs(a - b) < 1e-12) }
  }

  @Test("the absorbed loss has the smoothed loss's gradients", arguments: 1...4, [0.05, 0.1, 0.3])
  func gradients(order: Int, alpha: Double) {
    let function = SampleLosses.taylorGLO(order: order, seed: 9)
    let absorbed = Loss(function.absorbing(labelSmoothing: alpha, classes: 6))
    let logits = SampleLosses.normals(6, seed: 10, scale: 2)
    let smoothed = Loss(function, labelSmoothing: alpha).row(logits, label: 5).gradient
    for (a, b) in zip(smoothed, absorbed.row(logits, label: 5).gradient) { #expect(abs(a - b) < 1e-12) }
  }

  @Test("so does the loss made from the absorbed coefficients")
  func throughCoefficients() throws {
    let function = SampleLosses.taylorGLO(order: 3, seed: 9)
    let c = try #require(PolynomialCoefficients(function)).absorbing(labelSmoothing: 0.1, classes: 6)
    let logits = SampleLosses.normals(6, seed: 10, scale: 2)
    let smoothed = Loss(function, labelSmoothing: 0.1).row(logits, label: 5).gradient
    let made = Loss(TaylorGLO(c)).row(logits, label: 5).gradient
    for (a, b) in zip(smoothed, made) { #expect(abs(a - b) < 1e-12) }
  }
}
