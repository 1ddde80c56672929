public import Datasets
public import Losses
public import Models
import Robustness
public import Tensors
import Training

/// Scores one loss: partial training, then the objective on the validation images.
public struct CandidateEvaluation: Sendable {
  public let network: Network
  public let training: ImageSet
  public let validation: ImageSet
  public let settings: EvolutionSettings

  public init(network: Network, training: ImageSet, validation: ImageSet, settings: EvolutionSettings) {
    precondition(!settings.objective.isRobust || settings.epsilon != nil, "a robust objective needs an ε")
    self.network = network
    self.training = settings.trainingImages.map { training.prefix($0) } ?? training
    self.validation = validation
    self.settings = settings
  }

  /// What a loss reached from one seed; `nil` numbers never occur: a diverged training scores 0.
  public struct Score: Sendable, Equatable {
    public var fitness = 0.0
    public var validationAccuracy = 0.0
    public var diverged = false
    public var trainings = 0
  }

  /// Trains with the first of `seeds`, and with a further one as long as the training stays below `retryBelow`.
  ///
  /// The first that reaches it counts, else the best.
  public func score(
    _ loss: Loss, epochs: Int, seeds: [UInt64], pool: WorkerPool, check: () throws -> Void
  ) throws -> Score {
    try firstGood(of: seeds) { try trainOnce(loss, epochs: epochs, seed: $0, pool: pool, check: check) }
  }

  func firstGood(of seeds: [UInt64], _ attempt: (UInt64) throws -> Score) rethrows -> Score {
    var best = Score(diverged: true)
    for (index, seed) in seeds.enumerated() {
      var score = try attempt(seed)
      score.trainings = index + 1
      // Not the fitness: a network that answers one class always is hard to attack, and untrained.
      if !score.diverged, score.validationAccuracy >= settings.retryBelow { return score }
      // A training that went to its end beats one that diverged, at fitness 0 too.
      let isBetter = best.diverged ? !score.diverged : score.fitness > best.fitness
      if isBetter { best = score }
      best.trainings = index + 1
    }
    return best
  }

  private func trainOnce(
    _ loss: Loss, epochs: Int, seed: UInt64, pool: WorkerPool, check: () throws -> Void
  ) throws -> Score {
    var partial = settings.training
    partial.epochs = epochs
    let trainer = Trainer(
      network: network, loss: loss, settings: partial, training: training, validation: nil, seed: seed, pool: pool)
    var state = trainer.start
    guard try trainer.train(&state, onStep: { _, _ in try check() }) == .finished else { return Score(diverged: true) }
    let classifier = Classifier(network: network, weights: state.weights)
    let right = classifier.correct(on: validation, pool: pool).count { $0 }
    let accuracy = Double(right) / Double(max(validation.count, 1))
    try check()
    return Score(
      fitness: fitness(of: classifier, loss: loss, cleanAccuracy: accuracy, pool: pool), validationAccuracy: accuracy)
  }

  private func fitness(of classifier: Classifier, loss: Loss, cleanAccuracy: Double, pool: WorkerPool) -> Double {
    let losses: [AttackLoss] =
      switch settings.objective {
      case .accuracy: []
      case .fgsm: [.loss(loss)]
      case .worstOf: [.loss(loss), .crossEntropy, .dlr]
      }
    guard let epsilon = settings.epsilon, !losses.isEmpty else { return cleanAccuracy }
    return Survival(epsilon: epsilon.value, losses: losses).share(of: classifier, on: validation, pool: pool)
  }
}
