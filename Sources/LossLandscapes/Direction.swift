public import Models
public import Tensors

/// A direction through weight space: a random one (Li et al. 2018), one from a file, or the way from one model to another.
public struct Direction: Sendable, Equatable {
  public let layout: WeightLayout
  /// The numbers of the direction in the engine's order, as those of `Weights.values`.
  public var values: [Float]

  /// A random direction for `weights`. `index` tells apart the directions of one seed.
  public init(
    for weights: Weights, seed: UInt64, index: Int, normalisation: DirectionNormalisation = .filter
  ) {
    layout = weights.layout
    values = normalisation.noise(weights) {
      RandomStream(seed: seed, purpose: .direction, index: UInt64(index), subindex: UInt32($0))
    }
  }

  /// The way from one model to another of the same layout: at α = 1 all numbers are those of `other`, biases and the running
  /// statistics of batch-norm included.
  public init(from weights: Weights, to other: Weights) {
    precondition(weights.layout == other.layout)
    layout = weights.layout
    values = zip(weights.values, other.values).map { $1 - $0 }
  }

  /// A direction from named tensors in PyTorch's layout. Every trainable tensor of the model must be among them.
  public init(for weights: Weights, tensors: [NamedTensor], path: String) throws {
    // Directions need not name running statistics: they stay as trained.
    let named = Set(tensors.map(\.name))
    let fixed = Weights(layout: weights.layout).namedTensors.filter { tensor in
      !named.contains(tensor.name)
        && weights.layout.tensors.contains { $0.name == tensor.name && !$0.role.isTrainable }
    }
    var direction = try Weights(layout: weights.layout, tensors: tensors + fixed, path: path) {
      $0.hasSuffix("num_batches_tracked")
    }
    for tensor in weights.layout.tensors where !tensor.role.isTrainable {
      for i in tensor.offset..<tensor.offset + tensor.count { direction.values[i] = 0 }
    }
    layout = weights.layout
    values = direction.values
  }

  /// The tensors of the direction under PyTorch's names and in PyTorch's order.
  public var namedTensors: [NamedTensor] {
    var weights = Weights(layout: layout)
    weights.values = values
    return weights.namedTensors
  }

  /// The cosine of the angle to `other`. Two random directions are nearly orthogonal, but not exactly.
  public func cosine(to other: Direction) -> Double {
    var product = 0.0, own = 0.0, others = 0.0
    for (a, b) in zip(values, other.values) {
      product += Double(a) * Double(b)
      own += Double(a) * Double(a)
      others += Double(b) * Double(b)
    }
    return own > 0 && others > 0 ? product / (own * others).squareRoot() : 0
  }
}
