import Files
import Statistics

/// What several draws of directions have at one place: the middle and both ends.
public struct SliceSpread: Sendable, Codable, Equatable {
  public var alpha: Double
  public var beta: Double?
  public var crossEntropy: Band
  public var accuracy: Band
  /// Accuracy under FGSM, where it was asked for.
  public var attacked: Band?

  enum CodingKeys: String, CodingKey {
    case alpha, beta, accuracy
    case crossEntropy = "cross_entropy"
    case attacked = "fgsm_accuracy"
  }

  /// The median, the lowest and the highest of some numbers.
  public struct Band: Sendable, Codable, Equatable {
    public var median: Double
    public var lowest: Double
    public var highest: Double

    /// Of numbers that are not finite, the band counts every one as above all others.
    init(_ numbers: [Double]) {
      let ordered = numbers.map { $0.isNaN ? .infinity : $0 }
      (median, lowest, highest) = (ordered.median, ordered.min()!, ordered.max()!)
    }

    private enum CodingKeys: String, CodingKey {
      case median, lowest, highest
      case nonFinite = "non_finite"
    }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode([.median: median, .lowest: lowest, .highest: highest], nonFinite: .nonFinite)
    }

    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      func number(_ key: CodingKeys) throws -> Double { try container.decode(key, nonFinite: .nonFinite) }
      (median, lowest, highest) = (try number(.median), try number(.lowest), try number(.highest))
    }
  }

  /// `points` are those of all draws at one place.
  init(_ points: [SlicePoint]) {
    alpha = points[0].alpha
    beta = points[0].beta
    crossEntropy = Band(points.map(\.crossEntropy))
    accuracy = Band(points.map(\.accuracy))
    let attacked = points.compactMap(\.attacked?.accuracy)
    self.attacked = attacked.isEmpty ? nil : Band(attacked)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(alpha, forKey: .alpha)
    try container.encode(beta, forKey: .beta)
    try container.encode(crossEntropy, forKey: .crossEntropy)
    try container.encode(accuracy, forKey: .accuracy)
    try container.encodeIfPresent(attacked, forKey: .attacked)
  }
}
