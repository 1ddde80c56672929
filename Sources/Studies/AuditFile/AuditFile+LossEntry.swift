public import LossEvolution
public import Losses
public import Training

extension AuditFile {
  /// A loss that models are trained with: one that is given, or one that an evolution finds.
  public struct LossEntry: Sendable, Equatable {
    /// The name in results, and of the folders.
    public var name: String
    public var origin: Origin
    /// How the final models are trained.
    public var training: TrainingSettings

    public enum Origin: Sendable, Equatable {
      case given(Loss)
      /// The winner of a search, with the label smoothing of the final models.
      case evolved(EvolutionSettings, seed: UInt64, labelSmoothing: Double)
    }

    /// The search; `nil` for a loss that is given.
    public var evolution: EvolutionSettings? {
      switch origin {
      case .given: nil
      case .evolved(let settings, _, _): settings
      }
    }

    public var labelSmoothing: Double {
      switch origin {
      case .given(let loss): loss.labelSmoothing
      case .evolved(_, _, let smoothing): smoothing
      }
    }
  }
}

/// Either `loss`, or `evolve` and `seed`, beside the other keys.
extension AuditFile.LossEntry: Encodable {
  private enum CodingKeys: String, CodingKey {
    case name, loss, evolve, seed, training
    case labelSmoothing = "label_smoothing"
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    switch origin {
    case .given(let loss): try container.encode(loss.name, forKey: .loss)
    case .evolved(let settings, let seed, _):
      try container.encode(settings, forKey: .evolve)
      try container.encode(seed, forKey: .seed)
    }
    try container.encode(labelSmoothing, forKey: .labelSmoothing)
    try container.encode(training, forKey: .training)
  }
}
