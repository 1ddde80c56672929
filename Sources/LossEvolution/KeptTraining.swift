import Models
import Training

/// Where a training's state lies between two tasks of one candidate.
public struct KeptTraining: Sendable {
  let path: String
  /// The text that tells this training from all others.
  let identity: String
  /// Whether the task leaves the state, rather than going on from it alone.
  let keeps: Bool

  func state(of network: Network) -> TrainingState? {
    TrainingState.kept(at: path, identity: identity, layout: network.layout)
  }

  func write(_ state: TrainingState) throws { try state.keep(at: path, identity: identity) }
}
