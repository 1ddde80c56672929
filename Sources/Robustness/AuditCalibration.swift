public import Statistics

/// How far confidence is from accuracy, without attack and under one: the bins of two reliability diagrams.
public struct AuditCalibration: Sendable, Codable, Equatable {
  /// The calibration without attack; `nil` without images, and where the model diverged.
  public let clean: CalibrationError?
  /// The calibration under an attack, the same one for every model of a study: of those that count every image the last one
  /// through cross-entropy, or else the last one, at the middle of the strengths. At the largest ε there is often nothing
  /// left to be sure of. `nil` where no such attack was made.
  public let underAttack: UnderAttack?

  enum CodingKeys: String, CodingKey {
    case clean
    case underAttack = "under_attack"
  }

  /// One attack at one strength.
  public struct UnderAttack: Sendable, Codable, Equatable {
    public let label: AttackLabel
    public let epsilon: Epsilon
    public let error: CalibrationError

    init(_ label: AttackLabel, epsilon: Epsilon, error: CalibrationError) {
      self.label = label
      self.epsilon = epsilon
      self.error = error
    }

    public init(from decoder: any Decoder) throws {
      label = try AttackLabel(from: decoder)
      epsilon = try WrittenEpsilon(from: decoder).epsilon
      error = try CalibrationError(from: decoder)
    }

    /// As the error itself, with what it is of beside its keys.
    public func encode(to encoder: any Encoder) throws {
      try label.encode(to: encoder)
      try WrittenEpsilon(epsilon).encode(to: encoder)
      try error.encode(to: encoder)
    }
  }
}

extension AuditCalibration {
  init(_ evidence: AuditEvidence) {
    clean = CalibrationError(evidence.cleanConfidence, evidence.clean)
    underAttack = evidence.middle.flatMap { e, epsilon in
      let complete = evidence.curves.filter(\.label.attack.followsAnyLoss)
      let curve = complete.last { $0.label.requested == .named(.crossEntropy) } ?? complete.last
      return curve.flatMap { curve in
        CalibrationError(curve.asked[e].confidence, curve.asked[e].correct).map {
          UnderAttack(curve.label, epsilon: epsilon, error: $0)
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
