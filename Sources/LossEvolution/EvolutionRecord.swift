/// A search as it is reported: every generation, the finalists, the winner.
public struct EvolutionRecord: Sendable, Codable, Equatable {
  public var settings: EvolutionSettings
  public var seed: UInt64
  public var generations: [Generation]
  public var finalists: [Finalist]
  /// The canonical name of the winning loss.
  public var winner: String
  /// Why the search ended, in words.
  public var stop: String

  /// The record's name in the search's folder.
  public static let fileName = "evolution.json"

  public struct Generation: Sendable, Codable, Equatable {
    /// The number of the generation, counted from 1.
    public var generation: Int
    public var fitnesses: [Double]
    public var best: Double
    public var median: Double
    /// Candidates that scored 0 by the invariant.
    public var rejected: Int
    /// CMA-ES's step after the generation.
    public var sigma: Double
    public var bestLoss: String

    enum CodingKeys: String, CodingKey {
      case generation, fitnesses, best, median, rejected, sigma
      case bestLoss = "best_loss"
    }
  }

  /// A loss that was trained again on fresh seeds.
  public struct Finalist: Sendable, Codable, Equatable {
    public var loss: String
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
