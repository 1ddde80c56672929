import Foundation

/// The regularised incomplete beta function I_x(a, b), behind the tails of the binomial and of Student's distribution.
///
/// With y = 1 − x, I_x(a, b) = xᵃ yᵇ / B(a, b) / (β₀ + α₁ / (β₁ + α₂ / (β₂ + …))), the fraction of DiDonato and Morris
/// (1992, TOMS 708), evaluated from the front by Lentz's method as modified by Thompson and Barnett (1986). The factor
/// before it is in Loader's form (2000): logarithms of Γ would lose the digits of n ln n; deviations from the mode and
/// errors of Stirling's formula keep them. Against 40 digits, relative error stays below 1e-12 for the binomial with
/// p = 1/2 up to n = 10⁶ and for Student's tails up to ν = 10⁶, unless the value is below the normal numbers.
enum IncompleteBeta {
  /// `a` and `b` above 0; `y` is 1 − x, passed apart because the difference would lose a small one's digits.
  static func regularised(_ a: Double, _ b: Double, x: Double, y: Double) -> Double {
    if x <= 0 { return 0 }
    if y <= 0 { return 1 }
    // Beyond this the fraction converges slowly, and the other tail is the one to compute.
    return x < (a + 1) / (a + b + 2)
      ? density(a, b, x, y) / fraction(a, b, x, y) : 1 - density(b, a, y, x) / fraction(b, a, y, x)
  }

  /// xᵃ yᵇ / B(a, b) = √(ab / 2πn) · (nx/a)ᵃ (ny/b)ᵇ · exp(δ(n) − δ(a) − δ(b)), n = a + b.
  private static func density(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
    let n = a + b, difference = b * x - a * y
    let exponent =
      a * logarithm(n * x / a, less1: difference / a) + b * logarithm(n * y / b, less1: -difference / b)
      + stirlingError(n) - stirlingError(a) - stirlingError(b)
    return (a / n * b / (2 * .pi)).squareRoot() * exp(exponent)
  }

  /// ln r from r or r − 1, whichever of them has kept its digits.
  private static func logarithm(_ r: Double, less1: Double) -> Double { abs(less1) < 0.5 ? log1p(less1) : log(r) }

  /// δ(z) = ln Γ(z) − (z − ½) ln z + z − ½ ln 2π.
  ///
  /// Stirling's series, whose next term is below 1e-16 from 16 on; smaller numbers climb there by δ(z) − δ(z + 1) =
  /// (z + ½) ln(1 + 1/z) − 1.
  static func stirlingError(_ z: Double) -> Double {
    var z = z, climbed = 0.0
    while z < 16 {
      climbed += (z + 0.5) * log1p(1 / z) - 1
      z += 1
    }
    let r = 1 / (z * z)
    return climbed + (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r / 1188)))) / z
  }

  /// β₀ + α₁ / (β₁ + α₂ / (β₂ + …)), in which a y near 0 keeps its digits.
  ///
  /// αₘ = m (b − m) (a + m − 1) (a + b + m − 1) x² / (a + 2m − 1)²,
  /// βₘ = m + m (b − m) x / (a + 2m − 1) + (a + m) (a y − b x + 1 + m (1 + y)) / (a + 2m + 1).
  private static func fraction(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
    let deviation = a * y - b * x
    var value = a * (deviation + 1) / (a + 1), c = value, d = 0.0
    // About √max(a, b) terms are needed; the bound only ends what is not a number.
    for m in stride(from: 1.0, through: 1e6, by: 1) {
      let width = a + 2 * m - 1
      let alpha = m * (b - m) * ((a + m - 1) / width * x) * ((a + b + m - 1) / width * x)
      let beta = m + m * (b - m) * x / width + (a + m) * (deviation + 1 + m * (1 + y)) / (width + 2)
      d = 1 / nonzero(beta + alpha * d)
      c = nonzero(beta + alpha / c)
      value *= c * d
      if abs(c * d - 1) < 1e-15 { break }
    }
    return value
  }

  /// Thompson and Barnett's modification: a denominator of 0 is a very small one.
  private static func nonzero(_ denominator: Double) -> Double { denominator == 0 ? 1e-300 : denominator }
}
