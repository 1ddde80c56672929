public import Losses

/// The record of a finished search: every generation, the finalists and the winner.
public struct EvolutionRecord: Sendable, Codable, Equatable {
  public var settings: EvolutionSettings
  public var seed: UInt64
  public var generations: [Generation]
  public var finalists: [Finalist]
  /// The finalist with the highest fitness.
  @CodedByName public var winner: Loss
  /// The reason why the search ended, in words.
  public var stop: String

  /// The record's name in the search's folder.
  public static let fileName = "evolution.json"

  public struct Generation: Sendable, Codable, Equatable {
    /// The number of the generation, counted from 1.
    public var generation: Int
    public var fitnesses: [Double]
    public var best: Double
    public var median: Double
    /// How many candidates violated the invariant and scored 0 untrained.
    public var rejected: Int
    /// The step size of CMA-ES after the generation.
    public var sigma: Double
    /// The loss with the highest fitness of the generation.
    @CodedByName public var bestLoss: Loss

    enum CodingKeys: String, CodingKey {
      case generation, fitnesses, best, median, rejected, sigma
      case bestLoss = "best_loss"
    }
  }

  /// A loss that was trained again on fresh seeds.
  public struct Finalist: Sendable, Codable, Equatable {
    @CodedByName public var loss: Loss
    /// Where the loss comes from: `generation 4, candidate 7` or `mean of the distribution`.
    public var origin: String
    /// The fitness it had in the search; `nil` for the mean, which was not in it.
    public var searchFitness: Double?
    /// The fitness on each fresh seed.
    public var fitnesses: [Double]
    public var fitness: Double
    public var validationAccuracy: Double

    enum CodingKeys: String, CodingKey {
      case loss, origin, fitness, fitnesses
      case searchFitness = "search_fitness"
      case validationAccuracy = "validation_accuracy"
    }
  }
}
