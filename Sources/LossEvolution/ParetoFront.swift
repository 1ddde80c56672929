public import Losses

/// The candidates that no other one beats: none is better in clean or in robust accuracy without being worse in the other.
///
/// Two candidates with the same two figures do not beat each other, and are both kept.
public struct ParetoFront: Sendable, Equatable {
  /// The candidates by falling clean accuracy; among equals the earlier one comes first.
  public private(set) var members: [Member] = []

  public init() {}

  public struct Member: Sendable, Codable, Equatable {
    @CodedByName public var loss: Loss
    /// The generation and the place within it, both counted from 1.
    public var generation, candidate: Int
    /// The accuracy on the validation images without attack, averaged over initialisations.
    public var validationAccuracy: Double
    /// The accuracy on the attacked validation images at the search's ε, averaged over initialisations.
    public var robustAccuracy: Double

    enum CodingKeys: String, CodingKey {
      case loss, generation, candidate
      case validationAccuracy = "validation_accuracy"
      case robustAccuracy = "robust_accuracy"
    }

    func beats(_ other: Member) -> Bool {
      validationAccuracy >= other.validationAccuracy && robustAccuracy >= other.robustAccuracy
        && (validationAccuracy, robustAccuracy) != (other.validationAccuracy, other.robustAccuracy)
    }
  }

  /// Takes in what was trained and attacked of `results`, and drops what is beaten now.
  mutating func take(_ results: [CandidateResult]) {
    members += results.compactMap { result in
      guard result.status == .evaluated, let robust = result.robustAccuracy else { return nil }
      return Member(
        loss: result.loss, generation: result.generation, candidate: result.index,
        validationAccuracy: result.validationAccuracy, robustAccuracy: robust)
    }
    members = members.filter { member in !members.contains { $0.beats(member) } }
    members.sort {
      ($1.validationAccuracy, $0.generation, $0.candidate) < ($0.validationAccuracy, $1.generation, $1.candidate)
    }
  }
}

/// It is coded as the list of its members.
extension ParetoFront: Codable {
  public init(from decoder: any Decoder) throws {
    members = try decoder.singleValueContainer().decode([Member].self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(members)
  }
}
