import Robustness
public import Settings
public import Training

extension EvolutionSettings {
  /// What has been said of an evolution so far.
  public struct Draft: Sendable {
    /// `nil` where none is named: then an ε decides.
    public var objective: EvolutionObjective?
    /// All but the objective.
    public var settings: EvolutionSettings

    /// `training` is how candidates are trained where nothing else is said.
    public init(training: TrainingSettings) {
      settings = EvolutionSettings(objective: .accuracy, training: training)
    }

    /// Throws a `SettingError` where the objective needs an ε and there is none.
    public func resolved() throws -> EvolutionSettings {
      var settings = settings
      guard settings.training.attractionLog == nil else {
        throw SettingError(
          "training", expected: "no attraction_log, since a candidate leaves its score alone", found: "one")
      }
      settings.objective = objective ?? .usual(isRobust: settings.epsilon != nil)
      try settings.requireOptionsThatFit()
      if settings.options.surrogate == false { settings.options.surrogate = nil }
      settings.cleanWeight =
        settings.objective == .tradeOff ? settings.cleanWeight ?? EvolutionSettings.usualCleanWeight : nil
      settings.attackImages =
        settings.objective.isRobust ? settings.attackImages ?? settings.objective.usualAttackImages : nil
      guard settings.objective.isRobust else {
        guard settings.pareto != true else {
          throw SettingError(
            "pareto", expected: "false, since the objective accuracy measures nothing under attack", found: "true")
        }
        settings.epsilon = nil
        settings.pareto = nil
        return settings
      }
      if settings.pareto == false { settings.pareto = nil }
      guard settings.epsilon != nil else {
        throw SettingError(
          "epsilon",
          expected: "an attack strength such as 8/255, since the objective is \(settings.objective.rawValue)",
          found: "nothing")
      }
      return settings
    }
  }
}

extension EvolutionSettings.Draft: Configurable {
  public static let usual = EvolutionSettings.Draft(training: TrainingDraft().partial)

  public static let settings: [Setting<EvolutionSettings.Draft>] =
    [
      Setting(
        "objective", \.objective, .choice,
        """
        What a candidate is rewarded for: accuracy; fgsm, accuracy under FGSM through the candidate loss itself; worst-of, \
        what survives FGSM through the candidate loss, cross-entropy and DLR alike; pgd, what survives five steps of PGD \
        through cross-entropy and through DLR; autoattack-lite, what survives ten steps of APGD and of targeted APGD; area, \
        the mean accuracy over the strengths up to ε; or trade-off, clean accuracy and worst-of, weighted.
        """,
        usual: "\(EvolutionObjective.usual(isRobust: true).rawValue) with an ε, "
          + "\(EvolutionObjective.usual(isRobust: false).rawValue) without"),
      Setting(
        "epsilon", \.settings.epsilon, .strength(), "Attack strength of every objective but accuracy.", usual: "none"),
      Setting(
        "clean_weight", \.settings.cleanWeight, .from(0, to: 1), "Weight of clean accuracy in trade-off.", as: "w",
        usual: "0.5"),
      Setting(
        "attack_images", \.settings.attackImages, .whole(1...Int.max),
        "Validation images that are attacked, from every class in proportion.",
        usual: "200 for autoattack-lite, else all"),
      Setting(
        "pareto", \.settings.pareto, .boolean,
        "Keep in the record the candidates that none beats in both clean and robust accuracy.", usual: "false"),
      Setting("order", \.settings.order, .whole(1...6), "Order of the Taylor polynomial."),
      Setting("population", \.settings.populationSize, .whole(2...10_000), "Candidates of a generation."),
      Setting("generations", \.settings.generations, .whole(1...100_000), "Generations."),
      Setting("sigma", \.settings.sigma, .above(0), "First step of CMA-ES around the all-zero loss.", as: "σ"),
      Setting(
        "invariant", \.settings.invariant, .choice,
        "Condition for a loss to train at all; candidates that violate it score 0 untrained."),
      Setting(
        "training_images", \.settings.trainingImages, .whole(1...Int.max), "Images that each candidate is trained on.",
        usual: "all that are not held out"),
      Setting(
        "initialisations", \.settings.initialisations, .whole(1...100),
        "Initialisations over which a fitness is averaged."),
      Setting(
        "fresh_seeds", \.settings.freshSeeds, .boolean, "Draw new initialisations in every generation, as published."),
      // Attempts from the 256th on would take another initialisation's seeds (`LossSearch.seed`).
      Setting(
        "retries", \.settings.retries, .whole(0...100),
        """
        Further attempts, each from another seed, for a training that diverges or is aborted. Published are 2, and none \
        against FGSM.
        """),
      Setting(
        "retry_below", \.settings.retryBelow, .from(0, to: 1),
        "Validation accuracy under which a training is aborted, where there are retries.", as: "accuracy"),
      Setting(
        "retry_epoch", \.settings.retryEpoch, .whole(1...100_000),
        "Epoch after which it is, or the last of a shorter training.", as: "epoch", usual: "the last"),
      Setting(
        "finalists", \.settings.finalists, .whole(0...1000),
        "Best candidates trained again on fresh seeds, beside the distribution's mean."),
      Setting(
        "finalist_seeds", \.settings.finalistSeeds, .whole(1...1000), "Fresh seeds on which each finalist is trained."),
      Setting(
        "finalist_epochs", \.settings.finalistEpochs, .whole(1...100_000), "Epochs that each finalist is trained for.",
        usual: "as many as a candidate"),
    ]
    + SearchOptions.settings.map { $0.within(\.settings.options) }
}
