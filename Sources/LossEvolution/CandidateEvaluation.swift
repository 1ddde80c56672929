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

  /// `seeds` yields the seed of each attempt; the first that reaches `retryBelow` counts, else the best.
  public func score(
    _ loss: Loss, epochs: Int, seeds: [UInt64], pool: WorkerPool, check: () throws -> Void
  ) throws -> Score {
    var best = Score(diverged: true)
    for seed in seeds {
      var attempt = try trainOnce(loss, epochs: epochs, seed: seed, pool: pool, check: check)
      attempt.trainings = best.trainings + 1
      let isBetter = best.trainings == 0 || attempt.fitness > best.fitness
      if isBetter { best = attempt } else { best.trainings = attempt.trainings }
      if attempt.validationAccuracy >= settings.retryBelow { break }
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
    return Audit.survival(of: classifier, epsilon: epsilon.value, losses: losses, on: validation, pool: pool)
  }
}
