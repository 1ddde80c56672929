public import Losses
public import Robustness
public import Training

/// A search for a TaylorGLO loss.
public struct EvolutionSettings: Sendable, Codable, Equatable {
  public var objective: EvolutionObjective
  /// Attack strength of a robust objective.
  public var epsilon: Epsilon?
  /// The weight of accuracy without attack in `trade-off`, from 0 to 1; `nil` where the objective is another one.
  public var cleanWeight: Double?
  /// The validation images that are attacked, from every class in proportion; `nil` for all.
  public var attackImages: Int?
  /// Whether the record keeps the front of candidates by clean and robust accuracy; `nil` means no.
  public var pareto: Bool?
  /// Order of the Taylor polynomial; 3 is the published one.
  public var order: Int
  /// Candidates of a generation; the published searches use 20, or 40 with the invariant.
  public var populationSize: Int
  public var generations: Int
  /// Initial step of CMA-ES around the all-zero loss; 1.2 as published.
  public var sigma: Double
  /// Candidates that violate it score 0 untrained.
  public var invariant: Invariant
  /// Partial training: how each candidate is trained before it is scored.
  public var training: TrainingSettings
  /// Images of partial training, the first of the training split; `nil` for all.
  public var trainingImages: Int?
  /// Initialisations over which one fitness is averaged.
  public var initialisations: Int
  /// Whether every generation draws new initialisations (as published), or all generations share the first ones, which
  /// makes their fitnesses comparable.
  public var freshSeeds: Bool
  /// Further attempts, each with another seed, for a training that failed: it diverged, or had not reached `retryBelow`
  /// after `retryEpoch` epochs and was aborted there. 2 as published, none for robust objectives; without any, every
  /// training goes to its end.
  public var retries: Int
  /// Validation accuracy under which a training counts as failed; 0.15 as published.
  public var retryBelow: Double
  /// The epoch, counted from 1, after which that accuracy is read; a shorter training is judged at its end, and so was
  /// every one where a record lacks it. 10 as published (the code counts from 0: its epoch 10 is the eleventh).
  public var retryEpoch: Int?
  /// Best candidates that are trained again, beside the distribution's mean, to name the winner.
  public var finalists: Int
  /// Fresh seeds on which each finalist is trained.
  public var finalistSeeds: Int
  /// Epochs of a finalist's training; `nil` for those of partial training.
  public var finalistEpochs: Int?
  /// How the search goes about it.
  public var options = SearchOptions()

  enum CodingKeys: String, CodingKey {
    case objective, epsilon, pareto, order, generations, sigma, invariant, training, initialisations, retries, finalists
    case cleanWeight = "clean_weight"
    case attackImages = "attack_images"
    case populationSize = "population"
    case trainingImages = "training_images"
    case freshSeeds = "fresh_seeds"
    case retryBelow = "retry_below"
    case retryEpoch = "retry_epoch"
    case finalistSeeds = "finalist_seeds"
    case finalistEpochs = "finalist_epochs"
  }

  public init(
    objective: EvolutionObjective, epsilon: Epsilon? = nil, order: Int = 3, populationSize: Int = 20,
    generations: Int = 40, sigma: Double = 1.2, invariant: Invariant = .exact, training: TrainingSettings,
    trainingImages: Int? = nil, initialisations: Int = 1, freshSeeds: Bool = false, retries: Int = 0,
    retryBelow: Double = 0.15, retryEpoch: Int? = 10, finalists: Int = 3, finalistSeeds: Int = 2,
    finalistEpochs: Int? = nil
  ) {
    self.objective = objective
    self.epsilon = epsilon
    self.order = order
    self.populationSize = populationSize
    self.generations = generations
    self.sigma = sigma
    self.invariant = invariant
    self.training = training
    self.trainingImages = trainingImages
    self.initialisations = initialisations
    self.freshSeeds = freshSeeds
    self.retries = retries
    self.retryBelow = retryBelow
    self.retryEpoch = retryEpoch
    self.finalists = finalists
    self.finalistSeeds = finalistSeeds
    self.finalistEpochs = finalistEpochs
  }

  /// Clean and robust accuracy count alike.
  static let usualCleanWeight = 0.5

  /// Numbers in a genome: both centres and one coefficient per term with a power of h (order 3: eight).
  public var genomeCount: Int { 2 + order * (order + 1) / 2 }
}
