public import Tensors

/// Feature maps in Double, (batch, H, W, C).
public struct PlainMaps: Sendable, Equatable {
  public var shape: ImageShape
  public var batch: Int
  public var values: [Double]

  public init(shape: ImageShape, batch: Int, values: [Double]) {
    precondition(values.count == batch * shape.count)
    self.shape = shape
    self.batch = batch
    self.values = values
  }

  public init(shape: ImageShape, batch: Int, floats: [Float]) {
    self.init(shape: shape, batch: batch, values: floats.map { Double($0) })
  }

  public init(zeros shape: ImageShape, batch: Int) {
    self.init(shape: shape, batch: batch, values: [Double](repeating: 0, count: batch * shape.count))
  }

  public mutating func add(_ other: PlainMaps) { for i in values.indices { values[i] += other.values[i] } }
}

/// The plain-loop twin of one of the engine's layers: what the layer means, in Double and without any cleverness.
///
/// Twins keep no state: `backward` starts from the inputs again. Weights lie in the engine's order.
public protocol PlainLayer: Sendable {
  func forward(_ inputs: [PlainMaps], _ weights: [Double]) -> PlainMaps
  /// Gradients of Σ gradient · output.
  func backward(_ inputs: [PlainMaps], _ weights: [Double], _ gradient: PlainMaps) -> PlainGradients
}

public struct PlainGradients: Sendable {
  public var inputs: [PlainMaps]
  public var weights: [Double]

  public init(inputs: [PlainMaps], weights: [Double] = []) {
    self.inputs = inputs
    self.weights = weights
  }
}
