public import Losses

/// The record of a finished search: every generation, the finalists and the winner.
public struct EvolutionRecord: Sendable, Codable, Equatable {
  public var settings: EvolutionSettings
  public var seed: UInt64
  public var generations: [Generation]
  public var finalists: [Finalist]
  /// The finalist with the highest fitness. A study goes on with it, whatever the outcome.
  @CodedByName public var best: Loss
  /// Whether the search found anything; `nil` in a record of a version that did not look.
  public var outcome: SearchOutcome?
  /// The reason why the search ended, in words.
  public var stop: String

  /// The best finalist; `nil` where the search found nothing: then it is the best of nothing.
  public var winner: Loss? { outcome?.found == false ? nil : best }

  /// The winner's name, or why there is none.
  public var words: String { winner?.name ?? "nothing found: \(outcome?.reason ?? "")" }

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

/// The winner stands beside the best finalist, and is `null` where there is none.
extension EvolutionRecord {
  private enum CodingKeys: CodingKey { case settings, seed, generations, finalists, best, outcome, winner, stop }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    settings = try container.decode(EvolutionSettings.self, forKey: .settings)
    seed = try container.decode(UInt64.self, forKey: .seed)
    generations = try container.decode([Generation].self, forKey: .generations)
    finalists = try container.decode([Finalist].self, forKey: .finalists)
    outcome = try container.decodeIfPresent(SearchOutcome.self, forKey: .outcome)
    _best = try container.decode(CodedByName.self, forKey: container.contains(.best) ? .best : .winner)
    stop = try container.decode(String.self, forKey: .stop)
    guard try container.decodeIfPresent(CodedByName.self, forKey: .winner)?.wrappedValue == winner else {
      throw DecodingError.dataCorruptedError(
        forKey: .winner, in: container,
        debugDescription: "the winner is not \(winner?.name ?? "null"), as the outcome says")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(settings, forKey: .settings)
    try container.encode(seed, forKey: .seed)
    try container.encode(generations, forKey: .generations)
    try container.encode(finalists, forKey: .finalists)
    try container.encode(_best, forKey: .best)
    try container.encodeIfPresent(outcome, forKey: .outcome)
    try container.encode(winner.map(CodedByName.init), forKey: .winner)
    try container.encode(stop, forKey: .stop)
  }
}
