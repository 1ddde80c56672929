import Files

/// The learning rule once the network is right and certain, h = y: what still pulls when nothing is wrong.
public struct ZeroError: Sendable, Equatable {
  /// γ at h = y = 1 and at h = y = 0, as limits: infinite where the loss is.
  public var target, nonTarget: Double
  /// For TaylorGLO up to order 3, γ as `ĉ1 + ĉh·h + ĉhh·h²` of h = y.
  public var coefficients: Coefficients?

  public struct Coefficients: Sendable, Equatable {
    public var c1, ch, chh: Double
  }
}

extension Loss {
  /// γ in the zero-error regime; a smoothed label is kept from it, so smoothing shows up as a push away.
  public func zeroError(classes: Int) -> ZeroError {
    let coefficients = polynomialCoefficients(classes: classes).map { c in
      ZeroError.Coefficients(c1: c.c1, ch: c.ch + c.cy, chh: c.chh + c.chy + c.cyy)
    }
    return ZeroError(
      target: gamma(h: 1, y: 1, classes: classes), nonTarget: gamma(h: 0, y: 0, classes: classes),
      coefficients: coefficients)
  }

  /// The polynomial's coefficients with the smoothing absorbed; `nil` for other losses and above order 3.
  public func polynomialCoefficients(classes: Int) -> PolynomialCoefficients? {
    guard let loss = function as? TaylorGLO else { return nil }
    return PolynomialCoefficients(loss)?.absorbing(labelSmoothing: labelSmoothing, classes: classes)
  }
}

/// `{"target", "non_target"}`, with `"c1", "ch", "chh"` where there are coefficients; a number that is not finite becomes
/// `null`, with its name under `non_finite`.
extension ZeroError: Codable {
  private enum CodingKeys: String, CodingKey {
    case target, c1, ch, chh
    case nonTarget = "non_target"
    case nonFinite = "non_finite"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    target = try container.decode(.target, nonFinite: .nonFinite)
    nonTarget = try container.decode(.nonTarget, nonFinite: .nonFinite)
    if container.contains(.c1) {
      coefficients = Coefficients(
        c1: try container.decode(.c1, nonFinite: .nonFinite), ch: try container.decode(.ch, nonFinite: .nonFinite),
        chh: try container.decode(.chh, nonFinite: .nonFinite))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    guard let coefficients else {
      return try container.encode([.target: target, .nonTarget: nonTarget], nonFinite: .nonFinite)
    }
    try container.encode(
      [
        .target: target, .nonTarget: nonTarget, .c1: coefficients.c1, .ch: coefficients.ch, .chh: coefficients.chh,
      ], nonFinite: .nonFinite)
  }
}
