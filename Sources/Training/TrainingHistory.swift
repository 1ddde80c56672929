import Files

/// What one epoch of training did.
public struct EpochRecord: Sendable, Equatable {
  /// The number of the epoch, counted from 1.
  public var epoch: Int
  public var learningRate: Double
  /// Mean of the minimised loss over the epoch's images, as they were seen: augmented, and attacked where that is asked.
  public var trainingLoss: Double
  /// Accuracy on the same images.
  public var trainingAccuracy: Double
  /// Accuracy on the validation images; `nil` where none were held out.
  public var validationAccuracy: Double?
}

extension EpochRecord: Codable {
  private enum CodingKeys: String, CodingKey {
    case epoch
    case learningRate = "learning_rate"
    case trainingLoss = "training_loss"
    case trainingAccuracy = "training_accuracy"
    case validationAccuracy = "validation_accuracy"
    case nonFinite = "non_finite"
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(epoch, forKey: .epoch)
    try container.encode(learningRate, forKey: .learningRate)
    try container.encode([.trainingLoss: trainingLoss], nonFinite: .nonFinite)
    try container.encode(trainingAccuracy, forKey: .trainingAccuracy)
    try container.encode(validationAccuracy, forKey: .validationAccuracy)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      epoch: try container.decode(Int.self, forKey: .epoch),
      learningRate: try container.decode(Double.self, forKey: .learningRate),
      trainingLoss: try container.decode(.trainingLoss, nonFinite: .nonFinite),
      trainingAccuracy: try container.decode(Double.self, forKey: .trainingAccuracy),
      validationAccuracy: try container.decodeIfPresent(Double.self, forKey: .validationAccuracy))
  }
}
