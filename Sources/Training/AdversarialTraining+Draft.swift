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

    public init() {}

    /// What is said here over `base`, the attack of the whole study.
    ///
    /// Another attack has steps of its own, and another ε or number of steps a length of its own. Throws a `SettingError`
    /// where something is missing or does not fit.
    public func resolved(over base: AdversarialTraining?) throws -> AdversarialTraining {
      guard let attack = attack ?? base?.attack else { throw Self.missing("attack", Rule<Attack>.choice.expected) }
      guard let epsilon = epsilon ?? base?.epsilon else {
        throw Self.missing("epsilon", "an attack strength such as 8/255, since the attack is \(attack.rawValue)")
      }
      let steps = steps ?? (base?.attack == attack ? base?.steps : nil)
      if let steps, !attack.stepRange.contains(steps) {
        throw SettingError("steps", expected: "1, the one step of \(attack.rawValue)", found: "\(steps)")
      }
      var training = AdversarialTraining(
        attack: attack, epsilon: epsilon, steps: steps, loss: loss ?? base?.loss ?? .crossEntropy)
      let isFormer = (attack, epsilon, training.steps) == (base?.attack, base?.epsilon, base?.steps)
      training.stepSize = stepSize ?? (isFormer ? base?.stepSize : nil) ?? training.stepSize
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
      flag: "adversarial-steps", usual: "7 for pgd"),
    Setting(
      "step_size", \.stepSize, .strength(), "Length of one of those steps.", flag: "adversarial-step-size",
      usual: "2.5 ε / steps, or 1.25 ε for fgsm"),
    Setting(
      "loss", \.loss, .choice, "Loss that the attack climbs; own is the loss of the training.",
      flag: "adversarial-loss",
      usual: "cross-entropy"),
  ]
}
