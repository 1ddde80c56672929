import Files
import Foundation
import Models

/// The models that a training keeps on its way: the one before the first epoch, and those after every N-th.
///
/// They lie in `NAME.epochs` beside the model. A file is a function of the training's state after its epoch: what is trained
/// again after a kill is written again to the same bytes.
public struct KeptEpochs: Sendable {
  private let every: Int
  private let folder: String

  /// `nil` for a training that keeps none. `stem` is the name of the model without its ending.
  init?(_ settings: TrainingSettings, stem: String) {
    guard let every = settings.keepEvery else { return nil }
    self.every = every
    folder = Self.folder(stem: stem)
  }

  static func folder(stem: String) -> String { stem + ".epochs" }

  private static func isOne(_ name: String) -> Bool {
    name.hasPrefix("epoch-") && name.hasSuffix(".safetensors.zst")
  }

  /// The paths of the models in `folder`, in the order of their epochs.
  ///
  /// Throws a `FileError` where there are fewer than two.
  public static func paths(in folder: String) throws -> [String] {
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter(isOne).sorted()
    guard names.count > 1 else {
      throw FileError(
        folder, "has no models of a training's way", expected: "two or more files epoch-NNNN.safetensors.zst",
        found: "\(names.count)", advice: "train with --keep-every N, which keeps them in NAME.epochs")
    }
    return names.map { "\(folder)/\($0)" }
  }

  /// Removes what a former training of the same name has left.
  static func clear(stem: String) {
    let folder = folder(stem: stem)
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where isOne(name) {
      try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
    // A folder that holds anything else stays.
    rmdir(folder)
  }

  /// Throws unless all models that were to be kept are there, of a training that goes on after `epochs` epochs.
  func requireFiles(upTo epochs: Int) throws {
    for epoch in 0...epochs where holds(epoch) {
      guard FileManager.default.fileExists(atPath: path(epoch)) else {
        throw FileError(
          path(epoch), "is missing: the training goes on after epoch \(epochs)",
          expected: "the model after epoch \(epoch)", advice: "put it back")
      }
    }
  }

  /// Keeps `model` where it is that of such an epoch.
  func record(_ model: @autoclosure () -> ModelFile, epoch: Int) throws {
    guard holds(epoch) else { return }
    try model().write(to: path(epoch))
  }

  private func holds(_ epoch: Int) -> Bool { epoch.isMultiple(of: every) }

  private func path(_ epoch: Int) -> String {
    let number = String(epoch)
    return "\(folder)/epoch-\(String(repeating: "0", count: max(6 - number.count, 0)))\(number).safetensors.zst"
  }
}
