import Files
import Foundation
import LossEvolution
import Losses
import Models
import Training

/// All that one process needs to run the tasks of a study.
struct StudyContext: Sendable {
  let audit: AuditFile
  /// The run's folder.
  let folder: String
  let data: StudyData
  let console: Console
  /// What the process as a whole works with: all its threads, at the precision that the audit asks for.
  let job: JobContext

  func path(_ relative: String) -> String { "\(folder)/\(relative)" }

  func read<Value: Decodable>(_ type: Value.Type, _ relative: String) throws -> Value {
    try StableJSON.decode(type, from: AtomicFile.read(path(relative)), path: path(relative))
  }

  func write(_ value: some Encodable, to relative: String) throws {
    try AtomicFile.write(StableJSON.encode(value), to: path(relative))
  }

  /// What the audit file says of a loss; throws where it has none of this name.
  func entry(_ name: String) throws -> AuditFile.LossEntry {
    guard let entry = audit.losses.first(where: { $0.name == name }) else {
      throw FileError(
        path(RunLayout.audit), at: "losses", "no such loss", expected: "a task of this audit", found: "\"\(name)\"")
    }
    return entry
  }

  /// A loss as models are trained with it; where a search finds it, it must have done so.
  func loss(_ name: String) throws -> Loss {
    switch try entry(name).origin {
    case .given(let loss): return loss
    case .evolved(_, _, let labelSmoothing):
      var best = try read(EvolutionRecord.self, RunLayout.searchRecord(name)).best
      best.labelSmoothing = labelSmoothing
      return best
    }
  }

  /// The architecture as `settings` train it.
  func network(_ settings: TrainingSettings) throws -> Network { try data.network(audit.architecture, settings) }

  func given(_ name: String) throws -> GivenModel {
    guard let model = data.given.first(where: { $0.name == name }) else {
      throw FileError(
        path(RunLayout.audit), at: "checkpoints", "no such model", expected: "a task of this audit",
        found: "\"\(name)\"")
    }
    return model
  }

  /// A model by its entry's name; one that is given has no seed.
  func model(_ name: String, seed: UInt64?) throws -> ModelFile {
    guard let seed else { return try given(name).file }
    return try ModelFile.read(path(RunLayout.checkpoint(name, seed: seed)))
  }

  /// The loss that a model was trained with, where it is known.
  func loss(_ name: String, seed: UInt64?) throws -> Loss? {
    try seed == nil ? given(name).file.loss : loss(name)
  }

  /// Where a model's file is, as reports name it: in the run's folder, or by its own name.
  func checkpoint(_ name: String, seed: UInt64?) throws -> String {
    try seed.map { RunLayout.checkpoint(name, seed: $0) } ?? given(name).fileName
  }
}
