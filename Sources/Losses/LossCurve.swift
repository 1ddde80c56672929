import Files

/// A loss's attraction to zero training error over the error ε that is left.
public struct LossCurve: Codable, Sendable, Equatable {
  public struct Point: Sendable, Equatable {
    /// The probability not on the target.
    public var epsilon: Double
    public var attraction: Double
  }

  /// The loss with its label smoothing, as read in a legend.
  public var loss: String
  public var points: [Point]

  /// They are 0.01, 0.02, … 0.99.
  public static let standardEpsilons = (1..<100).map { Double($0) / 100 }

  public init(
    _ loss: Loss, classes: Int, epsilons: [Double] = standardEpsilons, formula: AttractionFormula = .exact
  ) {
    self.loss = loss.description
    points = epsilons.map {
      Point(epsilon: $0, attraction: loss.attraction(epsilon: $0, classes: classes, formula: formula))
    }
  }
}

/// `{"attraction", "epsilon"}`; an attraction that is not finite becomes `null`, with its name under `non_finite`.
extension LossCurve.Point: Codable {
  private enum CodingKeys: String, CodingKey {
    case epsilon, attraction
    case nonFinite = "non_finite"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    epsilon = try container.decode(Double.self, forKey: .epsilon)
    attraction = try container.decode(.attraction, nonFinite: .nonFinite)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode([.epsilon: epsilon, .attraction: attraction], nonFinite: .nonFinite)
  }
}
