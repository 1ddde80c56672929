public import Models

/// A training between two epochs: all that is needed to go on to the same bytes.
public struct TrainingState: Sendable, Equatable {
  public var weights: Weights
  /// SGD's momentum, in the order of the weights.
  public var momentum: [Float]
  public var history: [EpochRecord]
  /// The weights of the epoch with the highest validation accuracy, the first of equals; `nil` without validation.
  public var best: Best?

  public struct Best: Sendable, Equatable {
    public var epoch: Int
    public var validationAccuracy: Double
    public var weights: Weights
  }

  /// The state before the first epoch.
  public init(weights: Weights) {
    self.init(weights: weights, momentum: [Float](repeating: 0, count: weights.values.count), history: [], best: nil)
  }

  public init(weights: Weights, momentum: [Float], history: [EpochRecord], best: Best?) {
    self.weights = weights
    self.momentum = momentum
    self.history = history
    self.best = best
  }
}

/// How a training ended.
public enum TrainingOutcome: Sendable, Equatable {
  case finished
  /// The loss or a weight stopped being finite: a result, not an error, since evolution scores it.
  case diverged(epoch: Int)
}
