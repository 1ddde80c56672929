import Files

/// Loss and accuracy at one point of a slice.
public struct SlicePoint: Sendable, Equatable {
  public var alpha: Double
  /// The place along the second direction; `nil` in a one-dimensional slice.
  public var beta: Double?
  /// The mean cross-entropy over the images, in nats.
  public var crossEntropy: Double
  /// The standard error of the mean cross-entropy.
  public var standardError: Double
  /// The mean of the loss that the model was trained with, in its published form.
  public var ownLoss: Double
  public var correct: Int
  public var accuracy: Double
}

extension SlicePoint: Codable {
  private enum CodingKeys: String, CodingKey {
    case alpha, beta, correct, accuracy
    case crossEntropy = "cross_entropy"
    case standardError = "cross_entropy_standard_error"
    case ownLoss = "own_loss"
    case nonFinite = "non_finite"
  }

  /// Encodes the point. Numbers that are not finite become `null`, and their words stand under `non_finite`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(alpha, forKey: .alpha)
    try container.encode(beta, forKey: .beta)
    try container.encode(correct, forKey: .correct)
    try container.encode(accuracy, forKey: .accuracy)
    try container.encode(
      [.crossEntropy: crossEntropy, .standardError: standardError, .ownLoss: ownLoss], nonFinite: .nonFinite)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func number(_ key: CodingKeys) throws -> Double { try container.decode(key, nonFinite: .nonFinite) }
    self.init(
      alpha: try container.decode(Double.self, forKey: .alpha),
      beta: try container.decodeIfPresent(Double.self, forKey: .beta), crossEntropy: try number(.crossEntropy),
      standardError: try number(.standardError), ownLoss: try number(.ownLoss),
      correct: try container.decode(Int.self, forKey: .correct),
      accuracy: try container.decode(Double.self, forKey: .accuracy))
  }
}
