import Tensors

/// A network planned for batches of up to one size: all its memory, allocated once, and its passes.
///
/// The caller calls `prepare` after every change of the weights, writes `images`, calls `forward` and reads `logits`. Then
/// it may write `logitGradients` and call `backward`. No pass allocates. An execution serves one thread at a time; the
/// work inside a pass is spread over the engine's workers.
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

  let plan: ExecutionPlan
  let pool: WorkerPool
  let pointers: StepPointers
  private let arena: FloatBuffer

  public init(_ network: Network, batchSize: Int, purpose: Purpose, engine: Engine) {
    let plan = ExecutionPlan(network, batchSize: batchSize, purpose: purpose, engine: engine)
    let arena = FloatBuffer(count: plan.count), start = arena.pointer
    self.network = network
    self.batchSize = batchSize
    self.purpose = purpose
    self.plan = plan
    self.arena = arena
    pointers = StepPointers(plan.steps, in: start)
    pool = engine.pool
    images = start + plan.images
    logits = start + plan.logits
    logitGradients = plan.logitGradients.map { start + $0 }
    imageGradients = plan.imageGradients.map { start + $0 }
  }

  /// Bytes of the arena.
  public var memory: Int { arena.count * MemoryLayout<Float>.stride }

  /// Where a place of the plan lies.
  func pointer(_ offset: Int) -> UnsafeMutablePointer<Float> { arena.pointer + offset }

  /// Brings the weights into the form that the kernels want; to be called after every change of them.
  public func prepare(weights: UnsafePointer<Float>) {
    for step in plan.steps {
      step.node.layer.prepare(
        LayerPreparation(
          inputShape: step.inputShape, weights: weights + step.node.weightOffset, prepared: pointer(step.prepared),
          shared: pointer(plan.shared), hasBackward: purpose != .inference, pool: pool))
    }
  }

  /// Logits of the first `count` images. `weights` has the layout of the network; a training step (required exactly
  /// when the purpose is training) updates its running statistics.
  public func forward(count: Int, weights: UnsafeMutablePointer<Float>, training: TrainingStep? = nil) {
    forward(count: count, weights: weights, training: training, recordsPieces: false)
  }

  /// The same, of a frozen network: whether its layers find their linear pieces anew.
  func forward(count: Int, weights: UnsafeMutablePointer<Float>, training: TrainingStep? = nil, recordsPieces: Bool) {
    precondition(count >= 1 && count <= batchSize && (purpose == .training) == (training != nil))
    for index in plan.steps.indices {
      var call = call(index, count, weights, training)
      call.recordsPieces = recordsPieces
      plan.steps[index].node.layer.forward(call)
    }
  }

  func call(
    _ index: Int, _ count: Int, _ weights: UnsafeMutablePointer<Float>, _ training: TrainingStep?
  ) -> LayerCall {
    let step = plan.steps[index]
    return LayerCall(
      batch: count, inputShape: step.inputShape, outputShape: step.node.shape,
      inputs: pointers.inputs(of: index),
      inputIsRectified: step.node.inputs.first.map { plan.network.isRectified($0) } ?? false,
      output: pointer(step.output),
      weights: weights + step.node.weightOffset, prepared: UnsafePointer(pointer(step.prepared)),
      saved: pointer(step.saved), scratch: pointer(plan.scratch), scratchCount: plan.scratchCount,
      shared: pointer(plan.shared), training: training, pool: pool, draw: draw)
  }
}
