import Datasets
import Files
import Foundation
import Losses
import Models
import TestSupport
import Testing

@testable import Training

@Suite("Training run")
struct TrainingRunTests {
  /// Where a run is stopped: after an epoch, or in the middle of one.
  struct Stop: Sendable, CustomTestStringConvertible {
    var epoch: Int
    var step: Int?
    var testDescription: String { step.map { "epoch \(epoch), step \($0)" } ?? "after epoch \(epoch)" }

    func run(_ run: TrainingRun, saveInterval: TimeInterval) throws {
      _ = try run.run(
        in: step.map { TinyTraining.stopping(inEpoch: epoch, atStep: $0) } ?? .threads(1), saveInterval: saveInterval,
        afterEpoch: { if step == nil && $0.epoch == epoch { throw Interrupted() } })
    }
  }

  static let stops =
    [1, 2, 3].map { Stop(epoch: $0, step: nil) } + [(1, 0), (2, 1), (3, 3)].map { Stop(epoch: $0, step: $1) }

  /// The files of a run that was not stopped.
  static let whole = Result {
    try withTemporaryFolder { folder in
      _ = try TinyTraining.run(TinyTraining.trainer(), in: folder).run(in: .threads(1))
      return try TinyTraining.files(in: folder)
    }
  }

  @Test("stopped and resumed, a run leaves the bytes of one that was not", arguments: stops)
  func resume(stop: Stop) throws {
    try withTemporaryFolder { folder in
      let run = try TinyTraining.run(TinyTraining.trainer(), in: folder)
      #expect(throws: Interrupted.self) { try stop.run(run, saveInterval: 0) }
      _ = try TinyTraining.run(TinyTraining.trainer(), in: folder).run(in: .threads(2), saveInterval: 0)
      #expect(try TinyTraining.files(in: folder) == Self.whole.get())
      #expect(try names(in: folder) == ["model.best.safetensors.zst", "model.history.json", "model.safetensors.zst"])
    }
  }

  @Test("a resumed run begins after the last saved epoch", arguments: [(0.0, 3), (3600, 1)])
  func continues(saveInterval: TimeInterval, first: Int) throws {
    try withTemporaryFolder { folder in
      let run = try TinyTraining.run(TinyTraining.trainer(), in: folder)
      #expect(throws: Interrupted.self) { try Stop(epoch: 2).run(run, saveInterval: saveInterval) }
      #expect(FileManager.default.fileExists(atPath: run.resumePath) == (saveInterval == 0))
      var epochs: [Int] = []
      _ = try run.run(in: .threads(1), afterEpoch: { epochs.append($0.epoch) })
      #expect(epochs == Array(first...3))
    }
  }

  @Test("the files hold the last and the best epoch, each with its history")
  func lastAndBest() throws {
    try withTemporaryFolder { folder in
      let trainer = try TinyTraining.trainer(.init(epochs: 6, batchSize: 8))
      let run = try TinyTraining.run(trainer, in: folder)
      let state = try run.run(in: .threads(1)).state, kept = try #require(state.best)
      let last = try ModelFile.read(run.path), best = try ModelFile.read(run.bestPath)
      #expect(last.classifier.weights == state.weights && last.history == state.history)
      #expect(best.classifier.weights == kept.weights && best.history == Array(state.history.prefix(kept.epoch)))
      let right = best.classifier.correct(on: TinyImages.images(16, seed: 2), engine: Engine(threads: 1))
      #expect(Double(right.count { $0 }) / 16 == state.history.compactMap(\.validationAccuracy).max())
      #expect(kept.epoch < 6)
      let json = try AtomicFile.read(run.historyPath)
      #expect(try JSONDecoder().decode([EpochRecord].self, from: json) == state.history)
    }
  }

  @Test("without validation there is no best file, and a former one goes")
  func withoutValidation() throws {
    try withTemporaryFolder { folder in
      _ = try TinyTraining.run(TinyTraining.trainer(), in: folder).run(in: .threads(1))
      #expect(try names(in: folder).contains("model.best.safetensors.zst"))
      _ = try TinyTraining.run(TinyTraining.trainer(validation: nil), in: folder).run(in: .threads(1))
      #expect(try names(in: folder) == ["model.history.json", "model.safetensors.zst"])
    }
  }

  @Test("a plain safetensors name serves too, another is refused")
  func paths() throws {
    let trainer = try TinyTraining.trainer()
    let description = try TinyTraining.run(trainer, in: "folder").description
    let plain = try TrainingRun(trainer: trainer, description: description, path: "a/model.safetensors")
    #expect(plain.historyPath == "a/model.history.json")
    let error = #expect(throws: FileError.self) {
      try TrainingRun(trainer: trainer, description: description, path: "a/model.pt")
    }
    #expect(
      error?.description
        == "a/model.pt: not a name for a model; expected a name ending in .safetensors.zst or .safetensors")
  }
}
