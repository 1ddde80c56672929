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
  /// A change that makes another training of it, and how the refusal names it.
  struct Change: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var trainer: @Sendable () throws -> Trainer

    init(_ description: String, _ trainer: @escaping @Sendable () throws -> Trainer) {
      testDescription = description
      self.trainer = trainer
    }
  }

  private static func settings(_ change: (inout TrainingSettings) -> Void) -> TrainingSettings {
    var settings = TinyTraining.settings
    change(&settings)
    return settings
  }

  static let changes = [
    Change("settings.epochs: expected 4, found 3") { try TinyTraining.trainer(settings { $0.epochs = 4 }) },
    Change("settings.learning_rate: expected 0.04, found 0.05") {
      try TinyTraining.trainer(settings { $0.learningRate = 0.04 })
    },
    Change("settings.batch_size: expected 16, found 8") { try TinyTraining.trainer(settings { $0.batchSize = 16 }) },
    Change("settings.augmentation.crop_padding: expected 2, found 1") {
      try TinyTraining.trainer(settings { $0.augmentation.cropPadding = 2 })
    },
    Change("loss.name: expected mse, found cross-entropy") { try TinyTraining.trainer(loss: Loss(.meanSquaredError)) },
    Change("loss.label_smoothing: expected 0.1, found 0") {
      try TinyTraining.trainer(loss: Loss(.crossEntropy, labelSmoothing: 0.1))
    },
    Change("seed: expected 2, found 1") { try TinyTraining.trainer(seed: 2) },
    Change("training: expected ") { try TinyTraining.trainer(images: 40) },
    Change("validation: expected ") { try TinyTraining.trainer(validation: TinyImages.images(16, seed: 3)) },
    Change("settings.adversarial.attack: expected fgsm, found nothing") {
      let attack = AdversarialTraining(attack: .fgsm, epsilon: Epsilon(0))
      return try TinyTraining.trainer(settings { $0.adversarial = attack })
    },
    Change("validation: expected nothing, found ") { try TinyTraining.trainer(validation: nil) },
    Change("network.mean.0: expected 0.5, found 0.25") {
      try TinyTraining.trainer(normalisation: Normalisation(mean: [0.5], standardDeviation: [0.5]))
    },
  ]

  private func interrupt(_ run: TrainingRun) {
    #expect(throws: Interrupted.self) {
      _ = try run.run(in: .threads(1), saveInterval: 0, afterEpoch: { if $0.epoch == 2 { throw Interrupted() } })
    }
  }

  /// Expects that `run` refuses the state it finds, for the reason `words`, and leaves all as it was.
  private func expectRefusal(
    of run: TrainingRun, in folder: String, _ words: String, _ precision: Precision = .usual
  ) throws {
    let before = try TinyTraining.files(in: folder)
    let error = #expect(throws: FileError.self) {
      try run.run(in: JobContext(engine: Engine(threads: 1, precision: precision)))
    }
    let parts = words.split(separator: ": ", maxSplits: 1)
    #expect(error?.path == run.resumePath && error?.place == String(parts[0]))
    #expect(
      error?.description.contains(": is the state of another training; \(parts[1])") == true,
      "\(error?.description ?? "")")
    #expect(error?.advice == "go on as it was begun, or remove it to train from the start")
    #expect(try TinyTraining.files(in: folder) == before)
  }

  @Test("the state of another training is refused, with what differs; it stays as it is", arguments: changes)
  func otherSettings(change: Change) throws {
    try withTemporaryFolder { folder in
      interrupt(try TinyTraining.run(TinyTraining.trainer(), in: folder))
      try expectRefusal(
        of: TinyTraining.run(change.trainer(), in: folder), in: folder, change.testDescription)
    }
  }

  @Test("so is the state of other convolutions")
  func otherPrecision() throws {
    try withTemporaryFolder { folder in
      let run = try TinyTraining.run(TinyTraining.trainer(), in: folder)
      interrupt(run)
      try expectRefusal(of: run, in: folder, "precise: expected true, found false", .precise)
    }
  }

  @Test(
    "so is that of another version, and one that does not say what it was made from",
    arguments: ["0.1.0", nil])
  func otherVersion(version: String?) throws {
    try withTemporaryFolder { folder in
      let run = try TinyTraining.run(TinyTraining.trainer(), in: folder)
      interrupt(run)
      var checkpoint = try Checkpoint.read(run.resumePath)
      checkpoint.metadata["identity"] = version.map {
        checkpoint.metadata["identity"]!.replacing("\"\(Version.current)\"", with: "\"\($0)\"")
      }
      try checkpoint.write(to: run.resumePath)
      if let version {
        try expectRefusal(of: run, in: folder, "version: expected \(Version.current), found \(version)")
      } else {
        let error = #expect(throws: FileError.self) { try run.run(in: .threads(1)) }
        #expect(error?.problem.hasPrefix("does not say what it was made from") == true)
      }
    }
  }

  @Test("so is one where the description leaves the settings unsaid")
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
      try expectRefusal(of: run(seed: 2), in: folder, "seed: expected 2, found 1")
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
      let changed = #expect(throws: FileError.self) { _ = try run.run(in: .threads(1)) }
      #expect(changed?.path == run.resumePath && changed?.problem == "was changed after it was written")
      try checkpoint.sealed.write(to: run.resumePath)
      let error = #expect(throws: FileError.self) { _ = try run.run(in: .threads(1)) }
      #expect(error?.path == run.resumePath)
      #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }
  }
}
