import Files

/// γ of an untrained network, which gives every class the probability 1/n.
public struct NullEpoch: Sendable, Equatable {
  public var target: Double
  public var nonTarget: Double

  public init(target: Double, nonTarget: Double) {
    self.target = target
    self.nonTarget = nonTarget
  }

  /// γ_T - γ_N: one step moves the target's logit by ε (1 - ε) times this. Cross-entropy's is n.
  public var pull: Double { target - nonTarget }
}

/// `{"target", "non_target"}`; one that is not finite becomes `null`, with its name under `non_finite`.
extension NullEpoch: Codable {
  private enum CodingKeys: String, CodingKey {
    case target
    case nonTarget = "non_target"
    case nonFinite = "non_finite"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      target: try container.decode(.target, nonFinite: .nonFinite),
      nonTarget: try container.decode(.nonTarget, nonFinite: .nonFinite))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode([.target: target, .nonTarget: nonTarget], nonFinite: .nonFinite)
  }
}

extension Loss {
  public func nullEpoch(classes: Int) -> NullEpoch {
    let h = 1 / Double(classes)
    return NullEpoch(
      target: gamma(h: h, y: 1, classes: classes), nonTarget: gamma(h: h, y: 0, classes: classes))
  }
}
