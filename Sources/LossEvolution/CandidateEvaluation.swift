public import Datasets
public import Losses
public import Models
import Training

/// Scores one loss: partial training, then the objective on the validation images.
public struct CandidateEvaluation: Sendable {
  public let network: Network
  public let training: ImageSet
  public let validation: ImageSet
  public let settings: EvolutionSettings
  /// The validation images that robust objectives attack.
  let attacked: ImageSet

  /// Candidates are trained on `settings.trainingImages` of the `training` images, from every class in proportion.
  public init(network: Network, training: ImageSet, validation: ImageSet, settings: EvolutionSettings) {
    precondition(!settings.objective.isRobust || settings.epsilon != nil, "a robust objective needs an ε")
    self.network = network
    self.training = settings.trainingImages.map { training.stratified($0, seed: ImageSet.sharedSeed) } ?? training
    self.validation = validation
    self.settings = settings
    attacked = settings.attackImages.map { validation.stratified($0, seed: ImageSet.sharedSeed) } ?? validation
  }

  /// What a loss reached from one seed; `nil` numbers never occur: a diverged training scores 0.
  public struct Score: Sendable, Equatable {
    public var fitness = 0.0
    public var validationAccuracy = 0.0
    /// `nil` where nothing was attacked.
    public var robustAccuracy: Double?
    public var outcome = Outcome.good
    public var trainings = 0
  }

  public enum Outcome: Sendable {
    case good
    /// It had not reached `retryBelow` when that was asked.
    case failed
    case diverged
  }

  /// Trains with the first of `seeds`, and with a further one as long as no training is good.
  ///
  /// The first good one counts, else the best. A training that is below `retryBelow` after `retryEpoch` is aborted and
  /// scored as it is, the last one too; where there is a single seed, nothing is aborted. Such a training may go on
  /// from `kept`, and leaves its state there where it `keeps` it.
  public func score(
    _ loss: Loss, epochs: Int, seeds: [UInt64], kept: KeptTraining? = nil, in context: JobContext
  ) throws -> Score {
    precondition(kept == nil || seeds.count == 1, "attempts share no state")
    return try firstGood(of: seeds) { seed in
      try trainOnce(loss, epochs: epochs, seed: seed, isRetried: seeds.count > 1, kept, in: context)
    }
  }

  func firstGood(of seeds: [UInt64], _ attempt: (UInt64) throws -> Score) rethrows -> Score {
    var best = Score(outcome: .diverged)
    for (index, seed) in seeds.enumerated() {
      var score = try attempt(seed)
      score.trainings = index + 1
      if score.outcome == .good { return score }
      // A training that kept its finite numbers beats one that diverged, at fitness 0 too.
      let isBetter = best.outcome == .diverged ? score.outcome != .diverged : score.fitness > best.fitness
      if isBetter { best = score }
      best.trainings = index + 1
    }
    return best
  }

  private func trainOnce(
    _ loss: Loss, epochs: Int, seed: UInt64, isRetried: Bool, _ kept: KeptTraining?, in context: JobContext
  ) throws -> Score {
    let judged = isRetried ? min(settings.retryEpoch ?? epochs, epochs) : epochs
    var state = kept.flatMap { $0.state(of: network) }
    guard var (classifier, accuracy) = try train(&state, loss, to: judged, seed, context) else {
      return Score(outcome: .diverged)
    }
    // Not the fitness: a network that answers one class always is hard to attack, and untrained.
    let isGood = accuracy >= settings.retryBelow
    if isGood, judged < epochs {
      guard let end = try train(&state, loss, to: epochs, seed, context) else { return Score(outcome: .diverged) }
      (classifier, accuracy) = end
    }
    if let state, let kept, kept.keeps { try kept.write(state) }
    let fitness = Fitness(
      of: classifier, loss: loss, cleanAccuracy: accuracy, on: attacked, settings, engine: context.engine)
    return Score(
      fitness: fitness.value, validationAccuracy: accuracy, robustAccuracy: fitness.robustAccuracy,
      outcome: isGood ? .good : .failed)
  }

  /// Trains from `state`, or from the start, up to and including epoch `last`; `nil` where the training diverges.
  private func train(
    _ state: inout TrainingState?, _ loss: Loss, to last: Int, _ seed: UInt64, _ context: JobContext
  ) throws -> (Classifier, accuracy: Double)? {
    var partial = settings.training
    partial.epochs = last
    let trainer = Trainer(
      network: network, loss: loss, settings: partial, training: training, validation: nil, seed: seed)
    var reached = state ?? trainer.start
    guard try trainer.train(&reached, in: context) == .finished else { return nil }
    state = reached
    let classifier = Classifier(network: network, weights: reached.weights)
    let right = classifier.correct(on: validation, engine: context.engine).count { $0 }
    try context.check()
    return (classifier, Double(right) / Double(max(validation.count, 1)))
  }
}
