import Files
import Foundation
import Models
import TestSupport
import Testing

@testable import Training

@Suite("Divergence")
struct DivergenceTests {
  /// Learns in the first epoch, and bursts in the second.
  private static let settings = TrainingSettings(
    epochs: 4, batchSize: 8, schedule: StepSchedule(dropAfter: [1], factor: 1e30))

  @Test("a huge learning rate is an outcome with its epoch, and no epoch follows")
  func outcome() throws {
    let trainer = try TinyTraining.trainer(Self.settings)
    var state = trainer.start
    #expect(try trainer.train(&state, in: .threads(1)) == .diverged(epoch: 2))
    #expect(state.history.count == 2)
    #expect(state.history[0].trainingLoss.isFinite && !state.history[1].trainingLoss.isFinite)
    #expect(state.history[1].validationAccuracy == 0)
    #expect(state.best?.epoch == 1)
  }

  @Test("a weight that overflows in the last step diverges, though its loss was finite")
  func lastStep() throws {
    let trainer = try TinyTraining.trainer(.init(epochs: 2, batchSize: 8, learningRate: 1e39), images: 8)
    var state = trainer.start
    #expect(try trainer.train(&state, in: .threads(1)) == .diverged(epoch: 1))
    #expect(state.history[0].trainingLoss.isNaN)
  }

  @Test("what has diverged stays diverged, and is not trained")
  func resumed() throws {
    let trainer = try TinyTraining.trainer(Self.settings)
    var state = trainer.start
    try trainer.train(&state, in: .threads(1))
    let before = state.history.count
    #expect(
      try trainer.train(&state, in: .stopping(with: Interrupted()) { _ in true }) == .diverged(epoch: 2))
    #expect(state.history.count == before)
  }

  @Test("a run that diverged leaves its files, and says so in the history; stopped right then, it leaves the same")
  func files() throws {
    try withTemporaryFolder { whole in
      try withTemporaryFolder { parts in
        let trainer = try TinyTraining.trainer(Self.settings)
        #expect(
          try TinyTraining.run(trainer, in: whole).run(in: .threads(1), saveInterval: 0).outcome == .diverged(epoch: 2))
        let run = try TinyTraining.run(trainer, in: parts)
        #expect(throws: Interrupted.self) {
          _ = try run.run(in: .threads(1), saveInterval: 0, afterEpoch: { if $0.epoch == 2 { throw Interrupted() } })
        }
        let resumed = try run.run(in: .stopping(with: Interrupted()) { _ in true }, saveInterval: 0)
        #expect(resumed.outcome == .diverged(epoch: 2))
        let files = try TinyTraining.files(in: whole)
        #expect(try TinyTraining.files(in: parts) == files)
        let history = String(decoding: files["model.history.json"]!, as: UTF8.self)
        #expect(history.contains("\"training_loss\" : null") && history.contains("\"non_finite\""))
        #expect(try ModelFile.read(run.path).history.last?.trainingLoss.isFinite == false)
        #expect(try ModelFile.read(run.bestPath).history.map(\.epoch) == [1])
      }
    }
  }
}
