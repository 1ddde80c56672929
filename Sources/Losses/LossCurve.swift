/// A loss's attraction to zero training error over the error ε that is left.
public struct LossCurve: Codable, Sendable, Equatable {
  public struct Point: Codable, Sendable, Equatable {
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
