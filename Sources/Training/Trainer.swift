public import Datasets
import Foundation
public import Losses
public import Models
import Tensors

/// Trains a network by momentum SGD on shuffled batches.
///
/// Results are a function of the arguments alone: any number of threads and any interruption between epochs lead to
/// the same bits. An epoch's last, smaller batch is left out, so that every step sees as many images.
public struct Trainer: Sendable {
  public let network: Network
  public let loss: Loss
  public let settings: TrainingSettings
  public let training: ImageSet
  public let validation: ImageSet?
  public let seed: UInt64

  public init(
    network: Network, loss: Loss, settings: TrainingSettings, training: ImageSet, validation: ImageSet?, seed: UInt64
  ) {
    precondition(training.count > 0 && settings.batchSize > 0)
    self.network = network
    self.loss = loss
    self.settings = settings
    self.training = training
    self.validation = validation
    self.seed = seed
  }

  /// The state before the first epoch.
  public var start: TrainingState {
    TrainingState(
      weights: Weights(layout: network.layout, initialisation: settings.initialisation, seed: seed))
  }

  /// Images in one step.
  public var batchSize: Int { min(settings.batchSize, training.count) }
  /// Steps in one epoch.
  public var stepsPerEpoch: Int { training.count / batchSize }

  /// Trains from `state` to the last epoch; `afterEpoch` sees the state after each one and may stop it by throwing.
  @discardableResult
  public func train(
    _ state: inout TrainingState, in context: JobContext, afterEpoch: (TrainingState) throws -> Void = { _ in }
  ) throws -> TrainingOutcome {
    if let last = state.history.last, !last.trainingLoss.isFinite { return .diverged(epoch: last.epoch) }
    guard state.history.count < settings.epochs else { return .finished }
    let gradient = gradient(context.engine)
    for epoch in state.history.count + 1...settings.epochs {
      let record = try runEpoch(epoch, &state, gradient, context)
      state.history.append(record)
      // Before boxes have their full size, an epoch is no candidate for the best: it has not learnt what was asked for.
      if let accuracy = record.validationAccuracy, record.trainingLoss.isFinite,
        settings.certification?.isFull(inEpoch: epoch) ?? true,
        accuracy > state.best?.validationAccuracy ?? -1
      {
        state.best = .init(epoch: epoch, validationAccuracy: accuracy, weights: state.weights)
      }
      try afterEpoch(state)
      if !record.trainingLoss.isFinite { return .diverged(epoch: epoch) }
    }
    return .finished
  }

  private func gradient(_ engine: Engine) -> any TrainingGradient {
    settings.certification.map { IntervalGradient(self, $0, engine: engine) } ?? StepGradient(self, engine: engine)
  }

  private func runEpoch(
    _ epoch: Int, _ state: inout TrainingState, _ gradient: any TrainingGradient, _ context: JobContext
  ) throws -> EpochRecord {
    var stream = RandomStream(seed: seed, purpose: .batchOrder, index: UInt64(epoch))
    let order = stream.nextPermutation(of: training.count)
    let rate = settings.learningRate(inEpoch: epoch)
    let tally = try state.weights.values.withUnsafeMutableBufferPointer { weights in
      try state.momentum.withUnsafeMutableBufferPointer { momentum in
        try runSteps(
          epoch, order, rate, weights.baseAddress!, momentum.baseAddress!, gradient, context)
      }
    }
    let seen = Double(stepsPerEpoch * batchSize)
    var trainingLoss = tally.loss / seen
    // A weight may overflow in the last step, after its loss was read.
    if trainingLoss.isFinite, !state.weights.values.allSatisfy(\.isFinite) { trainingLoss = .nan }
    let validationAccuracy = validation.map { validation in
      guard trainingLoss.isFinite else { return 0.0 }
      let classifier = Classifier(network: network, weights: state.weights)
      return Double(classifier.correct(on: validation, engine: context.engine).count { $0 })
        / Double(max(validation.count, 1))
    }
    return EpochRecord(
      epoch: epoch, learningRate: rate, trainingLoss: trainingLoss, trainingAccuracy: Double(tally.correct) / seen,
      validationAccuracy: validationAccuracy)
  }

  /// One epoch's steps; ends early once the loss is not finite.
  private func runSteps(
    _ epoch: Int, _ order: [Int], _ rate: Double, _ weights: UnsafeMutablePointer<Float>,
    _ momentum: UnsafeMutablePointer<Float>, _ gradient: any TrainingGradient, _ context: JobContext
  ) throws -> TrainingTally {
    let detail = "epoch \(epoch) of \(settings.epochs)"
    var tally = TrainingTally()
    for step in 0..<stepsPerEpoch {
      gradient.compute(
        weights: weights, order: order[step * batchSize..<(step + 1) * batchSize], epoch: epoch,
        step: (epoch - 1) * stepsPerEpoch + step, into: &tally)
      if !tally.loss.isFinite { break }
      network.step(
        weights: weights, momentum: momentum, gradients: gradient.gradient, learningRate: rate,
        momentum: settings.momentum, weightDecay: settings.weightDecay, pool: context.engine.pool)
      try context.proceed(
        JobProgress(
          "training", detail: detail, done: (epoch - 1) * stepsPerEpoch + step + 1, of: settings.epochs * stepsPerEpoch)
      )
    }
    return tally
  }
}
