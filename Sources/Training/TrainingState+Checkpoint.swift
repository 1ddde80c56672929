import Checkpoints
import Files
import Foundation
public import Models
import Tensors

/// A state as a file, with `identity`, a text that says whose state it is.
extension TrainingState {
  /// The weights by their names, the momentum and the best weights with a prefix, and the history in the metadata.
  func checkpoint(identity: String) throws -> Checkpoint {
    var momentum = weights
    momentum.values = self.momentum
    var tensors = weights.namedTensors
    tensors += momentum.namedTensors.map { .init(name: "momentum.\($0.name)", shape: $0.shape, values: $0.values) }
    var metadata = [
      "identity": identity, "history": String(decoding: try StableJSON.encode(history), as: UTF8.self),
    ]
    if let best {
      tensors += best.weights.namedTensors.map { .init(name: "best.\($0.name)", shape: $0.shape, values: $0.values) }
      metadata["best_epoch"] = "\(best.epoch)"
    }
    return Checkpoint(tensors: tensors, metadata: metadata)
  }

  /// Throws a `FileError` where the checkpoint is no state of a network with this `layout`.
  init(_ checkpoint: Checkpoint, layout: WeightLayout, path: String) throws {
    let history = try StableJSON.decode(
      [EpochRecord].self, from: Data((checkpoint.metadata["history"] ?? "").utf8), path: path)
    func weights(_ prefix: String) throws -> Weights {
      let tensors = checkpoint.tensors.filter {
        prefix.isEmpty ? !$0.name.hasPrefix("momentum.") && !$0.name.hasPrefix("best.") : $0.name.hasPrefix(prefix)
      }
      return try Weights(
        layout: layout,
        tensors: tensors.map {
          .init(name: String($0.name.dropFirst(prefix.count)), shape: $0.shape, values: $0.values)
        },
        path: path)
    }
    var best: Best?
    if let text = checkpoint.metadata["best_epoch"] {
      guard let epoch = Int(text), history.indices.contains(epoch - 1) else {
        throw FileError(
          path, at: "metadata best_epoch", "not an epoch of the history", expected: "1 to \(history.count)",
          found: text)
      }
      best = .init(
        epoch: epoch, validationAccuracy: history[epoch - 1].validationAccuracy ?? 0, weights: try weights("best."))
    }
    self.init(
      weights: try weights(""), momentum: try weights("momentum.").values, history: history, best: best)
  }

  /// Keeps the state for whoever goes on with the same training.
  public func keep(at path: String, identity: String) throws {
    try checkpoint(identity: identity).sealed.write(to: path)
  }

  /// The kept state of the training `identity`; `nil` where there is none, or a damaged or altered one, or another
  /// training's: then the training starts anew, and comes to the same bits.
  public static func kept(at path: String, identity: String, layout: WeightLayout) -> TrainingState? {
    guard FileManager.default.fileExists(atPath: path), let checkpoint = try? Checkpoint.read(path),
      checkpoint.metadata["identity"] == identity, (try? checkpoint.requireSeal(in: path, advice: "")) != nil
    else { return nil }
    return try? TrainingState(checkpoint, layout: layout, path: path)
  }
}
