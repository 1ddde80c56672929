public import EvolutionStrategies

/// How a search goes about it, beside the published way: each part is off by default.
///
/// They are for searches of a few hundred trainings, whose fitnesses are noisy.
public struct SearchOptions: Sendable, Codable, Equatable {
  /// Where CMA-ES starts.
  public var start = SearchStart.zero
  /// Whether λ2, λ3, … of every candidate are divided so that its pull γ_T − γ_N at the null epoch is cross-entropy's.
  ///
  /// The scale of a loss acts as a learning rate: without it, the search is over the form of losses alone.
  public var normaliseScale = false
  /// The largest number of restarts, each with twice the population, after CMA-ES has converged within the budget.
  public var restarts = 0
  /// Whether some candidates are evaluated again on fresh initialisations, by which the noise is measured and treated.
  public var noiseHandling = false
  /// With noise handling, by how many times `initialisations` one fitness may become the mean of.
  public var noiseEvaluations = 4
  /// With noise handling, when noise makes the step of CMA-ES grow.
  public var noiseWidening = NoiseHandling.Widening.atMaximum
  /// Whether a model of the fitness spares trainings; `nil` means no.
  public var surrogate: Bool?
  /// The epoch, counted from 1, after which the worst candidates of a generation are stopped; `nil` for none.
  public var rungEpochs: Int?
  /// The share of the trained candidates of a generation that is stopped there.
  public var rungShare = 0.5
  /// By what the worst are told.
  public var rungMeasure = RungMeasure.objective
  /// How the winner is chosen.
  public var final = FinalRule.fixed
  /// The largest number of fresh seeds of a race.
  public var raceSeeds = 20

  public init() {}

  enum CodingKeys: String, CodingKey {
    case start, restarts, final, surrogate
    case normaliseScale = "normalise_scale"
    case noiseHandling = "noise_handling"
    case noiseEvaluations = "noise_evaluations"
    case noiseWidening = "noise_widening"
    case rungEpochs = "rung_epochs"
    case rungShare = "rung_share"
    case rungMeasure = "rung_measure"
    case raceSeeds = "race_seeds"
  }
}

/// By what a rung tells the worst candidates of a generation.
public enum RungMeasure: String, Sendable, Codable, CaseIterable {
  /// The search's objective.
  case objective
  /// Validation accuracy without attack.
  case accuracy
}

/// How the winner of a search is chosen.
public enum FinalRule: String, Sendable, Codable, CaseIterable {
  /// The best candidates and the distribution's mean are trained on a fixed number of fresh seeds; the best mean wins.
  case fixed
  /// The same and the polynomial nearest to cross-entropy race on fresh seeds, until one is better than all others.
  case race
}
