import Files
import Losses
import Models
import Training

/// One candidate with all that is known of it, as a line of `candidates.jsonl`.
struct CandidateRow: Encodable {
  let generation: Int
  let index: Int
  let status: CandidateResult.Status
  /// Why its training ended, in words.
  let ended: String
  let parameters: [Double]
  /// What the formula says, without any training: coefficients, null epoch, invariants, equilibrium.
  let theory: LossDescription
  /// What CMA-ES was told.
  let fitness: Double
  let fitnesses: [Double]
  let fitnessesAgain: [Double]?
  let predictedFitness: Double?
  let validationAccuracy: Double
  /// The trainings that were made, retries among them, without second evaluations.
  let attempts: Int
  /// The seconds of all its tasks; `nil` where no clock was kept.
  let seconds: Double?
  /// The earlier candidate whose training stands for this one's too.
  let sameAs: String?

  init(_ candidate: CandidateResult, twin: CandidateResult?, seconds: Double?, search: LossSearch) {
    generation = candidate.generation
    index = candidate.index
    status = candidate.status
    ended = Self.ended(candidate, search.settings)
    parameters = candidate.parameters
    theory = LossDescription(candidate.loss, classes: search.evaluation.network.classes)
    fitness = candidate.toldFitness
    fitnesses = candidate.fitnesses
    fitnessesAgain = candidate.fitnessesAgain
    predictedFitness = candidate.predictedFitness
    validationAccuracy = candidate.validationAccuracy
    attempts = candidate.trainings
    sameAs = twin.map { "generation \($0.generation), candidate \($0.index)" }
    self.seconds = seconds
  }

  private static func ended(_ candidate: CandidateResult, _ settings: EvolutionSettings) -> String {
    switch candidate.status {
    case .failed: "no machine could train it: \(candidate.reason ?? "")"
    case .evaluated:
      settings.retries > 0 && candidate.validationAccuracy < settings.retryBelow
        ? "below the accuracy \(settings.retryBelow) in every attempt"
        : "trained for \(settings.training.epochs.counted("epoch"))"
    case .violatesInvariant: "not trained: it violates the invariant \(settings.invariant.rawValue)"
    case .predicted: "not trained: the surrogate predicts its fitness"
    case .diverged: "diverged"
    case .stoppedAtRung:
      "stopped after \((settings.options.rungEpochs ?? 0).counted("epoch")): among the worst of its generation"
    }
  }

  private enum CodingKeys: String, CodingKey {
    case generation, index, status, ended, parameters, fitness, fitnesses, attempts, seconds, loss, coefficients
    case invariant
    case fitnessesAgain = "fitnesses_again"
    case predictedFitness = "predicted_fitness"
    case validationAccuracy = "validation_accuracy"
    case sameAs = "same_as"
    case nullEpoch = "null_epoch"
    case equilibriumConfidence = "equilibrium_confidence"
  }

  /// The keys of `loss describe` stand among the others; what is not known is `null`.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(generation, forKey: .generation)
    try container.encode(index, forKey: .index)
    try container.encode(status, forKey: .status)
    try container.encode(ended, forKey: .ended)
    try container.encode(parameters, forKey: .parameters)
    try container.encode(theory.loss, forKey: .loss)
    try container.encode(theory.coefficients, forKey: .coefficients)
    try container.encode(theory.nullEpoch, forKey: .nullEpoch)
    try container.encode(theory.invariant, forKey: .invariant)
    try container.encode(theory.equilibriumConfidence, forKey: .equilibriumConfidence)
    try container.encode(fitness, forKey: .fitness)
    try container.encode(fitnesses, forKey: .fitnesses)
    try container.encodeIfPresent(fitnessesAgain, forKey: .fitnessesAgain)
    try container.encodeIfPresent(predictedFitness, forKey: .predictedFitness)
    try container.encode(validationAccuracy, forKey: .validationAccuracy)
    try container.encode(attempts, forKey: .attempts)
    try container.encode(seconds, forKey: .seconds)
    try container.encodeIfPresent(sameAs, forKey: .sameAs)
  }
}
