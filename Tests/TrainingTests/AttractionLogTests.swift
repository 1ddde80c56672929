import Datasets
import Files
import Foundation
import Losses
import Models
import TestSupport
import Testing

@testable import Training

@Suite("Log of attractions")
struct AttractionLogTests {
  private static func settings(_ epochs: [Int], samples: Int = 5000) -> TrainingSettings {
    var settings = TinyTraining.settings
    settings.attractionLog = AttractionLogSettings(epochs: epochs, samples: samples)
    return settings
  }

  private static func files(in folder: String) throws -> [String: Data] {
    let log = "\(folder)/model.attraction"
    return Dictionary(
      uniqueKeysWithValues: try FileManager.default.contentsOfDirectory(atPath: log)
        .map { ($0, try AtomicFile.read("\(log)/\($0)")) })
  }

  @Test("it holds what each sample's logits say after each chosen epoch, to the last bit")
  func recomputed() throws {
    let loss = Loss(.baikal, labelSmoothing: 0.1)
    let trainer = try TinyTraining.trainer(Self.settings([1, 3], samples: 10), loss: loss)
    try withTemporaryFolder { folder in
      let run = try TinyTraining.run(trainer, in: folder)
      let (state, _) = try run.run(in: .threads(2))
      let log = try AttractionLog.read(besides: run.path)
      #expect(log.loss == loss && log.classes == 4 && log.trainingImages == 32)
      #expect(log.samples == [0, 3, 6, 9, 12, 16, 19, 22, 25, 28] && log.epochs.map(\.epoch) == [1, 3])
      let images = trainer.training.subset(log.samples)
      #expect(log.labels == images.labels.map(Int.init))
      var logits: [Float] = []
      Classifier(network: trainer.network, weights: state.weights)
        .forEachBatch(of: images, engine: Engine(threads: 1)) { _, count, found, _ in
          logits += UnsafeBufferPointer(start: found, count: 4 * count)
        }
      let logged = try log.attractions(inEpoch: 3, besides: run.path)
      #expect(
        logged == loss.attractions(logits: logits, labels: log.labels.map(Int32.init), count: 10, classes: 4))
      // One step on saved logits, by brute force.
      for (i, sample) in logged.enumerated() {
        let z = Array(logits[4 * i..<4 * i + 4]), label = log.labels[i]
        var gradient = z
        loss.evaluate(
          logits: z, labels: [Int32(label)], count: 1, classes: 4, values: nil, gradient: &gradient)
        func target(_ z: [Double]) -> Double { exp(z[label]) / z.map(exp).reduce(0, +) }
        let change = target(zip(z, gradient).map { Double($0) - Double($1) }) - target(z.map(Double.init))
        // The gradient is float32 here.
        #expect(abs(sample.attraction - change) < 1e-5)
      }
      #expect(try log.attractions(inEpoch: 1, besides: run.path) != logged)
    }
  }

  @Test("a training with it is the training without it, and no other file is left")
  func unchanged() throws {
    try withTemporaryFolder { folder in
      let logged = try TinyTraining.run(TinyTraining.trainer(Self.settings([])), in: folder).run(in: .threads(1)).state
      #expect(logged.weights == (try AdversarialTrainingTests.trained(TinyTraining.trainer())).weights)
      #expect(
        Set(try Self.files(in: folder).keys) == ["epoch-0001.npy", "epoch-0002.npy", "epoch-0003.npy", "log.json"])
    }
  }

  @Test(
    "killed in an epoch and resumed, it has the bytes of a run that was not", arguments: [0, 1000] as [TimeInterval])
  func resume(saveInterval: TimeInterval) throws {
    try withTemporaryFolder { whole in
      _ = try TinyTraining.run(TinyTraining.trainer(Self.settings([])), in: whole).run(in: .threads(1))
      try withTemporaryFolder { parts in
        let run = try TinyTraining.run(TinyTraining.trainer(Self.settings([])), in: parts)
        #expect(throws: Interrupted.self) {
          _ = try run.run(in: TinyTraining.stopping(inEpoch: 3, atStep: 1), saveInterval: saveInterval)
        }
        #expect(!FileManager.default.fileExists(atPath: "\(parts)/model.attraction/log.json"))
        _ = try TinyTraining.run(TinyTraining.trainer(Self.settings([])), in: parts).run(in: .threads(2))
        #expect(try Self.files(in: parts) == Self.files(in: whole))
      }
    }
  }

  @Test("a training that goes on without the file of an epoch before is refused, and the file is named")
  func missing() throws {
    try withTemporaryFolder { folder in
      let run = try TinyTraining.run(TinyTraining.trainer(Self.settings([])), in: folder)
      #expect(throws: Interrupted.self) {
        _ = try run.run(in: TinyTraining.stopping(inEpoch: 3, atStep: 1), saveInterval: 0)
      }
      try FileManager.default.removeItem(atPath: "\(folder)/model.attraction/epoch-0001.npy")
      let error = #expect(throws: FileError.self) { _ = try run.run(in: .threads(1)) }
      #expect(error?.path == "\(folder)/model.attraction/epoch-0001.npy")
    }
  }

  @Test("a former training's files are removed, others stay")
  func former() throws {
    try withTemporaryFolder { folder in
      _ = try TinyTraining.run(TinyTraining.trainer(Self.settings([])), in: folder).run(in: .threads(1))
      try AtomicFile.write(Data("mine".utf8), to: "\(folder)/model.attraction/notes.txt")
      _ = try TinyTraining.run(TinyTraining.trainer(Self.settings([2])), in: folder).run(in: .threads(1))
      #expect(Set(try Self.files(in: folder).keys) == ["epoch-0002.npy", "log.json", "notes.txt"])
      _ = try TinyTraining.run(TinyTraining.trainer(), in: folder).run(in: .threads(1))
      #expect(Set(try Self.files(in: folder).keys) == ["notes.txt"])
    }
  }

  @Test("a file that was changed, cut or is none of the epochs is refused")
  func damaged() throws {
    try withTemporaryFolder { folder in
      let run = try TinyTraining.run(TinyTraining.trainer(Self.settings([2])), in: folder)
      _ = try run.run(in: .threads(1))
      let log = try AttractionLog.read(besides: run.path), file = "\(folder)/model.attraction/epoch-0002.npy"
      #expect(throws: FileError.self) { try log.attractions(inEpoch: 1, besides: run.path) }
      var data = try AtomicFile.read(file)
      data[data.count - 1] ^= 1
      for changed in [data, data.dropLast(8)] {
        try AtomicFile.write(changed, to: file)
        let error = #expect(throws: FileError.self) { try log.attractions(inEpoch: 2, besides: run.path) }
        #expect(error?.path == file && error?.problem == "was changed after it was written")
      }
      #expect(throws: FileError.self) { try AttractionLog.read(besides: "\(folder)/model.onnx") }
    }
  }

  @Test("an epoch's file is NumPy's format, with a header of 128 bytes")
  func format() throws {
    let rows = [
      SampleAttraction(probability: 0.5, targetGamma: .infinity, otherGamma: -1, attraction: 0.25),
      SampleAttraction(probability: 1, targetGamma: .nan, otherGamma: 0, attraction: -0.0),
    ]
    let data = AttractionLog.data(rows)
    #expect(data.count == 128 + 64 && data.prefix(10) == Data([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, 118, 0]))
    #expect(
      String(decoding: data[10..<128], as: UTF8.self)
        .hasPrefix("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 4), }  "))
    #expect(data[127] == 10 && Array(data[128..<136]) == [0, 0, 0, 0, 0, 0, 0xE0, 0x3F])
  }

  @Test("so many samples are chosen evenly, all where there are not more")
  func indices() {
    #expect(AttractionLogSettings(samples: 3).indices(of: 10) == [0, 3, 6])
    #expect(AttractionLogSettings(samples: 20).indices(of: 4) == [0, 1, 2, 3])
    #expect(AttractionLogSettings(epochs: [2, 9]).epochs(of: 5) == [2])
    #expect(AttractionLogSettings().epochs(of: 2) == [1, 2] && AttractionLogSettings().epochs(of: 0) == [])
  }

  @Test("settings without it do not mention it, and with it read back the same")
  func json() throws {
    #expect(!String(decoding: try StableJSON.encode(TrainingSettings()), as: UTF8.self).contains("attraction"))
    let settings = Self.settings([1, 2], samples: 7)
    #expect(try JSONDecoder().decode(TrainingSettings.self, from: StableJSON.encode(settings)) == settings)
  }
}
