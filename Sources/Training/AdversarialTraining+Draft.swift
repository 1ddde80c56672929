public import Robustness
public import Settings

extension AdversarialTraining {
  /// What has been said of the attack in training; `nil` where nothing was.
  public struct Draft: Sendable, Equatable {
    public var attack: Attack?
    public var epsilon: Epsilon?
    public var steps: Int?
    public var stepSize: Epsilon?
    public var loss: Objective?
    public var method: AdversarialMethod?
    public var beta: Double?
    public var weightPerturbation: Double?
    public var warmUp: Int?

    public init() {}

    /// What is said here over `base`, the attack of the whole study.
    ///
    /// Another attack has steps of its own, another ε or number of steps a length of its own, and another method a loss and
    /// numbers of its own. Throws a `SettingError` where something is missing or does not fit.
    public func resolved(over base: AdversarialTraining?) throws -> AdversarialTraining {
      let learning = method ?? base?.learning ?? .standard
      // What belongs to another method is not taken over.
      let former = base?.learning == learning ? base : nil
      let usualAttack: Attack? = learning == .standard ? nil : .pgd
      guard let attack = attack ?? former?.attack ?? usualAttack ?? base?.attack else {
        throw Self.missing("attack", Rule<Attack>.choice.expected)
      }
      guard !learning.startsNearby || attack == .pgd else {
        throw SettingError("attack", expected: "pgd with the method \(learning.rawValue)", found: attack.rawValue)
      }
      guard beta == nil || learning.usualBeta != nil else {
        throw SettingError("beta", expected: "none with the method \(learning.rawValue)", found: "\(beta!)")
      }
      guard let epsilon = epsilon ?? base?.epsilon else {
        throw Self.missing("epsilon", "an attack strength such as 8/255, since the attack is \(attack.rawValue)")
      }
      let steps = steps ?? (former?.attack == attack ? former?.steps : nil)
      if let steps, !attack.stepRange.contains(steps) {
        throw SettingError("steps", expected: "1, the one step of \(attack.rawValue)", found: "\(steps)")
      }
      var training = AdversarialTraining(
        attack: attack, epsilon: epsilon, steps: steps, loss: loss ?? former?.loss, method: learning,
        beta: beta ?? former?.beta, weightPerturbation: weightPerturbation ?? former?.weightPerturbation,
        warmUp: warmUp ?? former?.warmUp)
      guard warmUp == nil || training.weightPerturbation != nil else {
        throw SettingError("warm_up", expected: "none, since weights are not moved", found: "\(warmUp!)")
      }
      let isFormer = (attack, epsilon, training.steps) == (former?.attack, former?.epsilon, former?.steps)
      training.stepSize = stepSize ?? (isFormer ? former?.stepSize : nil) ?? training.stepSize
      return training
    }

    private static func missing(_ key: String, _ expected: String) -> SettingError {
      SettingError(key, expected: expected, found: "nothing")
    }
  }
}

extension AdversarialTraining.Draft: Configurable {
  public static let usual = AdversarialTraining.Draft()

  public static let settings: [Setting<AdversarialTraining.Draft>] = [
    Setting(
      "attack", \.attack, .choice,
      "Train on images that an attack through cross-entropy has moved: fgsm, one step from a random start, or pgd, several.",
      flag: "adversarial", as: "attack", usual: "none"),
    Setting(
      "epsilon", \.epsilon, .strength(), "How far that attack may move a pixel.", flag: "adversarial-epsilon",
      usual: "none"),
    Setting(
      "steps", \.steps, .whole(AdversarialTraining.Attack.pgd.stepRange), "Steps of that attack; fgsm has one.",
      flag: "adversarial-steps", usual: "7 for pgd, 10 with a method other than standard"),
    Setting(
      "step_size", \.stepSize, .strength(), "Length of one of those steps.", flag: "adversarial-step-size",
      usual: "2.5 ε / steps, or 1.25 ε for fgsm"),
    Setting(
      "loss", \.loss, .choice,
      "What the attack climbs; own is the loss of the training, divergence the distance from the answer without attack.",
      flag: "adversarial-loss",
      usual: "cross-entropy, or divergence for trades"),
    Setting(
      "method", \.method, .choice,
      "How the training learns from attacked images: standard, from them alone; trades, mart, or awp.",
      flag: "adversarial-method", usual: "standard"),
    Setting(
      "beta", \.beta, .from(0), "Weight of the divergence between both answers in trades and mart.",
      flag: "adversarial-beta", as: "β", usual: "6 for trades, 5 for mart"),
    Setting(
      "weight_perturbation", \.weightPerturbation, .above(0),
      "Move weights against the training by this share of their length before each step.",
      flag: "adversarial-weight-perturbation", as: "γ", usual: "0.005 for awp, none otherwise"),
    Setting(
      "warm_up", \.warmUp, .whole(0...100_000), "Epochs at the start in which weights are not moved.",
      flag: "adversarial-warm-up", as: "epochs", usual: "0"),
  ]
}
