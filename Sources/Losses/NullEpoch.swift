/// γ of an untrained network, which gives every class the probability 1/n.
public struct NullEpoch: Codable, Sendable, Equatable {
  public var target: Double
  public var nonTarget: Double

  public init(target: Double, nonTarget: Double) {
    self.target = target
    self.nonTarget = nonTarget
  }

  private enum CodingKeys: String, CodingKey {
    case target
    case nonTarget = "non_target"
  }

  /// γ_T - γ_N: one step moves the target's logit by ε (1 - ε) times this. Cross-entropy's is n.
  public var pull: Double { target - nonTarget }
}

extension Loss {
  public func nullEpoch(classes: Int) -> NullEpoch {
    let h = 1 / Double(classes)
    return NullEpoch(
      target: gamma(h: h, y: 1, classes: classes), nonTarget: gamma(h: h, y: 0, classes: classes))
  }
}
