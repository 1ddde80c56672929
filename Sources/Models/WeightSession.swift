public import Datasets
import Tensors

/// A network whose loss is asked for at changing weights, with the gradient at all of them, in evaluation mode.
///
/// Load images, call `use` and `forward`, and read `logits`. Then write `logitGradients` and call `backward`. A session
/// serves one thread at a time; its work is spread over the engine's workers, and its numbers do not depend on them.
public final class WeightSession {
  public let network: Network
  /// The largest number of images in a pass.
  public let batchSize: Int
  /// (batch): the labels of the images that were loaded last.
  public private(set) var labels: [Int32]
  /// The gradient of the last backward pass, in the layout of the weights. Running statistics have 0.
  public var gradient: UnsafePointer<Float> { UnsafePointer(gradients.pointer) }

  private let engine: Engine
  private let execution: Execution
  private let weights: FloatBuffer
  private let gradients: FloatBuffer

  /// Whether layers that are linear in pieces, such as ReLU, stay on the pieces that the last recording pass found.
  public enum Pieces: Sendable { case free, recorded }

  /// The session is `nil` where pieces are to be recorded and the network takes the smaller or larger of two values.
  public init?(_ network: Network, batchSize: Int, pieces: Pieces, engine: Engine) {
    let described: Network? =
      switch pieces {
      case .free: network
      case .recorded: network.frozen
      }
    guard let described else { return nil }
    self.network = network
    self.batchSize = batchSize
    self.engine = engine
    labels = [Int32](repeating: 0, count: batchSize)
    execution = Execution(described, batchSize: batchSize, purpose: .allGradients, engine: engine)
    weights = FloatBuffer(count: network.layout.count)
    gradients = FloatBuffer(count: network.layout.count)
  }

  /// (batch, K).
  public var logits: UnsafeMutablePointer<Float> { execution.logits }
  /// (batch, K), to be written before `backward`.
  public var logitGradients: UnsafeMutablePointer<Float> { execution.logitGradients! }

  /// Loads images `range` of `images` and their labels.
  public func load(_ images: ImageSet, _ range: Range<Int>) {
    images.fill(Array(range), into: execution.images, labels: &labels, pool: engine.pool)
  }

  /// From here on the session answers by `values`, in the order of `Weights.values`.
  public func use(_ values: [Float]) {
    precondition(values.count == network.layout.count)
    values.withUnsafeBufferPointer { weights.pointer.update(from: $0.baseAddress!, count: values.count) }
    execution.prepare(weights: weights.pointer)
  }

  /// The answers to the first `count` images. Where `recordsPieces` is set, the pieces of these images and weights are kept.
  public func forward(count: Int, recordsPieces: Bool = false) {
    execution.forward(count: count, weights: weights.pointer, recordsPieces: recordsPieces)
  }

  /// Overwrites `gradient` with that of the first `count` images.
  public func backward(count: Int) {
    execution.backward(count: count, weights: weights.pointer, weightGradients: gradients.pointer)
  }
}
