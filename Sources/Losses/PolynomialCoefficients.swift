import Files

/// An order-3 TaylorGLO loss by the coefficients of its γ in h and y.
///
/// `γ = c1 + ch·h + chh·h² + chy·h·y + cy·y + cyy·y²`. The centres of the parameters are not in it: different
/// parameters may be the same loss.
public struct PolynomialCoefficients: Sendable, Equatable {
  public var c1, ch, chh, chy, cy, cyy: Double

  public init(c1: Double, ch: Double, chh: Double, chy: Double, cy: Double, cyy: Double) {
    self.c1 = c1
    self.ch = ch
    self.chh = chh
    self.chy = chy
    self.cy = cy
    self.cyy = cyy
  }

  /// Expands the terms around the centres; `nil` above order 3, where the six do not suffice.
  public init?(_ loss: TaylorGLO) {
    guard loss.order <= 3 else { return nil }
    let y0 = loss.parameters[0], h0 = loss.parameters[1]
    func term(_ p: Int, _ q: Int) -> Double {
      p + q > loss.order ? 0 : loss.parameters[TaylorGLO.index(p: p, q: q, order: loss.order)]
    }
    let (l2, l3, l4, l5, l6, l7) = (term(0, 1), term(0, 2), term(0, 3), term(1, 1), term(1, 2), term(2, 1))
    c1 = l2 - 2 * h0 * l3 + 3 * h0 * h0 * l4 - y0 * l5 + 2 * y0 * h0 * l6 + y0 * y0 * l7
    ch = 2 * l3 - 6 * h0 * l4 - 2 * y0 * l6
    chh = 3 * l4
    chy = 2 * l6
    cy = l5 - 2 * h0 * l6 - 2 * y0 * l7
    cyy = l7
  }

  public func gamma(h: Double, y: Double) -> Double {
    c1 + ch * h + chh * h * h + chy * h * y + cy * y + cyy * y * y
  }
}

/// The six by their names; one that is not finite becomes `null`, with its name under `non_finite`.
extension PolynomialCoefficients: Codable {
  private enum CodingKeys: String, CodingKey {
    case c1, ch, chh, chy, cy, cyy
    case nonFinite = "non_finite"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func number(_ key: CodingKeys) throws -> Double { try container.decode(key, nonFinite: .nonFinite) }
    self.init(
      c1: try number(.c1), ch: try number(.ch), chh: try number(.chh), chy: try number(.chy), cy: try number(.cy),
      cyy: try number(.cyy))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(
      [.c1: c1, .ch: ch, .chh: chh, .chy: chy, .cy: cy, .cyy: cyy], nonFinite: .nonFinite)
  }
}

extension TaylorGLO {
  /// The loss with these coefficients and both centres at 0.
  public init(_ c: PolynomialCoefficients) {
    parameters = [0, 0, c.c1, c.ch / 2, c.chh / 3, c.cy, c.chy / 2, c.cyy]
    order = 3
  }
}
