import ArgumentParser
import LossEvolution
import Settings
import Studies
import Training

/// How a loss is searched for.
struct EvolutionOptions: ParsableArguments {
  @Option(\EvolutionSettings.Draft.objective) var objective: String?
  @Option(\EvolutionSettings.Draft.settings.epsilon) var epsilon: String?
  @Option(\EvolutionSettings.Draft.settings.cleanWeight) var cleanWeight: String?
  @Option(\EvolutionSettings.Draft.settings.attackImages) var attackImages: String?
  @Flag(\EvolutionSettings.Draft.settings.pareto) var pareto: Bool
  @Option(\EvolutionSettings.Draft.settings.populationSize) var population: String?
  @Option(\EvolutionSettings.Draft.settings.generations) var generations: String?
  @Option(\EvolutionSettings.Draft.settings.sigma) var sigma: String?
  @Option(\EvolutionSettings.Draft.settings.order) var order: String?
  @Option(\EvolutionSettings.Draft.settings.invariant) var invariant: String?
  @Option(\EvolutionSettings.Draft.settings.trainingImages) var trainingImages: String?
  @Option(\EvolutionSettings.Draft.settings.initialisations) var initialisations: String?
  @Flag(\EvolutionSettings.Draft.settings.freshSeeds) var freshSeeds: Bool
  @Option(\EvolutionSettings.Draft.settings.retries) var retries: String?
  @Option(\EvolutionSettings.Draft.settings.retryBelow) var retryBelow: String?
  @Option(\EvolutionSettings.Draft.settings.retryEpoch) var retryEpoch: String?
  @Option(\EvolutionSettings.Draft.settings.finalists) var finalists: String?
  @Option(\EvolutionSettings.Draft.settings.finalistSeeds) var finalistSeeds: String?
  @Option(\EvolutionSettings.Draft.settings.options.start) var start: String?
  @Flag(\EvolutionSettings.Draft.settings.options.normaliseScale) var normaliseCandidates: Bool
  @Option(\EvolutionSettings.Draft.settings.options.restarts) var restarts: String?
  @Flag(\EvolutionSettings.Draft.settings.options.noiseHandling) var noiseHandling: Bool
  @Option(\EvolutionSettings.Draft.settings.options.noiseEvaluations) var noiseEvaluations: String?
  @Option(\EvolutionSettings.Draft.settings.options.noiseWidening) var noiseWidening: String?
  @Flag(\EvolutionSettings.Draft.settings.options.surrogate) var surrogate: Bool
  @Option(\EvolutionSettings.Draft.settings.options.rungEpochs) var rungEpochs: String?
  @Option(\EvolutionSettings.Draft.settings.options.rungShare) var rungShare: String?
  @Option(\EvolutionSettings.Draft.settings.options.rungMeasure) var rungMeasure: String?
  @Option(\EvolutionSettings.Draft.settings.options.final) var final: String?
  @Option(\EvolutionSettings.Draft.settings.options.raceSeeds) var raceSeeds: String?

  /// The search; `training` is how candidates are trained.
  func settings(_ training: TrainingSettings) throws -> EvolutionSettings {
    var draft = EvolutionSettings.Draft(training: training)
    try set(in: &draft)
    return try flagged(EvolutionSettings.Draft.self) { try draft.resolved() }
  }
}

/// Training images that score candidates.
struct HeldOutOption: ParsableArguments {
  @Option(\AuditFile.DataSection.validation) var validation: String?
}
