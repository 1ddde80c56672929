import Tensors

/// A network planned for batches of up to one size: all its memory, allocated once, and its passes.
///
/// The caller calls `prepare` after every change of the weights, writes `images`, calls `forward` and reads `logits`. Then
/// it may write `logitGradients` and call `backward`. No pass allocates. An execution serves one thread at a time; the
/// work inside a pass is spread over the engine's workers: each passes images of its own through the whole network where
/// that is possible (`Network.lanes`), and else they share the work of every layer.
public final class Execution {
  public enum Purpose: Sendable {
    /// Evaluation mode, forward only: activations share memory.
    case inference
    /// Evaluation mode, with gradients at the pixels; `backward` may be called more than once after one `forward`.
    case inputGradient
    /// Evaluation mode, with gradients at the pixels and at the weights; nothing is folded.
    case allGradients
    /// Training mode, with gradients at the weights.
    case training
  }

  public let network: Network
  public let batchSize: Int
  public let purpose: Purpose
  /// (batch, H, W, C), pixels in [0, 1].
  public let images: UnsafeMutablePointer<Float>
  /// (batch, K).
  public let logits: UnsafeMutablePointer<Float>
  /// (batch, K); absent for inference.
  public let logitGradients: UnsafeMutablePointer<Float>?
  /// (batch, H, W, C); present for `.inputGradient`.
  public let imageGradients: UnsafeMutablePointer<Float>?

  /// Which draw of the network's own noise the passes have. It does not matter where there is none.
  public var draw: UInt64 = 0

  private let engine: Engine
  private let lanes: [Lane]
  private let prepared: FloatBuffer
  /// What the caller sees of several lanes; a single one shows its own.
  private let shown: FloatBuffer
  /// Images of the last forward pass.
  private var forwarded = 0

  public init(_ network: Network, batchSize: Int, purpose: Purpose, engine: Engine) {
    let count = network.lanes(for: purpose, batchSize: batchSize, threads: engine.threads)
    let plan = ExecutionPlan(
      network, batchSize: (batchSize + count - 1) / count, purpose: purpose, precision: engine.precision,
      threads: count == 1 ? engine.threads : 1)
    let pixels = batchSize * network.input.count, answers = batchSize * network.classes
    prepared = FloatBuffer(count: plan.preparedCount)
    shown = FloatBuffer(count: count == 1 ? 0 : 2 * (pixels + answers))
    let weights = prepared.pointer
    let lanes = (0..<count).map { _ in
      Lane(plan, prepared: weights, pool: count == 1 ? engine.pool : WorkerPool(threads: 1))
    }
    self.network = network
    self.batchSize = batchSize
    self.purpose = purpose
    self.engine = engine
    self.lanes = lanes
    let isSingle = count == 1, seen = shown.pointer
    images = isSingle ? lanes[0].images : seen
    logits = isSingle ? lanes[0].logits : seen + 2 * pixels
    logitGradients = lanes[0].logitGradients.map { isSingle ? $0 : seen + 2 * pixels + answers }
    imageGradients = lanes[0].imageGradients.map { isSingle ? $0 : seen + pixels }
  }

  /// Bytes of all that is allocated.
  public var memory: Int {
    (lanes.reduce(0) { $0 + $1.count } + prepared.count + shown.count) * MemoryLayout<Float>.stride
  }

  /// Brings the weights into the form that the kernels want; to be called after every change of them.
  public func prepare(weights: UnsafePointer<Float>) {
    lanes[0].prepare(weights: weights, hasBackward: purpose != .inference, pool: engine.pool)
  }

  /// Logits of the first `count` images. `weights` has the layout of the network; a training step (required exactly
  /// when the purpose is training) updates its running statistics.
  public func forward(count: Int, weights: UnsafeMutablePointer<Float>, training: TrainingStep? = nil) {
    forward(count: count, weights: weights, training: training, recordsPieces: false)
  }

  /// The same, of a frozen network: whether its layers find their linear pieces anew.
  func forward(count: Int, weights: UnsafeMutablePointer<Float>, training: TrainingStep? = nil, recordsPieces: Bool) {
    precondition(count >= 1 && count <= batchSize && (purpose == .training) == (training != nil))
    forwarded = count
    let pass = Lane.Pass(count: count, weights: weights, training: training, draw: draw, recordsPieces: recordsPieces)
    if lanes.count == 1 { return lanes[0].forward(pass) }
    engine.pool.parallel(lanes.count, with: (self, pass)) { shared, index, _ in
      let (execution, pass) = shared
      execution.forward(pass, lane: index)
    }
  }

  /// Gradients from `logitGradients` back to the pixels, and to the weights where `weightGradients` is given
  /// (the layout of the weights; numbers of running statistics are 0).
  public func backward(
    count: Int, weights: UnsafeMutablePointer<Float>, weightGradients: UnsafeMutablePointer<Float>? = nil,
    training: TrainingStep? = nil
  ) {
    precondition(purpose != .inference && count >= 1 && count <= forwarded, "backward follows forward")
    precondition(purpose != .inputGradient || weightGradients == nil, "nothing is known of folded weights")
    let pass = Lane.Pass(count: count, weights: weights, training: training, draw: draw)
    if lanes.count == 1 { return lanes[0].backward(pass, weightGradients: weightGradients) }
    engine.pool.parallel(lanes.count, with: (self, pass)) { shared, index, _ in
      let (execution, pass) = shared
      execution.backward(pass, lane: index)
    }
  }
}

/// One of several lanes: it has its even share of the images, the same one on the way back.
extension Execution {
  private func forward(_ pass: Lane.Pass, lane index: Int) {
    let lane = lanes[index], share = share(of: index, pass.count)
    if share.isEmpty { return }
    let pixels = network.input.count, classes = network.classes
    lane.images.update(from: images + share.lowerBound * pixels, count: share.count * pixels)
    lane.forward(pass.over(share.count))
    (logits + share.lowerBound * classes).update(from: lane.logits, count: share.count * classes)
  }

  private func backward(_ pass: Lane.Pass, lane index: Int) {
    let lane = lanes[index], share = share(of: index, pass.count)
    if share.isEmpty { return }
    let pixels = network.input.count, classes = network.classes
    lane.logitGradients!.update(from: logitGradients! + share.lowerBound * classes, count: share.count * classes)
    lane.backward(pass.over(share.count), weightGradients: nil)
    (imageGradients! + share.lowerBound * pixels).update(from: lane.imageGradients!, count: share.count * pixels)
  }

  /// Those of the first `count` images that the lane has had in the last forward pass.
  private func share(of lane: Int, _ count: Int) -> Range<Int> {
    (lane * forwarded / lanes.count..<(lane + 1) * forwarded / lanes.count).clamped(to: 0..<count)
  }
}
