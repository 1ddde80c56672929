/// A float32 array with the name and the row-major shape under which it is stored in a checkpoint.
public struct NamedTensor: Sendable, Equatable {
  public var name: String
  public var shape: [Int]
  /// The values, as many as the product of `shape`. The last axis runs fastest.
  public var values: [Float]

  public init(name: String, shape: [Int], values: [Float]) {
    precondition(shape.reduce(1, *) == values.count, "\(name): shape \(shape) holds \(values.count) values")
    self.name = name
    self.shape = shape
    self.values = values
  }
}
