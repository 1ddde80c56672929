import Losses

/// One loss of one generation, and what became of it.
public struct CandidateResult: Sendable, Codable, Equatable {
  public enum Status: String, Sendable, Codable {
    case evaluated
    /// The invariant says that it cannot train: fitness 0, untrained.
    case violatesInvariant = "violates-invariant"
    /// Every attempt lost its finite numbers.
    case diverged
  }

  public var generation: Int
  public var index: Int
  /// λ0, λ1, …
  public var parameters: [Double]
  public var loss: String
  public var status: Status
  /// The objective, averaged over initialisations; 0 where nothing trained.
  public var fitness: Double
  /// Clean validation accuracy, averaged likewise.
  public var validationAccuracy: Double
  /// The objective for each initialisation.
  public var fitnesses: [Double]
  /// Trainings that were made, retries included.
  public var trainings: Int

  enum CodingKeys: String, CodingKey {
    case generation, index, parameters, loss, status, fitness, fitnesses, trainings
    case validationAccuracy = "validation_accuracy"
  }
}
