public import Statistics

/// How far confidence is from accuracy, without attack and under one: the bins of two reliability diagrams.
public struct AuditCalibration: Sendable, Codable, Equatable {
  /// The calibration without attack; `nil` without images, and where the model diverged.
  public let clean: CalibrationError?
  /// The calibration under an attack, of those that count every image: the one that leaves the fewest images right at the
  /// largest ε. `nil` where no such attack was made.
  public let underAttack: UnderAttack?

  enum CodingKeys: String, CodingKey {
    case clean
    case underAttack = "under_attack"
  }

  /// One attack at one strength.
  public struct UnderAttack: Sendable, Codable, Equatable {
    public let attack: String
    public let loss: String
    public let epsilon: Double
    public let error: CalibrationError

    enum CodingKeys: String, CodingKey { case attack, loss, epsilon }

    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      attack = try container.decode(String.self, forKey: .attack)
      loss = try container.decode(String.self, forKey: .loss)
      epsilon = try container.decode(Double.self, forKey: .epsilon)
      error = try CalibrationError(from: decoder)
    }

    /// Writes the keys of the error, and beside them which attack it belongs to.
    public func encode(to encoder: any Encoder) throws {
      try error.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(attack, forKey: .attack)
      try container.encode(loss, forKey: .loss)
      try container.encode(epsilon, forKey: .epsilon)
    }

    init(attack: String, loss: String, epsilon: Double, error: CalibrationError) {
      self.attack = attack
      self.loss = loss
      self.epsilon = epsilon
      self.error = error
    }
  }
}

extension AuditCalibration {
  init(_ evidence: AuditEvidence) {
    clean = CalibrationError(evidence.cleanConfidence, evidence.clean)
    let asked = evidence.strengths.prefix(evidence.asked)
    let largest = asked.indices.filter { asked[$0] > 0 }.max { asked[$0] < asked[$1] }
    underAttack = largest.flatMap { e in
      let complete = evidence.curves.filter(\.attack.followsAnyLoss)
      let strongest = complete.min { left, right in left.correct[e].count { $0 } < right.correct[e].count { $0 } }
      return strongest.flatMap { curve in
        CalibrationError(curve.confidence[e], curve.correct[e]).map {
          UnderAttack(attack: curve.attack.rawValue, loss: curve.loss, epsilon: asked[e], error: $0)
        }
      }
    }
  }
}

extension CalibrationError {
  /// Takes confidences in single precision, as an audit has them.
  init?(_ confidences: [Float], _ correct: [Bool]) {
    self.init(confidences: confidences.map { Double($0) }, correct: correct)
  }
}
