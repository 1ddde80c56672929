import Datasets
import Files
import Foundation
import Losses
import Models

/// Writes the attraction of a training's images as it goes on, one file for an epoch, and the index at the end.
///
/// A file is a function of the training's state after its epoch: what is trained again after a kill is written again to the
/// same bytes.
struct AttractionRecorder {
  private let settings: AttractionLogSettings
  private let folder: String
  private let trainer: Trainer
  private let indices: [Int]
  private let images: ImageSet

  /// `nil` for a training that logs nothing. `stem` is the name of the model without its ending.
  init?(_ trainer: Trainer, stem: String) {
    guard let settings = trainer.settings.attractionLog else { return nil }
    self.settings = settings
    self.trainer = trainer
    folder = AttractionLog.folder(stem: stem)
    indices = settings.indices(of: trainer.training.count)
    images = trainer.training.subset(indices)
  }

  /// Removes what a former training of the same name has left.
  static func clear(stem: String) {
    let folder = AttractionLog.folder(stem: stem)
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    where name == AttractionLog.index || name.hasPrefix("epoch-") && name.hasSuffix(".npy") {
      try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
    // A folder that holds anything else stays.
    rmdir(folder)
  }

  /// Throws unless the files of all logged epochs are there, of a training that goes on after `epochs` of them.
  func requireFiles(upTo epochs: Int) throws {
    for epoch in settings.epochs(of: epochs) {
      let path = self.path(epoch)
      guard FileManager.default.fileExists(atPath: path) else {
        throw FileError(
          path, "is missing: the training goes on after epoch \(epochs)", expected: "the attraction in epoch \(epoch)",
          advice: "put it back")
      }
    }
  }

  /// Logs the state after its last epoch, if that is asked for.
  func record(_ state: TrainingState, engine: Engine) throws {
    let epoch = state.history.count
    guard settings.holds(epoch) else { return }
    let classifier = Classifier(network: trainer.network, weights: state.weights), classes = trainer.network.classes
    var rows: [SampleAttraction] = []
    rows.reserveCapacity(images.count)
    classifier.forEachBatch(of: images, engine: engine) { _, count, logits, labels in
      rows += trainer.loss.attractions(logits: logits, labels: labels, count: count, classes: classes)
    }
    try AtomicFile.write(AttractionLog.data(rows), to: path(epoch))
  }

  /// Writes the index of a training that had so many epochs.
  func finish(epochs: Int) throws {
    let log = AttractionLog(
      loss: trainer.loss, classes: trainer.network.classes, trainingImages: trainer.training.count, samples: indices,
      labels: images.labels.map(Int.init),
      epochs: try settings.epochs(of: epochs).map {
        .init(epoch: $0, sha256: Digest.sha256(try AtomicFile.read(path($0))))
      })
    try AtomicFile.write(StableJSON.encode(log), to: "\(folder)/\(AttractionLog.index)")
  }

  private func path(_ epoch: Int) -> String { "\(folder)/\(AttractionLog.file(epoch: epoch))" }
}
