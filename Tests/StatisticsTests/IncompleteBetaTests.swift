import Foundation
import Testing

@testable import Statistics

@Suite("Incomplete beta function")
struct IncompleteBetaTests {
  /// |found / expected − 1|.
  static func error(_ found: Double, _ expected: Double) -> Double { abs(found / expected - 1) }

  @Test(
    "I_x(a, 1) is xᵃ and I_x(1, b) is 1 − yᵇ", arguments: [0.5, 1, 2.5, 17, 90] as [Double],
    [0.001, 0.3, 0.5, 0.9, 0.999])
  func powers(exponent: Double, x: Double) {
    let y = 1 - x
    #expect(Self.error(IncompleteBeta.regularised(exponent, 1, x: x, y: y), pow(x, exponent)) < 1e-12)
    #expect(Self.error(IncompleteBeta.regularised(1, exponent, x: x, y: y), -expm1(exponent * log(y))) < 1e-12)
  }

  @Test("I_x(1/2, 1/2) is 2/π · arcsin √x", arguments: [1e-12, 0.01, 0.3, 0.5, 0.8])
  func arcsine(x: Double) {
    let expected = 2 / Double.pi * asin(x.squareRoot())
    #expect(Self.error(IncompleteBeta.regularised(0.5, 0.5, x: x, y: 1 - x), expected) < 1e-13)
  }

  /// `scipy.special.betainc(a, b, x)`, SciPy 1.17.1.
  @Test(
    "agrees with SciPy",
    arguments: [
      (0.5, 0.5, 0.3, 0.36901011956554536), (5, 3, 0.5, 0.2265625), (2.5, 0.5, 0.9, 0.48958974456442755),
      (40, 60, 0.35, 0.15345812249917395), (50_000, 50_001, 0.499, 0.2645778183966159),
      (1000, 0.5, 0.99, 7.366397738015049e-06), (0.5, 100_000, 1e-05, 0.8427013118385188),
    ] as [(Double, Double, Double, Double)])
  func scipy(a: Double, b: Double, x: Double, expected: Double) {
    #expect(Self.error(IncompleteBeta.regularised(a, b, x: x, y: 1 - x), expected) < 1e-12)
  }

  @Test("I_x(a, b) + I_y(b, a) is 1, on both sides of the mode", arguments: [0.05, 0.2, 0.4, 0.6, 0.95])
  func complement(x: Double) {
    for (a, b) in [(0.5, 3), (2.5, 7.25), (30, 20), (1000, 1001)] as [(Double, Double)] {
      let sum = IncompleteBeta.regularised(a, b, x: x, y: 1 - x) + IncompleteBeta.regularised(b, a, x: 1 - x, y: x)
      #expect(abs(sum - 1) < 1e-14)
    }
  }

  @Test("ends are 0 and 1, and an x that rounds to 1 still has its y")
  func ends() {
    #expect(IncompleteBeta.regularised(3, 0.5, x: 0, y: 1) == 0)
    #expect(IncompleteBeta.regularised(3, 0.5, x: 1, y: 0) == 1)
    // 1 − I_y(1/2, 1) = 1 − √y.
    #expect(IncompleteBeta.regularised(1, 0.5, x: 1, y: 1e-20) == 1 - 1e-10)
  }

  @Test("Stirling's error is what Stirling's formula leaves of ln (n − 1)!", arguments: 1...20)
  func stirling(n: Int) {
    let z = Double(n), factorial = log((1..<max(n, 2)).reduce(1.0) { $0 * Double($1) })
    let formula = (z - 0.5) * log(z) - z + 0.5 * log(2 * .pi)
    #expect(abs(IncompleteBeta.stirlingError(z) - (factorial - formula)) < 3e-14)
  }
}
