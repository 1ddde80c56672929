import Testing

@testable import Losses

@Suite("Polynomial coefficients")
struct PolynomialCoefficientsTests {
  static let points = [(h: 0.0, y: 0.0), (0.1, 0), (0.1, 1), (0.7, 0.91), (1, 1)]

  @Test("the coefficients are the loss's γ", arguments: 1...3, 0..<4)
  func gamma(order: Int, seed: UInt64) throws {
    let loss = SampleLosses.taylorGLO(order: order, seed: UInt64(seed))
    let c = try #require(PolynomialCoefficients(loss))
    for (h, y) in Self.points { #expect(abs(c.gamma(h: h, y: y) - loss.gamma(h: h, y: y)) < 1e-12) }
  }

  @Test("order 3's are those of the expansion written out", arguments: 0..<4)
  func expansion(seed: UInt64) throws {
    let loss = SampleLosses.taylorGLO(order: 3, seed: seed), l = loss.parameters
    let c = try #require(PolynomialCoefficients(loss))
    let expected = [
      l[2] - 2 * l[1] * l[3] + 3 * l[1] * l[1] * l[4] - l[0] * l[5] + 2 * l[0] * l[1] * l[6] + l[0] * l[0] * l[7],
      2 * l[3] - 6 * l[1] * l[4] - 2 * l[0] * l[6], 3 * l[4], 2 * l[6], l[5] - 2 * l[1] * l[6] - 2 * l[0] * l[7], l[7],
    ]
    for (a, b) in zip(c.all, expected) { #expect(abs(a - b) < 1e-12) }
  }

  @Test("parameters made from coefficients have these coefficients", arguments: 0..<4)
  func roundTrip(seed: UInt64) throws {
    let c = try #require(PolynomialCoefficients(SampleLosses.taylorGLO(order: 3, seed: seed)))
    let back = try #require(PolynomialCoefficients(TaylorGLO(c)))
    for (a, b) in zip(c.all, back.all) { #expect(abs(a - b) <= 1e-15 * abs(a)) }
  }

  @Test("order 4 has no six coefficients")
  func order4() { #expect(PolynomialCoefficients(SampleLosses.taylorGLO(order: 4, seed: 0)) == nil) }
}

extension PolynomialCoefficients {
  var all: [Double] { [c1, ch, chh, chy, cy, cyy] }
}
