public import EvolutionStrategies
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
  /// The loss at which CMA-ES started; `nil` where it was the all-zero one.
  public var start: String?
  /// How the race for the winner ended; `nil` where there was none.
  public var race: Race?
  /// Whether the fitness in the search says what the final says; `nil` of fewer than four finalists with both.
  public var fitnessAgainstTruth: FitnessAgainstTruth?
  /// What the invariants say of the first generation; `nil` where a candidate that violates one is not trained.
  public var invariants: InvariantStudy?
  /// What the search took; `nil` in a record of a version that did not count.
  public var cost: Cost?

  /// The work of a search. Losses that were not trained cost nothing.
  public struct Cost: Sendable, Codable, Equatable {
    /// The trainings before the final, retries and second evaluations among them.
    public var trainings: Int
    /// The epochs of these trainings, where none was given up or diverged before its end.
    public var epochs: Int
    public var finalTrainings: Int
    public var finalEpochs: Int

    enum CodingKeys: String, CodingKey {
      case trainings, epochs
      case finalTrainings = "final_trainings"
      case finalEpochs = "final_epochs"
    }
  }
  /// The candidates that no other beats in clean and robust accuracy; `nil` where the search did not keep them.
  public var front: ParetoFront? = nil

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
    /// How many candidates no machine could train, and which scored 0 for that; `nil` where there were none.
    public var failed: Int?
    /// The step size of CMA-ES after the generation.
    public var sigma: Double
    /// The loss with the highest fitness of the generation.
    @CodedByName public var bestLoss: Loss
    /// How many candidates were stopped at the rung; `nil` where there is none.
    public var stoppedAtRung: Int?
    /// With noise handling, how many times the initialisations of the settings a fitness is averaged over.
    public var evaluations: Int?
    /// With noise handling, how many candidates were evaluated again.
    public var reevaluated: Int?
    /// With noise handling, the noise level after the generation: above 0, noise turns ranks round.
    public var noiseLevel: Double?
    /// With a surrogate, how many candidates were trained, and what the model is; `nil` without one.
    public var surrogate: SurrogateUse?
    /// Why CMA-ES was restarted after the generation; `nil` where it was not.
    public var restart: String?

    enum CodingKeys: String, CodingKey {
      case generation, fitnesses, best, median, rejected, failed, sigma, evaluations, reevaluated, restart
      case surrogate
      case bestLoss = "best_loss"
      case stoppedAtRung = "stopped_at_rung"
      case noiseLevel = "noise_level"
    }
  }

  /// What a surrogate did for a generation. Losses that cannot train do not count.
  public struct SurrogateUse: Sendable, Codable, Equatable {
    /// The form of the model after the generation; `nil` where no candidate has given it a value yet.
    public var model: QuadraticModel.Form?
    /// How many candidates were trained.
    public var evaluated: Int
    /// How many were not: the model predicted their fitness.
    public var predicted: Int
    /// Kendall's τ between the model and the newest fitnesses, the model's own among them; `nil` where it says nothing.
    public var tau: Double?
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
    /// The number of seeds after which it was found worse than another and left a race; `nil` where it did not.
    public var leftAfter: Int?

    enum CodingKeys: String, CodingKey {
      case loss, origin, fitness, fitnesses
      case searchFitness = "search_fitness"
      case validationAccuracy = "validation_accuracy"
      case leftAfter = "left_after"
    }
  }

  /// How a race for the winner ended.
  public struct Race: Sendable, Codable, Equatable {
    /// The number of fresh seeds that were run.
    public var seeds: Int
    /// Whether one entrant was found better than all others; if not, the seeds were used up.
    public var isDecided: Bool
    /// The origins of those that were not told from the best one.
    public var undecided: [String]

    enum CodingKeys: String, CodingKey {
      case seeds, undecided
      case isDecided = "is_decided"
    }
  }
}

/// The winner stands beside the best finalist, and is `null` where there is none.
extension EvolutionRecord {
  private enum CodingKeys: String, CodingKey {
    case settings, seed, generations, finalists, best, outcome, winner, stop, start, race, cost, front, invariants
    case fitnessAgainstTruth = "fitness_against_truth"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    settings = try container.decode(EvolutionSettings.self, forKey: .settings)
    seed = try container.decode(UInt64.self, forKey: .seed)
    generations = try container.decode([Generation].self, forKey: .generations)
    finalists = try container.decode([Finalist].self, forKey: .finalists)
    outcome = try container.decodeIfPresent(SearchOutcome.self, forKey: .outcome)
    _best = try container.decode(CodedByName.self, forKey: container.contains(.best) ? .best : .winner)
    stop = try container.decode(String.self, forKey: .stop)
    start = try container.decodeIfPresent(String.self, forKey: .start)
    race = try container.decodeIfPresent(Race.self, forKey: .race)
    fitnessAgainstTruth = try container.decodeIfPresent(FitnessAgainstTruth.self, forKey: .fitnessAgainstTruth)
    cost = try container.decodeIfPresent(Cost.self, forKey: .cost)
    invariants = try container.decodeIfPresent(InvariantStudy.self, forKey: .invariants)
    front = try container.decodeIfPresent(ParetoFront.self, forKey: .front)
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
    try container.encodeIfPresent(start, forKey: .start)
    try container.encodeIfPresent(race, forKey: .race)
    try container.encodeIfPresent(fitnessAgainstTruth, forKey: .fitnessAgainstTruth)
    try container.encodeIfPresent(cost, forKey: .cost)
    try container.encodeIfPresent(invariants, forKey: .invariants)
    try container.encodeIfPresent(front, forKey: .front)
  }
}
