/// What an attack found at one strength, and what that took.
///
/// In a cascade each attack goes on with what those before it left right, so that its count alone does not say what it was
/// worth. Images for so many gradients do.
public struct AttackGain: Sendable, Equatable {
  /// Images that the attacks before it had left right: those that were right without attack, for the first one, and for
  /// one that takes every image.
  public let left: Int
  /// How many of them it broke, or with a target led there.
  public let broken: Int
  /// What it took for all its images together. A backward pass is one gradient of one image.
  public let passes: AttackPasses

  public init(left: Int, broken: Int, passes: AttackPasses) {
    self.left = left
    self.broken = broken
    self.passes = passes
  }

  /// Images broken for each 1,000 gradients; `nil` where the attack took none.
  public var perThousandGradients: Double? {
    passes.backward > 0 ? 1000 * Double(broken) / Double(passes.backward) : nil
  }
}

/// The gain of several models together, which stands for that of one attack on all of them.
extension AttackGain {
  public static func + (a: AttackGain, b: AttackGain) -> AttackGain {
    AttackGain(left: a.left + b.left, broken: a.broken + b.broken, passes: a.passes + b.passes)
  }
}

/// `{"left_before": 679, "newly_broken": 412, "gradients": 41200, "forward_passes": 41612, "broken_per_1000_gradients": 10}`,
/// among the keys of the point.
extension AttackGain: Codable {
  private enum CodingKeys: String, CodingKey {
    case gradients
    case left = "left_before"
    case broken = "newly_broken"
    case forwardPasses = "forward_passes"
    case perThousandGradients = "broken_per_1000_gradients"
  }

  /// Whether the keys are there: results of a version that did not count have none.
  static func isIn(_ decoder: any Decoder) throws -> Bool {
    try decoder.container(keyedBy: CodingKeys.self).contains(.broken)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    left = try container.decode(Int.self, forKey: .left)
    broken = try container.decode(Int.self, forKey: .broken)
    passes = AttackPasses(
      forward: try container.decode(Int.self, forKey: .forwardPasses),
      backward: try container.decode(Int.self, forKey: .gradients))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(left, forKey: .left)
    try container.encode(broken, forKey: .broken)
    try container.encode(passes.backward, forKey: .gradients)
    try container.encode(passes.forward, forKey: .forwardPasses)
    try container.encode(perThousandGradients, forKey: .perThousandGradients)
  }
}

extension AuditEvidence {
  /// What the attack of `curve` gained at each strength asked for, `former` being the one whose survivors it took; `nil`
  /// where its passes were not counted.
  func gains(of curve: CurveOutcome, after former: CurveOutcome?) -> [AttackGain?] {
    asked.indices.map { e in
      guard let passes = curve.asked[e].passes else { return nil }
      let before: [Bool], after: [Bool]
      if let reached = curve.asked[e].reached, let atOnce = curve.zero.reached {
        (before, after) = (atOnce.map { !$0 }, reached.map { !$0 })
      } else {
        before = former.map { zip(clean, $0.asked[e].correct).map { $0 && $1 } } ?? clean
        after = curve.asked[e].correct
      }
      return AttackGain(
        left: before.count { $0 }, broken: zip(before, after).count { $0 && !$1 }, passes: passes)
    }
  }

  /// Every curve with the one whose survivors its attack went on with; `nil` where it took every image.
  var cascade: [(curve: CurveOutcome, former: CurveOutcome?)] {
    var former: CurveOutcome?
    return curves.map { curve in
      guard curve.label.attack.goesOn, !isTargeted else { return (curve, nil) }
      defer { former = curve }
      return (curve, former)
    }
  }
}

extension AttackCurve {
  /// The single attacks that go on with what others left right, each with its gain at the e-th strength.
  public static func gains(in curves: [AttackCurve], at e: Int) -> [(label: AttackLabel, gain: AttackGain)] {
    curves.flatMap { $0.parts ?? [$0] }.filter { !$0.label.attack.followsAnyLoss }.compactMap { curve in
      curve.points[e].gain.map { (curve.label, $0) }
    }
  }
}
