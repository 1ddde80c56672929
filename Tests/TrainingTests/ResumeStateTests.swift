import Checkpoints
import Datasets
import Files
import Foundation
import Losses
import Models
import Robustness
import TestSupport
import Testing

@testable import Training

@Suite("Resume state")
struct ResumeStateTests {
  /// A change that makes another training of it.
  struct Change: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var trainer: @Sendable () throws -> Trainer
  }

  private static func settings(_ change: (inout TrainingSettings) -> Void) -> TrainingSettings {
    var settings = TinyTraining.settings
    change(&settings)
    return settings
  }

  static let changes = [
    Change(testDescription: "epochs") { try TinyTraining.trainer(settings { $0.epochs = 4 }) },
    Change(testDescription: "learning rate") { try TinyTraining.trainer(settings { $0.learningRate = 0.04 }) },
    Change(testDescription: "batch size") { try TinyTraining.trainer(settings { $0.batchSize = 16 }) },
    Change(testDescription: "augmentation") { try TinyTraining.trainer(settings { $0.augmentation.cropPadding = 2 }) },
    Change(testDescription: "loss") { try TinyTraining.trainer(loss: Loss(.meanSquaredError)) },
    Change(testDescription: "label smoothing") {
      try TinyTraining.trainer(loss: Loss(.crossEntropy, labelSmoothing: 0.1))
    },
    Change(testDescription: "seed") { try TinyTraining.trainer(seed: 2) },
    Change(testDescription: "training images") { try TinyTraining.trainer(images: 40) },
    Change(testDescription: "validation images") {
      try TinyTraining.trainer(validation: TinyImages.images(16, seed: 3))
    },
    Change(testDescription: "attack") {
      let attack = AdversarialTraining(attack: .fgsm, epsilon: Epsilon(0))
      return try TinyTraining.trainer(settings { $0.adversarial = attack })
    },
    Change(testDescription: "no validation") { try TinyTraining.trainer(validation: nil) },
  ]

  private func interrupt(_ run: TrainingRun) {
    #expect(throws: Interrupted.self) {
      _ = try run.run(in: .threads(1), saveInterval: 0, afterEpoch: { if $0.epoch == 2 { throw Interrupted() } })
    }
  }

  @Test("the state of other settings is not used", arguments: changes)
  func otherSettings(change: Change) throws {
    try withTemporaryFolder { folder in
      interrupt(try TinyTraining.run(TinyTraining.trainer(), in: folder))
      let run = try TinyTraining.run(change.trainer(), in: folder)
      #expect(FileManager.default.fileExists(atPath: run.resumePath))
      #expect(throws: Interrupted.self) { _ = try run.run(in: Self.firstStep()) }
    }
  }

  /// Expects the first step of a training, and stops it there.
  private static func firstStep(_ precision: Precision = .usual) -> JobContext {
    .stopping(with: Interrupted(), precision: precision) {
      #expect($0.done == 1)
      return true
    }
  }

  @Test("nor is the state of other convolutions")
  func otherPrecision() throws {
    try withTemporaryFolder { folder in
      let run = try TinyTraining.run(TinyTraining.trainer(), in: folder)
      interrupt(run)
      #expect(throws: Interrupted.self) { _ = try run.run(in: Self.firstStep(.precise)) }
    }
  }

  @Test("a run that found the state of another leaves no trace of it")
  func leavesNoTrace() throws {
    try withTemporaryFolder { fresh in
      try withTemporaryFolder { used in
        interrupt(try TinyTraining.run(TinyTraining.trainer(), in: used))
        _ = try TinyTraining.run(TinyTraining.trainer(seed: 2), in: used).run(in: .threads(1))
        _ = try TinyTraining.run(TinyTraining.trainer(seed: 2), in: fresh).run(in: .threads(1))
        #expect(try TinyTraining.files(in: used) == TinyTraining.files(in: fresh))
      }
    }
  }

  @Test("nor is it where the description leaves the settings unsaid")
  func terseDescription() throws {
    try withTemporaryFolder { folder in
      func run(seed: UInt64) throws -> TrainingRun {
        let trainer = try TinyTraining.trainer(seed: seed)
        var description = try TinyTraining.run(trainer, in: folder).description
        description.seed = nil
        description.settings = nil
        description.loss = nil
        return try TrainingRun(trainer: trainer, description: description, path: "\(folder)/model.safetensors.zst")
      }
      interrupt(try run(seed: 1))
      #expect(throws: Interrupted.self) {
        _ = try run(seed: 2).run(
          in: .threads(1),
          afterEpoch: {
            #expect($0.epoch == 1)
            throw Interrupted()
          })
      }
    }
  }

  @Test(
    "a damaged state stops the run in words and stays where it is",
    arguments: [("truncated", -100), ("empty", -1_000_000), ("flipped", 5000)])
  func damaged(name: String, place: Int) throws {
    try withTemporaryFolder { folder in
      let run = try TinyTraining.run(TinyTraining.trainer(), in: folder)
      interrupt(run)
      var data = try AtomicFile.read(run.resumePath)
      if place < 0 { data = data.prefix(max(data.count + place, 0)) } else { data[place] ^= 1 }
      try AtomicFile.write(data, to: run.resumePath)
      let error = #expect(throws: FileError.self) { _ = try run.run(in: .threads(1)) }
      #expect(error?.path == run.resumePath)
      #expect(error?.advice == "put back a whole copy, or remove it to train from the start")
      #expect(try names(in: folder) == ["model.resume.safetensors.zst"])
      #expect(try AtomicFile.read(run.resumePath) == data)
    }
  }

  @Test(
    "so does a whole file whose content does not fit",
    arguments: [
      ("history", "[", "not the JSON expected here"), ("history", "[]", "not an epoch of the history"),
      ("best_epoch", "9", "not an epoch of the history; expected 1 to 2, found 9"), ("best_epoch", "0", "found 0"),
    ])
  func misfit(key: String, value: String, message: String) throws {
    try withTemporaryFolder { folder in
      let run = try TinyTraining.run(TinyTraining.trainer(), in: folder)
      interrupt(run)
      var checkpoint = try Checkpoint.read(run.resumePath)
      checkpoint.metadata[key] = value
      try checkpoint.write(to: run.resumePath)
      let error = #expect(throws: FileError.self) { _ = try run.run(in: .threads(1)) }
      #expect(error?.path == run.resumePath)
      #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }
  }
}
