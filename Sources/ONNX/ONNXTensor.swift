/// A constant array of a model file, row-major.
public struct ONNXTensor: Sendable, Equatable {
  /// Empty for a single number.
  public var shape: [Int]
  /// As many numbers as the product of `shape`.
  public var payload: Payload

  /// The numbers, in the type in which they are worked with.
  public enum Payload: Sendable, Equatable {
    /// float32, float16, bfloat16, and double rounded to float32.
    case floats([Float])
    /// All types of whole numbers.
    case ints([Int64])
    case booleans([Bool])

    public var count: Int {
      switch self {
      case .floats(let values): values.count
      case .ints(let values): values.count
      case .booleans(let values): values.count
      }
    }
  }

  public init(shape: [Int], payload: Payload) {
    precondition(shape.reduce(1, *) == payload.count, "shape \(shape) holds \(payload.count) values")
    self.shape = shape
    self.payload = payload
  }
}
