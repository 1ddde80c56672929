import Datasets
import Files
import Foundation
import Losses
import Models
import Robustness
import Synchronization
import TestSupport
import Training

@testable import LossEvolution

/// Searches of two generations of four candidates on `TinyImages`: a fraction of a second.
enum TinySearch {
  static let training = TinyImages.images(16, seed: 1)
  static let seed: UInt64 = 9
  static let validation = TinyImages.images(16, seed: 2)

  /// Every candidate is trained: which of them an invariant would reject is left to the tests of the invariant.
  static func settings(
    _ objective: EvolutionObjective = .accuracy, _ change: (inout EvolutionSettings) -> Void = { _ in }
  ) throws -> EvolutionSettings {
    var settings = EvolutionSettings(
      objective: objective, epsilon: objective.isRobust ? try Epsilon(parsing: "0.1") : nil, populationSize: 4,
      generations: 2, invariant: .none,
      training: TrainingSettings(epochs: 1, batchSize: 8, learningRate: 0.1, initialisation: .pytorch), finalists: 2,
      finalistSeeds: 2)
    change(&settings)
    return settings
  }

  /// One generation, and a final of the mean alone.
  static func short(_ change: (inout EvolutionSettings) -> Void) throws -> EvolutionSettings {
    try settings {
      $0.generations = 1
      $0.finalists = 0
      $0.finalistSeeds = 1
      change(&$0)
    }
  }

  static func evaluation(
    _ settings: EvolutionSettings, training: ImageSet = training, validation: ImageSet = validation,
    normalisation: Normalisation = TinyImages.normalisation
  ) throws -> CandidateEvaluation {
    CandidateEvaluation(
      network: try TinyImages.network(normalisation: normalisation), training: training, validation: validation,
      settings: settings)
  }

  static func search(
    _ settings: EvolutionSettings? = nil, seed: UInt64 = seed, in folder: String,
    training: ImageSet = training, normalisation: Normalisation = TinyImages.normalisation
  ) throws -> LossSearch {
    LossSearch(
      evaluation: try evaluation(settings ?? self.settings(), training: training, normalisation: normalisation),
      seed: seed, folder: folder)
  }

  /// Every file of a search's folder, by its path in it; tables of candidates without their seconds.
  static func files(in folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try names(in: folder) where name != "candidates" && name != "timing" {
      files[name] = withoutSeconds(try AtomicFile.read("\(folder)/\(name)"), name)
    }
    let candidates = "\(folder)/candidates"
    guard FileManager.default.fileExists(atPath: candidates) else { return files }
    for name in try names(in: candidates) { files["candidates/\(name)"] = try AtomicFile.read("\(candidates)/\(name)") }
    return files
  }

  static func withoutSeconds(_ data: Data, _ name: String) -> Data {
    let text = String(decoding: data, as: UTF8.self)
    switch name {
    case "candidates.jsonl": return Data(text.replacing(/"seconds":[-0-9.e]+/, with: "\"seconds\":null").utf8)
    case "candidates.csv":
      // The eleventh column; the columns before it hold no comma.
      return Data(text.replacing(/(?m)^((?:[^,\n]*,){10})[-0-9.e]+,/) { "\($0.output.1)," }.utf8)
    default: return data
    }
  }

  static func candidates(in folder: String, prefix: String) throws -> [CandidateResult] {
    try names(in: "\(folder)/candidates").filter { $0.hasPrefix(prefix) }.map {
      let path = "\(folder)/candidates/\($0)"
      return try StableJSON.decode(CandidateResult.self, from: AtomicFile.read(path), path: path)
    }
  }

  /// The search of `settings()` and `seed`, run once in a folder of its own: its files, and how often it asked `check`.
  static let reference = Result {
    try withTemporaryFolder { folder in
      let checks = Checks()
      let record = try search(in: folder).run(in: checks.context())
      return (record: record, files: try files(in: folder), checks: checks.total)
    }
  }
}

/// Counts calls, and throws from call number `limit` on.
final class Checks: Sendable {
  struct Interrupted: Error {}
  private let calls = Atomic(0)
  private let limit: Int

  init(limit: Int = .max) { self.limit = limit }

  var total: Int { calls.load(ordering: .relaxed) }

  /// For a job on so many threads that asks here whether to go on.
  func context(threads: Int = 1) -> JobContext { JobContext(engine: Engine(threads: threads), check: count) }

  func count() throws {
    if calls.wrappingAdd(1, ordering: .relaxed).oldValue >= limit { throw Interrupted() }
  }
}
