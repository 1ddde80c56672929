import Checkpoints
import Files
import Foundation
public import Models

extension TrainingRun {
  /// Whether the model is in place, as this training makes it at `precision`.
  ///
  /// Throws a `FileError` that names what differs where another training's model has its place, and where the model or
  /// the history beside it was changed after it was written.
  public func isFinished(_ precision: Precision) throws -> Bool {
    guard FileManager.default.fileExists(atPath: path) else { return false }
    let advice = "put it back as it was, or remove it to train the model again"
    let checkpoint = try Checkpoint.read(path)
    try identity(precision).require(
      checkpoint.metadata["made_from"], in: path, else: "is the model of another training", advice: advice)
    try checkpoint.requireSeal(in: path, advice: advice)
    guard FileManager.default.fileExists(atPath: historyPath) else { return true }
    let history = try ModelFile(checkpoint, path: path, overrides: .init()).history
    guard try AtomicFile.read(historyPath) == StableJSON.encode(history) else {
      throw FileError(
        historyPath, "is not the history of the model beside it", expected: "the history in \(path)",
        advice: "remove it: the model has its history within")
    }
    return true
  }
}
