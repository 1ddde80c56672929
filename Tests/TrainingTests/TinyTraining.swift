import Datasets
import Files
import Foundation
import Losses
import Models
import TestSupport

@testable import Training

/// Trainings of `TinyImages` that end in milliseconds.
enum TinyTraining {
  /// Three epochs of four steps with everything on that a resume could get wrong.
  static let settings = TrainingSettings(
    epochs: 3, batchSize: 8, schedule: StepSchedule(dropAfter: [2], factor: 0.5),
    augmentation: Augmentation(horizontalFlip: true, cropPadding: 1))

  static func trainer(
    _ settings: TrainingSettings = settings, loss: Loss = Loss(.crossEntropy), images: Int = 32,
    validation: ImageSet? = TinyImages.images(16, seed: 2), seed: UInt64 = 1,
    normalisation: Normalisation = TinyImages.normalisation
  ) throws -> Trainer {
    Trainer(
      network: try TinyImages.network(normalisation: normalisation), loss: loss, settings: settings,
      training: TinyImages.images(images, seed: 1),
      validation: validation, seed: seed)
  }

  /// Stops such a training, of four steps an epoch, right after a step.
  static func stopping(inEpoch epoch: Int, atStep step: Int) -> JobContext {
    .stopping(with: Interrupted()) { $0.done == 4 * (epoch - 1) + step + 1 }
  }

  /// `folder/model.safetensors.zst`, described as the trainer is.
  static func run(_ trainer: Trainer, in folder: String) throws -> TrainingRun {
    let description = ModelFile(
      classifier: Classifier(network: trainer.network, weights: Weights(layout: trainer.network.layout)),
      architecture: TinyImages.architecture, dataset: "tiny", normalisation: TinyImages.normalisation,
      loss: trainer.loss, seed: trainer.seed, settings: trainer.settings, history: [])
    return try TrainingRun(trainer: trainer, description: description, path: "\(folder)/model.safetensors.zst")
  }

  /// Every file of a folder, by name.
  static func files(in folder: String) throws -> [String: Data] {
    Dictionary(
      uniqueKeysWithValues: try names(in: folder).map { ($0, try AtomicFile.read("\(folder)/\($0)")) })
  }
}

/// What a test throws to stop a training.
struct Interrupted: Error {}
