import Datasets
import Foundation
import Losses
import Models
import Synchronization
import TestSupport
import Testing

@testable import Training

@Suite("Trainer")
struct TrainerTests {
  @Test("any number of threads trains to the same bits", arguments: [2, 3])
  func threads(threads: Int) throws {
    let trainer = try TinyTraining.trainer()
    var first = trainer.start, second = trainer.start
    try trainer.train(&first, in: .threads(1))
    try trainer.train(&second, in: .threads(threads))
    #expect(first == second)
  }

  @Test("a training stopped after any epoch goes on to the same bits", arguments: [1, 2, 3])
  func interruption(after epoch: Int) throws {
    let trainer = try TinyTraining.trainer()
    var whole = trainer.start, parts = trainer.start
    try trainer.train(&whole, in: .threads(1))
    var saved: TrainingState?
    #expect(throws: Interrupted.self) {
      try trainer.train(
        &parts, in: .threads(1),
        afterEpoch: {
          saved = $0
          if $0.history.count == epoch { throw Interrupted() }
        })
    }
    // Another trainer: nothing may be left in the first one.
    var resumed = try #require(saved)
    #expect(try TinyTraining.trainer().train(&resumed, in: .threads(1)) == .finished)
    #expect(resumed == whole)
  }

  @Test("dropout's masks are those of the step, for any threads and any interruption")
  func dropout() throws {
    let network = try ArchitectureName.wideResNet(depth: 10, widening: 1).network(
      input: TinyImages.shape, classes: TinyImages.classes, mean: [0.25], standardDeviation: [0.5], dropout: 0.5)
    let trainer = Trainer(
      network: network, loss: Loss(.crossEntropy), settings: .init(epochs: 2, batchSize: 8),
      training: TinyImages.images(16, seed: 1), validation: nil, seed: 1)
    var whole = trainer.start
    var first: TrainingState?
    try trainer.train(&whole, in: .threads(1), afterEpoch: { if first == nil { first = $0 } })
    var parts = try #require(first)
    try trainer.train(&parts, in: .threads(3))
    #expect(parts == whole)
  }

  @Test("Cutout's holes have the colour that the network normalises to zero")
  func cutout() throws {
    // A hole over the whole image, wherever its centre: zeros behind the normalisation, and so at every layer without
    // a bias, up to four equal logits.
    let settings = TrainingSettings(epochs: 1, batchSize: 32, augmentation: Augmentation(cutout: 16))
    let trainer = try TinyTraining.trainer(settings, validation: nil)
    var state = trainer.start
    try trainer.train(&state, in: .threads(1))
    #expect(abs(state.history[0].trainingLoss - log(4)) < 1e-6)
  }

  @Test("the tiny problem is learnt, and another seed learns it otherwise")
  func learns() throws {
    let trainer = try TinyTraining.trainer(.init(epochs: 4, batchSize: 8))
    var state = trainer.start
    #expect(try trainer.train(&state, in: .threads(1)) == .finished)
    #expect(try #require(state.history.last).trainingAccuracy > 0.9)
    #expect(try #require(state.history.last).trainingLoss < state.history[0].trainingLoss)
    let other = try TinyTraining.trainer(.init(epochs: 4, batchSize: 8), seed: 2)
    var otherState = other.start
    try other.train(&otherState, in: .threads(1))
    #expect(otherState.history != state.history)
  }

  @Test(
    "an epoch has as many whole batches as there are",
    arguments: [(images: 32, batch: 8, steps: 4), (31, 8, 3), (7, 8, 1), (9, 8, 1)])
  func steps(images: Int, batch: Int, steps: Int) throws {
    let trainer = try TinyTraining.trainer(.init(epochs: 2, batchSize: batch), images: images)
    var state = trainer.start
    let seen = Mutex([JobProgress]())
    let context = JobContext(engine: Engine(threads: 1), report: { progress in seen.withLock { $0.append(progress) } })
    try trainer.train(&state, in: context)
    #expect(
      seen.withLock { $0 }
        == (1...2 * steps).map {
          JobProgress("training", detail: "epoch \($0 > steps ? 2 : 1) of 2", done: $0, of: 2 * steps)
        })
  }

  @Test("records carry epoch, learning rate and what the last weights get right")
  func records() throws {
    let trainer = try TinyTraining.trainer()
    var state = trainer.start
    try trainer.train(&state, in: .threads(1))
    #expect(state.history.map(\.epoch) == [1, 2, 3])
    #expect(state.history.map(\.learningRate) == [0.05, 0.05, 0.025])
    let classifier = Classifier(network: trainer.network, weights: state.weights)
    let right = classifier.correct(on: TinyImages.images(16, seed: 2), engine: Engine(threads: 1)).count { $0 }
    #expect(state.history[2].validationAccuracy == Double(right) / 16)
  }

  @Test("the best is the first epoch of the highest validation accuracy, with its weights")
  func best() throws {
    let trainer = try TinyTraining.trainer(.init(epochs: 6, batchSize: 8))
    var state = trainer.start
    var weights: [Weights] = []
    try trainer.train(&state, in: .threads(1), afterEpoch: { weights.append($0.weights) })
    let accuracies = state.history.map { $0.validationAccuracy! }
    let highest = try #require(accuracies.max()), best = try #require(state.best)
    #expect(best.epoch == accuracies.firstIndex(of: highest)! + 1)
    #expect(best.validationAccuracy == highest)
    #expect(best.weights == weights[best.epoch - 1])
    // The rule is put to the test: the best is neither the last nor the only one of its accuracy.
    #expect(best.epoch < 6 && accuracies.count { $0 == highest } > 1)
  }

  @Test("without validation there is no accuracy and no best, and the weights are those with it")
  func withoutValidation() throws {
    let trainer = try TinyTraining.trainer(validation: nil)
    var state = trainer.start
    try trainer.train(&state, in: .threads(1))
    #expect(state.best == nil)
    #expect(state.history.allSatisfy { $0.validationAccuracy == nil })
    // With it, every epoch takes its memory anew.
    let other = try TinyTraining.trainer()
    var validated = other.start
    try other.train(&validated, in: .threads(1))
    #expect(validated.weights == state.weights && validated.momentum == state.momentum)
  }

  @Test("no epoch is left to a state that has them all")
  func nothingToDo() throws {
    let trainer = try TinyTraining.trainer()
    var state = trainer.start
    try trainer.train(&state, in: .threads(1))
    let before = state
    #expect(try trainer.train(&state, in: .stopping(with: Interrupted()) { _ in true }) == .finished)
    #expect(state == before)
  }
}
