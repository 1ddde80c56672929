import Losses
public import Settings
import Training

extension SearchOptions: Configurable {
  public static let usual = SearchOptions()

  public static let settings: [Setting<SearchOptions>] = [
    Setting(
      "start", \.start, .start,
      "Loss at which CMA-ES starts: the all-zero one, the polynomial nearest to cross-entropy, or a given TaylorGLO loss.",
      as: "loss"),
    Setting(
      "normalise_scale", \.normaliseScale, .boolean,
      "Divide every candidate's coefficients so that it pulls as hard as cross-entropy before training.",
      flag: "normalise-candidates"),
    Setting(
      "restarts", \.restarts, .whole(0...20),
      "Restarts with twice the population, where CMA-ES has converged and candidates are left."),
    Setting(
      "noise_handling", \.noiseHandling, .boolean,
      "Evaluate some candidates of each generation again on fresh initialisations, and widen the step and average over "
        + "more where ranks change."),
    Setting(
      "noise_evaluations", \.noiseEvaluations, .whole(1...100),
      "With noise handling, how many times as many initialisations a fitness may be averaged over."),
    Setting(
      "noise_widening", \.noiseWidening, .choice,
      "With noise handling, whether noise widens the step always, or only when a fitness is averaged over the most "
        + "initialisations."),
    Setting(
      "surrogate", \.surrogate, .boolean,
      "Train only as many candidates of each generation as a linear or quadratic model needs to rank them, and predict "
        + "the others.", usual: "false"),
    Setting(
      "rung_epochs", \.rungEpochs, Rule.whole(0...100_000).zeroForNone,
      "Epochs after which the worst candidates of a generation are stopped and rank last; 0 stops none.", as: "epochs"),
    Setting(
      "rung_share", \.rungShare, .from(0, below: 1),
      "Share of a generation's trained candidates that is stopped there.",
      as: "share"),
    Setting("rung_measure", \.rungMeasure, .choice, "What the worst are told by."),
    Setting(
      "final", \.final, .choice,
      "How the winner is chosen: on a fixed number of fresh seeds, or by a race on five and more, in which the polynomial "
        + "nearest to cross-entropy runs too."),
    Setting("race_seeds", \.raceSeeds, .whole(5...1000), "Most fresh seeds of a race.", as: "n"),
  ]
}

extension Rule where Value == SearchStart {
  fileprivate static var start: Rule {
    Rule(SearchStart.expected, placeholder: "loss", text: { $0.text }) { try SearchStart(parsing: $0) }
  }
}

extension EvolutionSettings {
  /// Throws a `SettingError` where an option does not go with the others.
  func requireOptionsThatFit() throws {
    if case .loss(let loss) = options.start, loss.order != order {
      throw SettingError(
        "start", expected: "a loss of order \(order), as the search is", found: "one of order \(loss.order)")
    }
    try requireSurrogateThatFits()
    guard let rung = options.rungEpochs else { return }
    guard rung < training.epochs else {
      throw SettingError(
        "rung_epochs", expected: "fewer than the \(training.epochs) epochs of a candidate", found: "\(rung)")
    }
    guard retries == 0 else {
      throw SettingError(
        "rung_epochs", expected: "none beside retries, which stop trainings by a rule of their own", found: "\(rung)")
    }
  }

  /// A surrogate compares fitnesses of all generations: they have to be of the same seeds and epochs.
  private func requireSurrogateThatFits() throws {
    guard options.surrogate == true else { return }
    let reason: String? =
      if options.rungEpochs != nil {
        "a rung, which stops a share of the whole generation"
      } else if options.noiseHandling {
        "noise handling, which evaluates candidates of its own choice again"
      } else if freshSeeds {
        "fresh seeds, since the model compares candidates of different generations"
      } else {
        nil
      }
    guard let reason else { return }
    throw SettingError("surrogate", expected: "false beside \(reason)", found: "true")
  }
}
