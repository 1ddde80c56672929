import Checkpoints
import Datasets
import Files
public import Foundation
import Losses
public import Models
import Tensors

/// A training that leaves a resumable state on disk after epochs, and its model in place at the end.
///
/// Beside `NAME.safetensors.zst` (the last epoch) lie `NAME.best.safetensors.zst` (the best validation accuracy, where
/// something was held out) and `NAME.history.json`. While the training runs, `NAME.resume.safetensors.zst` holds the
/// weights, the momentum, the best weights and the history; it is removed once the model is in place. `NAME.attraction` is
/// the folder of the `AttractionLog`, where one is asked for, and `NAME.epochs` that of the `KeptEpochs`.
public struct TrainingRun: Sendable {
  public let trainer: Trainer
  /// The model's file without its weights: what its metadata will say.
  public let description: ModelFile
  /// Where the model goes; the name ends in `.safetensors.zst` or `.safetensors`.
  public let path: String

  public init(trainer: Trainer, description: ModelFile, path: String) throws {
    guard let stem = Checkpoint.stem(of: path) else {
      throw FileError(path, "not a name for a model", expected: "a name ending in .safetensors.zst or .safetensors")
    }
    self.stem = stem
    self.trainer = trainer
    self.description = description
    self.path = path
  }

  private let stem: String
  public var resumePath: String { stem + ".resume.safetensors.zst" }
  public var bestPath: String { stem + ".best.safetensors.zst" }
  public var historyPath: String { stem + ".history.json" }

  /// Trains, or goes on where an interrupted run of the same training stopped; returns the finished state.
  ///
  /// The state is saved at most every `saveInterval` seconds: what lies between is trained again, to the same bits.
  public func run(
    in context: JobContext, saveInterval: TimeInterval = 5,
    afterEpoch: (EpochRecord) throws -> Void = { _ in }
  ) throws -> (state: TrainingState, outcome: TrainingOutcome) {
    let identity = try identity(context.engine.precision)
    let saved = try resumed(identity)
    var state = saved ?? trainer.start
    let recorder = AttractionRecorder(trainer, stem: stem)
    let kept = KeptEpochs(trainer.settings, stem: stem)
    if saved == nil {
      AttractionRecorder.clear(stem: stem)
      KeptEpochs.clear(stem: stem)
      try kept?.record(model(state.weights, state.history, identity), epoch: 0)
    }
    try recorder?.requireFiles(upTo: state.history.count)
    try kept?.requireFiles(upTo: state.history.count)
    for path in [path, resumePath, bestPath, historyPath] { AtomicFile.removeLeftovers(of: path) }
    var lastSave = ContinuousClock.now
    let outcome = try trainer.train(&state, in: context) { state in
      try recorder?.record(state, engine: context.engine)
      try kept?.record(model(state.weights, state.history, identity), epoch: state.history.count)
      if state.history.count < trainer.settings.epochs, (ContinuousClock.now - lastSave).seconds >= saveInterval {
        let identity = String(decoding: try StableJSON.encode(identity), as: UTF8.self)
        try state.keep(at: resumePath, identity: identity)
        lastSave = .now
      }
      try afterEpoch(state.history.last!)
    }
    try recorder?.finish(epochs: state.history.count)
    try AtomicFile.write(StableJSON.encode(state.history), to: historyPath)
    if let best = state.best {
      try model(best.weights, Array(state.history.prefix(best.epoch)), identity).write(to: bestPath)
    } else {
      // A former training's best is not this one's.
      try? FileManager.default.removeItem(atPath: bestPath)
    }
    try model(state.weights, state.history, identity).write(to: path)
    try? FileManager.default.removeItem(atPath: resumePath)
    return (state, outcome)
  }

  private func model(_ weights: Weights, _ history: [EpochRecord], _ identity: Identity) -> ModelFile {
    var file = description
    file.madeFrom = identity
    file.classifier = Classifier(network: trainer.network, weights: weights)
    file.history = history
    return file
  }

  /// All that decides the training's bits and the bytes of its files.
  func identity(_ precision: Precision) throws -> Identity {
    try Identity([
      "network": trainer.network.traits, "settings": trainer.settings, "loss": trainer.loss, "seed": trainer.seed,
      "training": trainer.training.digest, "validation": trainer.validation?.digest,
      "training_mean_pixel": trainer.training.meanPixel, "dataset": description.dataset,
      "dataset_classes": description.classNames, "dataset_reading": description.reading,
      "precise": precision == .precise,
    ])
  }

  /// A damaged state stops the training: starting anew would write over what may be hours of work, unasked.
  private func resumed(_ identity: Identity) throws -> TrainingState? {
    guard FileManager.default.fileExists(atPath: resumePath) else { return nil }
    do { return try savedState(identity) } catch var error as FileError {
      error.advice = error.advice ?? "put back a whole copy, or remove it to train from the start"
      throw error
    }
  }

  private func savedState(_ identity: Identity) throws -> TrainingState {
    let checkpoint = try Checkpoint.read(resumePath)
    try identity.require(
      checkpoint.metadata["identity"], in: resumePath, else: "is the state of another training",
      advice: "go on as it was begun, or remove it to train from the start")
    try checkpoint.requireSeal(in: resumePath, advice: "put it back as it was, or remove it to train from the start")
    return try TrainingState(checkpoint, layout: trainer.network.layout, path: resumePath)
  }
}
