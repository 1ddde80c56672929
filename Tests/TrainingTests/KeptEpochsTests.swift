import Datasets
import Files
import Foundation
import Models
import TestSupport
import Testing

@testable import Training

@Suite("Kept epochs")
struct KeptEpochsTests {
  private static func run(_ every: Int?, in folder: String) throws -> TrainingRun {
    var settings = TrainingSettings(epochs: 5, batchSize: 8)
    settings.keepEvery = every
    return try TinyTraining.run(TinyTraining.trainer(settings), in: folder)
  }

  private static func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/model.epochs")) ?? []).sorted()
  }

  @Test("the model before the first epoch and after every second one is kept, each with its history")
  func kept() throws {
    try withTemporaryFolder { folder in
      let run = try Self.run(2, in: folder)
      _ = try run.run(in: .threads(1))
      let paths = try KeptEpochs.paths(in: "\(folder)/model.epochs")
      let models = try paths.map { try ModelFile.read($0) }
      #expect(models.map(\.history.count) == [0, 2, 4])
      #expect(models[0].classifier.weights == run.trainer.start.weights)
      #expect(try ModelFile.read(run.path).classifier.weights != models[2].classifier.weights)
    }
  }

  @Test("keeping changes no bit of the model, and a resumed training keeps the same bytes")
  func resumed() throws {
    try withTemporaryFolder { folder in
      let plain = try Self.run(nil, in: "\(folder)/plain"), whole = try Self.run(1, in: "\(folder)/whole")
      _ = try plain.run(in: .threads(1))
      _ = try whole.run(in: .threads(1))
      #expect(
        try ModelFile.read(plain.path).classifier.weights == ModelFile.read(whole.path).classifier.weights)
      #expect(Self.names(in: "\(folder)/plain").isEmpty && Self.names(in: "\(folder)/whole").count == 6)
      let broken = try Self.run(1, in: "\(folder)/broken")
      #expect(throws: Interrupted.self) {
        _ = try broken.run(
          in: .threads(1), saveInterval: 0, afterEpoch: { if $0.epoch == 3 { throw Interrupted() } })
      }
      _ = try Self.run(1, in: "\(folder)/broken").run(in: .threads(2), saveInterval: 0)
      for name in Self.names(in: "\(folder)/whole") {
        let files = try ["whole", "broken"].map { try AtomicFile.read("\(folder)/\($0)/model.epochs/\(name)") }
        #expect(files[0] == files[1])
      }
    }
  }

  @Test("a training that goes on misses a model that is gone; a new one removes those of a former")
  func missing() throws {
    try withTemporaryFolder { folder in
      let run = try Self.run(1, in: folder)
      #expect(throws: Interrupted.self) {
        _ = try run.run(
          in: .threads(1), saveInterval: 0, afterEpoch: { if $0.epoch == 3 { throw Interrupted() } })
      }
      try FileManager.default.removeItem(atPath: "\(folder)/model.epochs/epoch-000002.safetensors.zst")
      let error = #expect(throws: FileError.self) { _ = try Self.run(1, in: folder).run(in: .threads(1)) }
      #expect(error?.path.hasSuffix("epoch-000002.safetensors.zst") == true)
      try FileManager.default.removeItem(atPath: run.resumePath)
      _ = try Self.run(5, in: folder).run(in: .threads(1))
      #expect(Self.names(in: folder) == ["epoch-000000.safetensors.zst", "epoch-000005.safetensors.zst"])
    }
  }

  @Test("a folder without models is refused with the flag that makes them")
  func refused() throws {
    try withTemporaryFolder { folder in
      let error = #expect(throws: FileError.self) { try KeptEpochs.paths(in: folder) }
      #expect(error?.advice?.contains("--keep-every") == true)
    }
  }
}
