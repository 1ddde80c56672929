public import Losses

/// One loss of one generation, and what became of it.
public struct CandidateResult: Sendable, Codable, Equatable {
  public enum Status: String, Sendable, Codable {
    case evaluated
    /// The invariant says that the loss cannot train. The fitness is 0, and nothing was trained.
    case violatesInvariant = "violates-invariant"
    /// Every training ended in numbers that are not finite.
    case diverged
    /// Among the worst of its generation when the rung was reached. The numbers are those of the rung.
    case stoppedAtRung = "stopped-at-rung"
    /// Not trained: a surrogate predicted its fitness. The fitness is 0, and says nothing of the loss.
    case predicted
    /// No machine could bring the trainings to an end. The fitness is 0, and says nothing of the loss.
    case failed
  }

  public var generation: Int
  public var index: Int
  /// The parameters of the loss: λ0, λ1, …
  public var parameters: [Double]
  @CodedByName public var loss: Loss
  public var status: Status
  /// The objective, averaged over initialisations; 0 where nothing trained.
  public var fitness: Double
  /// The validation accuracy without attack, averaged over initialisations.
  public var validationAccuracy: Double
  /// The accuracy at the search's ε, averaged over initialisations; `nil` where nothing was attacked.
  public var robustAccuracy: Double? = nil
  /// The objective of each initialisation.
  public var fitnesses: [Double]
  /// The number of trainings that were made, with the retries.
  public var trainings: Int
  /// The objective of each initialisation on which the candidate was evaluated a second time; `nil` where it was not.
  public var fitnessesAgain: [Double]?

  /// What a surrogate said of the candidate, where CMA-ES was told that; `nil` where it was told what was measured.
  public var predictedFitness: Double?

  /// What was measured: the mean of both evaluations where there are two.
  public var measuredFitness: Double { fitnessesAgain.map { (fitness + $0.mean) / 2 } ?? fitness }
  /// The fitness that CMA-ES is told.
  public var toldFitness: Double { predictedFitness ?? measuredFitness }
  /// Why the candidate failed, in words; `nil` of one that did not.
  public var reason: String?

  enum CodingKeys: String, CodingKey {
    case generation, index, parameters, loss, status, fitness, fitnesses, trainings, reason
    case validationAccuracy = "validation_accuracy"
    case fitnessesAgain = "fitnesses_again"
    case robustAccuracy = "robust_accuracy"
    case predictedFitness = "predicted_fitness"
  }
}
