import Tensors

/// A tensor with numbers that are infinite or not numbers.
public struct NotFiniteTensor: Sendable, Codable, Equatable {
  public let tensor: String
  public let count: Int
  /// All numbers of the tensor.
  public let of: Int
}

extension Checkpoint {
  /// The tensors with numbers that are not finite.
  public var notFinite: [NotFiniteTensor] {
    tensors.compactMap { tensor in
      let count = tensor.values.count { !$0.isFinite }
      return count == 0 ? nil : NotFiniteTensor(tensor: tensor.name, count: count, of: tensor.values.count)
    }
  }
}
