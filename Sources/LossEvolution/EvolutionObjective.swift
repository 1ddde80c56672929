import Robustness

/// What a candidate loss is rewarded for, after partial training with it.
public enum EvolutionObjective: String, Sendable, Codable, CaseIterable {
  /// Validation accuracy: the published standard search.
  case accuracy
  /// Validation accuracy under FGSM through the candidate loss itself: the published robust search. It also rewards
  /// losses that merely hide their gradient.
  case fgsm
  /// A validation image counts only if it survives FGSM through the candidate loss, cross-entropy and DLR alike.
  case worstOf = "worst-of"
  /// A validation image counts only if it survives five steps of PGD through cross-entropy and through DLR: about twice
  /// the attack of `worst-of`, and nothing that the candidate itself could hide from.
  case pgd
  /// A part of the validation images, each of which counts only if it survives a short APGD through cross-entropy and
  /// short targeted ones. It is the nearest to AutoAttack, and the dearest.
  case autoAttackLite = "autoattack-lite"
  /// The area under accuracy against the attack strength, from 0 to ε, divided by ε: accuracy at every strength counts.
  case area
  /// The weighted mean of validation accuracy and of what `worst-of` counts.
  case tradeOff = "trade-off"

  /// Where none is named: of a search that has been given an ε, and of one that has not.
  public static func usual(isRobust: Bool) -> EvolutionObjective { isRobust ? .worstOf : .accuracy }

  /// Whether the objective needs an ε.
  public var isRobust: Bool { self != .accuracy }

  /// The images that are attacked where nothing is said of their number; `nil` for all.
  var usualAttackImages: Int? { self == .autoAttackLite ? 200 : nil }

  /// The attack on one image; `nil` where there is none.
  var passes: AttackPasses? {
    let own = AttackLoss.crossEntropy
    return switch self {
    case .accuracy: nil
    case .fgsm, .worstOf, .pgd, .autoAttackLite, .tradeOff: survival(own, epsilon: 0).passes
    case .area: area(own, epsilon: 0).passes
    }
  }

  /// The attack that tells whether an image counts, of a candidate whose loss is `own`.
  func survival(_ own: AttackLoss, epsilon: Double) -> Survival {
    switch self {
    case .fgsm: Survival(epsilon: epsilon, losses: [own])
    case .accuracy, .worstOf, .area, .tradeOff: Survival(epsilon: epsilon, losses: [own, .crossEntropy, .dlr])
    // Five steps turn round where one overshoots, and are few enough for thousands of candidates.
    case .pgd: Survival(epsilon: epsilon, losses: [.crossEntropy, .dlr], steps: 5)
    case .autoAttackLite: .autoAttackLite(epsilon: epsilon)
    }
  }

  /// The accuracies whose area counts: under FGSM, as in `worst-of`.
  func area(_ own: AttackLoss, epsilon: Double) -> AccuracyArea {
    AccuracyArea(epsilon: epsilon, losses: [own, .crossEntropy, .dlr])
  }
}
