import LossEvolution
import Reports

/// Where each result lies, as a path within the run's folder.
///
/// A loss, or a model that is given, is named as in the audit file.
public enum RunLayout {
  /// The audit with every default written out.
  public static let audit = "audit.yaml"
  /// What ran where and when.
  public static let record = "run.json"
  /// All results for programs.
  public static let results = "results.json"
  public static let table = "results.csv"
  public static let report = Report.fileName

  /// What is given to other machines: task files, jobs, logs.
  static let tasks = "tasks"
  /// What schedulers are told of them.
  static let manifests = "manifests"

  /// The folder of the search for a loss.
  static func search(_ loss: String) -> String { "evolution/\(loss)" }

  static func searchState(_ loss: String) -> String { "\(search(loss))/state.json" }

  /// What the search has found.
  static func searchRecord(_ loss: String) -> String { "\(search(loss))/\(EvolutionRecord.fileName)" }

  /// A model, with its history and the state of an unfinished training beside it.
  static func checkpoint(_ loss: String, seed: UInt64) -> String { "models/\(loss)/seed-\(seed).safetensors.zst" }

  /// The state of a training that is not finished.
  static func unfinishedTraining(_ loss: String, seed: UInt64) -> String {
    "models/\(loss)/seed-\(seed).resume.safetensors.zst"
  }

  static func attack(_ name: String, seed: UInt64?) -> String { "attacks/\(model(name, seed)).json" }

  /// What the attacks on a model that is given have found so far.
  static func journal(_ name: String) -> String { "attacks/\(name)-unfinished" }

  /// Where an attack's images are, as PNG.
  static func pictures(_ name: String, seed: UInt64?) -> String { "attacks/\(model(name, seed))-png" }

  static func certification(_ name: String) -> String { "certification/\(name).json" }

  static func sharpness(_ name: String, seed: UInt64?) -> String { "sharpness/\(model(name, seed)).json" }

  static func damage(_ name: String) -> String { "damage/\(name).json" }

  static func unfinishedSlice(_ name: String, _ shape: SliceShape) -> String {
    "slices/\(name)-\(shape.rawValue)-unfinished"
  }
  static func slice(_ name: String, _ shape: SliceShape) -> String { "slices/\(name)-\(shape.rawValue).json" }

  /// A model that is given has no seed.
  private static func model(_ name: String, _ seed: UInt64?) -> String { seed.map { "\(name)/seed-\($0)" } ?? name }
}
