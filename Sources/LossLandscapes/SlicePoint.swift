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
  /// The mean of the loss that the model was trained with, in its published form; `nil` where nobody knows the loss.
  public var ownLoss: Double?
  /// The standard error of the mean own loss.
  public var ownStandardError: Double?
  public var correct: Int
  public var accuracy: Double
  /// The standard error of the accuracy; `nil` in files of former versions.
  public var accuracyStandardError: Double?
  /// What is right under FGSM, where it was asked for.
  public var attacked: Attacked?

  /// Accuracy under FGSM on cross-entropy, of all images, right or wrong before.
  public struct Attacked: Sendable, Equatable {
    public var correct: Int
    public var accuracy: Double
    public var standardError: Double

    public init(correct: Int, accuracy: Double, standardError: Double) {
      self.correct = correct
      self.accuracy = accuracy
      self.standardError = standardError
    }
  }

  public init(
    alpha: Double, beta: Double?, crossEntropy: Double, standardError: Double, ownLoss: Double?, correct: Int,
    accuracy: Double
  ) {
    self.alpha = alpha
    self.beta = beta
    self.crossEntropy = crossEntropy
    self.standardError = standardError
    self.ownLoss = ownLoss
    self.correct = correct
    self.accuracy = accuracy
  }
}

extension SlicePoint: Codable {
  private enum CodingKeys: String, CodingKey {
    case alpha, beta, correct, accuracy
    case crossEntropy = "cross_entropy"
    case standardError = "cross_entropy_standard_error"
    case ownLoss = "own_loss"
    case ownStandardError = "own_loss_standard_error"
    case accuracyStandardError = "accuracy_standard_error"
    case attackedCorrect = "fgsm_correct"
    case attackedAccuracy = "fgsm_accuracy"
    case attackedStandardError = "fgsm_accuracy_standard_error"
    case nonFinite = "non_finite"
  }

  /// Encodes the point. Numbers that are not finite become `null`, and their words stand under `non_finite`. An own loss
  /// that nobody knows is `null` without a word.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(alpha, forKey: .alpha)
    try container.encode(beta, forKey: .beta)
    try container.encode(correct, forKey: .correct)
    try container.encode(accuracy, forKey: .accuracy)
    try container.encodeIfPresent(accuracyStandardError, forKey: .accuracyStandardError)
    if let attacked {
      try container.encode(attacked.correct, forKey: .attackedCorrect)
      try container.encode(attacked.accuracy, forKey: .attackedAccuracy)
      try container.encode(attacked.standardError, forKey: .attackedStandardError)
    }
    if let ownLoss, let ownStandardError {
      try container.encode(
        [
          .crossEntropy: crossEntropy, .standardError: standardError, .ownLoss: ownLoss,
          .ownStandardError: ownStandardError,
        ], nonFinite: .nonFinite)
    } else if let ownLoss {
      try container.encode(
        [.crossEntropy: crossEntropy, .standardError: standardError, .ownLoss: ownLoss], nonFinite: .nonFinite)
    } else {
      try container.encodeNil(forKey: .ownLoss)
      try container.encode([.crossEntropy: crossEntropy, .standardError: standardError], nonFinite: .nonFinite)
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func number(_ key: CodingKeys) throws -> Double { try container.decode(key, nonFinite: .nonFinite) }
    let words = try container.decodeIfPresent([String: String].self, forKey: .nonFinite) ?? [:]
    /// A number that may be missing: not one that is there without being finite.
    func optional(_ key: CodingKeys) throws -> Double? {
      let isThere = try container.decodeIfPresent(Double.self, forKey: key) != nil || words[key.stringValue] != nil
      return isThere ? try number(key) : nil
    }
    self.init(
      alpha: try container.decode(Double.self, forKey: .alpha),
      beta: try container.decodeIfPresent(Double.self, forKey: .beta), crossEntropy: try number(.crossEntropy),
      standardError: try number(.standardError), ownLoss: try optional(.ownLoss),
      correct: try container.decode(Int.self, forKey: .correct),
      accuracy: try container.decode(Double.self, forKey: .accuracy))
    ownStandardError = try optional(.ownStandardError)
    accuracyStandardError = try container.decodeIfPresent(Double.self, forKey: .accuracyStandardError)
    if let correct = try container.decodeIfPresent(Int.self, forKey: .attackedCorrect) {
      attacked = Attacked(
        correct: correct, accuracy: try container.decode(Double.self, forKey: .attackedAccuracy),
        standardError: try container.decode(Double.self, forKey: .attackedStandardError))
    }
  }
}
