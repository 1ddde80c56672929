public import Datasets
import Foundation
public import Losses
public import Models
import Robustness
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
    let gradient = BatchGradient(network, batchSize: batchSize, engine: context.engine)
    let attack = settings.adversarial.map { adversarial in
      BatchPerturbation(
        network, loss: adversarial.attackLoss(own: loss), epsilon: adversarial.epsilon.value,
        step: adversarial.stepSize.value, steps: adversarial.steps,
        batchSize: network.trainingPassSize(batchSize: batchSize), engine: context.engine)
    }
    for epoch in state.history.count + 1...settings.epochs {
      let record = try runEpoch(epoch, &state, gradient, attack, context)
      state.history.append(record)
      if let accuracy = record.validationAccuracy, record.trainingLoss.isFinite,
        accuracy > state.best?.validationAccuracy ?? -1
      {
        state.best = .init(epoch: epoch, validationAccuracy: accuracy, weights: state.weights)
      }
      try afterEpoch(state)
      if !record.trainingLoss.isFinite { return .diverged(epoch: epoch) }
    }
    return .finished
  }

  private func runEpoch(
    _ epoch: Int, _ state: inout TrainingState, _ gradient: BatchGradient, _ attack: BatchPerturbation?,
    _ context: JobContext
  ) throws -> EpochRecord {
    var stream = RandomStream(seed: seed, purpose: .batchOrder, index: UInt64(epoch))
    let order = stream.nextPermutation(of: training.count)
    let rate = settings.learningRate(inEpoch: epoch)
    let tally = try state.weights.values.withUnsafeMutableBufferPointer { weights in
      try state.momentum.withUnsafeMutableBufferPointer { momentum in
        try runSteps(
          epoch, order, rate, weights.baseAddress!, momentum.baseAddress!, gradient, attack, context)
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
    _ momentum: UnsafeMutablePointer<Float>, _ gradient: BatchGradient, _ attack: BatchPerturbation?,
    _ context: JobContext
  ) throws -> (loss: Double, correct: Int) {
    let classes = network.classes, detail = "epoch \(epoch) of \(settings.epochs)"
    var labels = [Int32](repeating: 0, count: batchSize)
    var values = [Double](repeating: 0, count: batchSize)
    var indices: [Int] = []
    indices.reserveCapacity(batchSize)
    var total = 0.0, correct = 0
    for step in 0..<stepsPerEpoch {
      attack?.prepare(weights: weights)
      gradient.compute(weights: weights, seed: seed, step: (epoch - 1) * stepsPerEpoch + step) { first, count, images in
        indices.removeAll(keepingCapacity: true)
        for i in first..<first + count { indices.append(order[step * batchSize + i]) }
        training.fill(
          indices, into: images, labels: &labels, augmentation: settings.augmentation, seed: seed, epoch: epoch,
          pool: context.engine.pool)
        attack?.perturb(images, labels: labels, indices: indices, weights: weights, seed: seed, epoch: epoch)
      } judge: { _, count, logits, logitGradients in
        loss.evaluate(
          logits: logits, labels: labels, count: count, classes: classes,
          form: .training(normaliseScale: settings.normaliseScale), gradientScale: 1 / Double(batchSize),
          values: &values, gradient: logitGradients)
        for i in 0..<count {
          total += values[i]
          if Classifier.isCorrect(logits + i * classes, classes: classes, label: labels[i]) { correct += 1 }
        }
        return total.isFinite
      }
      if !total.isFinite { break }
      network.step(
        weights: weights, momentum: momentum, gradients: gradient.gradient, learningRate: rate,
        momentum: settings.momentum, weightDecay: settings.weightDecay, pool: context.engine.pool)
      try context.proceed(
        JobProgress(
          "training", detail: detail, done: (epoch - 1) * stepsPerEpoch + step + 1, of: settings.epochs * stepsPerEpoch)
      )
    }
    return (total, correct)
  }
}
