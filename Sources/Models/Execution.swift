import CKernels
import Tensors

/// A network planned for batches of up to one size: all its memory, allocated once, and its passes.
///
/// The caller calls `prepare` after every change of the weights, writes `images`, calls `forward`, reads `logits`; then
/// writes `logitGradients` and calls `backward`. No pass allocates. Not for use from two threads at once; the work inside a pass is spread over the pool.
public final class Execution {
  public enum Purpose: Sendable {
    /// Evaluation mode, forward only: activations share memory.
    case inference
    /// Evaluation mode, with gradients at the pixels; `backward` may be called more than once after one `forward`.
    case inputGradient
    /// As that, with gradients at the weights too; nothing is folded.
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

  /// What is computed: in evaluation with its normalisations folded.
  private let plan: Network
  private let pool: WorkerPool
  private let arena: FloatBuffer
  private let steps: [Step]
  private let scratch: UnsafeMutablePointer<Float>
  private let scratchCount: Int
  private let shared: UnsafeMutablePointer<Float>
  private let spare: UnsafeMutablePointer<Float>

  /// One node with the places of its values.
  private struct Step {
    let node: Network.Node
    let inputShape: ImageShape
    let input: UnsafeMutablePointer<Float>
    let secondInput: UnsafeMutablePointer<Float>?
    let output: UnsafeMutablePointer<Float>
    let prepared: UnsafeMutablePointer<Float>
    let saved: UnsafeMutablePointer<Float>
    let outputGradient: UnsafeMutablePointer<Float>?
    /// Where the gradients of the inputs go, and whether another layer has written there before.
    let inputGradient: Target?
    let secondInputGradient: Target?
  }

  private struct Target {
    let gradient: UnsafeMutablePointer<Float>
    let accumulates: Bool
  }

  public init(_ network: Network, batchSize: Int, purpose: Purpose, engine: Engine) {
    self.network = network
    self.batchSize = batchSize
    self.purpose = purpose
    pool = engine.pool
    let folds = purpose == .inference || purpose == .inputGradient
    let foldsNormalisation = folds && engine.precision == .usual
    let planned = (foldsNormalisation ? network.foldingNormalisation() : network).bound(engine.precision)
    plan = planned
    let nodes = planned.nodes, last = nodes.count
    let hasBackward = purpose != .inference

    // Values that a gradient must reach: the images, or whatever a trainable tensor feeds.
    var needsGradient = [purpose == .inputGradient || purpose == .allGradients]
    for node in nodes {
      let trains = !folds && node.layer.tensors.contains { $0.role.isTrainable }
      needsGradient.append(hasBackward && (trains || node.inputs.contains { needsGradient[$0] }))
    }

    // Forward of node i is step i; its backward is step 2·last − 1 − i. Images and logits belong to the caller
    // between the passes, so they live throughout.
    let end = max(2 * last - 1, 0)
    func backwardStep(_ node: Int) -> Int { 2 * last - 1 - node }
    var lastUse = [Int](repeating: 0, count: last + 1)
    for (index, node) in nodes.enumerated() { for input in node.inputs { lastUse[input] = index } }
    var values: [ArenaPlan.Value] = []
    func place(_ count: Int, _ lifetime: ClosedRange<Int>) -> Int {
      values.append(ArenaPlan.Value(count: count, lifetime: lifetime))
      return values.count - 1
    }
    /// When a number that node `node` wrote is needed last.
    func lastNeed(of node: Int, forward: Int) -> Int {
      switch purpose {
      case .inference: forward
      case .inputGradient, .allGradients: end
      case .training: backwardStep(node)
      }
    }
    let activations = (0...last).map { value in
      let count = batchSize * planned.shape(of: value).count
      if value == 0 || value == last { return place(count, 0...end) }
      return place(count, value - 1...lastNeed(of: value - 1, forward: lastUse[value]))
    }
    // Values on both sides of an addition have one gradient, in one place where that is safe.
    let sharedWith = planned.sharedGradients(needsGradient)
    var gradients = [Int?](repeating: nil, count: last + 1)
    for (root, members) in Dictionary(grouping: 0...last, by: { sharedWith[$0] }).sorted(by: { $0.key < $1.key })
    where needsGradient[root] {
      let isCallers = members.contains(0) || members.contains(last)
      let first = members.map { backwardStep(lastUse[$0]) }.min()!, final = members.map { backwardStep($0 - 1) }.max()!
      let place = place(batchSize * planned.shape(of: root).count, isCallers ? 0...end : first...final)
      for member in members { gradients[member] = place }
    }
    let saved = nodes.enumerated().map { index, node in
      let count = node.layer.savedCount(planned.shape(of: node.inputs[0]), batch: batchSize)
      return place(count, index...lastNeed(of: index, forward: index))
    }
    let prepared = nodes.map { node in
      place(node.layer.preparedCount(planned.shape(of: node.inputs[0]), hasBackward: hasBackward), 0...end)
    }
    func largest(_ count: (Network.Node, ImageShape) -> Int) -> Int {
      nodes.map { count($0, planned.shape(of: $0.inputs[0])) }.max() ?? 0
    }
    scratchCount = largest { $0.layer.scratchCount($1) }
    let scratchPlace = place(scratchCount * engine.threads, 0...end)
    let sharedPlace = place(largest { $0.layer.sharedCount($1, batch: batchSize) }, 0...end)
    let isBranching = Set(nodes.flatMap(\.inputs)).count < nodes.flatMap(\.inputs).count
    let sparePlace = place(hasBackward && isBranching ? batchSize * largest { $1.count } : 0, 0...end)

    let arenaPlan = ArenaPlan(values)
    arena = FloatBuffer(count: arenaPlan.count)
    let base = arena.pointer
    func pointer(_ place: Int) -> UnsafeMutablePointer<Float> { base + arenaPlan.offsets[place] }
    images = pointer(activations[0])
    logits = pointer(activations[last])
    logitGradients = gradients[last].map(pointer)
    imageGradients = gradients[0].map(pointer)
    scratch = pointer(scratchPlace)
    shared = pointer(sharedPlace)
    spare = pointer(sparePlace)

    // Backward runs from the last node: a value's first writer is its last consumer.
    var written = Set<Int>()
    var targets: [[Target?]] = Array(repeating: [], count: last)
    for index in nodes.indices.reversed() {
      targets[index] = nodes[index].inputs.map { input in
        let accumulates = !written.insert(input).inserted
        if sharedWith[input] == sharedWith[index + 1] { return nil }
        return gradients[input].map { Target(gradient: pointer($0), accumulates: accumulates) }
      }
    }
    steps = nodes.enumerated().map { index, node in
      Step(
        node: node, inputShape: planned.shape(of: node.inputs[0]), input: pointer(activations[node.inputs[0]]),
        secondInput: node.inputs.count > 1 ? pointer(activations[node.inputs[1]]) : nil,
        output: pointer(activations[index + 1]), prepared: pointer(prepared[index]), saved: pointer(saved[index]),
        outputGradient: gradients[index + 1].map(pointer), inputGradient: targets[index][0],
        secondInputGradient: node.inputs.count > 1 ? targets[index][1] : nil)
    }
  }

  /// Brings the weights into the form that the kernels want; to be called after every change of them.
  public func prepare(weights: UnsafePointer<Float>) {
    for step in steps {
      step.node.layer.prepare(
        LayerPreparation(
          inputShape: step.inputShape, weights: weights + step.node.weightOffset, prepared: step.prepared,
          shared: shared, hasBackward: purpose != .inference, pool: pool))
    }
  }

  /// Logits of the first `count` images. `weights` has the layout of the network; a training step (required exactly
  /// when the purpose is training) updates its running statistics.
  public func forward(count: Int, weights: UnsafeMutablePointer<Float>, training: TrainingStep? = nil) {
    precondition(count >= 1 && count <= batchSize && (purpose == .training) == (training != nil))
    for index in steps.indices { steps[index].node.layer.forward(call(index, count, weights, training)) }
  }

  /// Gradients from `logitGradients` back to the pixels, and to the weights where `weightGradients` is given
  /// (the layout of the weights; numbers of running statistics are 0).
  public func backward(
    count: Int, weights: UnsafeMutablePointer<Float>, weightGradients: UnsafeMutablePointer<Float>? = nil,
    training: TrainingStep? = nil
  ) {
    precondition(purpose != .inference && count >= 1 && count <= batchSize)
    precondition(purpose != .inputGradient || weightGradients == nil, "nothing is known of folded weights")
    if plan.isRectified(steps.count) { la_gate(logitGradients!, logits, Int64(count * network.classes)) }
    for index in steps.indices.reversed() {
      let step = steps[index]
      guard let outputGradient = step.outputGradient else { continue }
      // A layer overwrites; where another has written before, it writes beside, and both are added.
      let accumulatesItself = step.node.layer.accumulatesInputGradient
      func target(_ target: Target?) -> UnsafeMutablePointer<Float>? {
        target.map { $0.accumulates && !accumulatesItself ? spare : $0.gradient }
      }
      precondition(!(step.inputGradient?.accumulates ?? false && step.secondInputGradient?.accumulates ?? false))
      step.node.layer.backward(
        call(index, count, weights, training),
        LayerGradients(
          output: UnsafePointer(outputGradient), input: target(step.inputGradient),
          inputAccumulates: accumulatesItself && step.inputGradient?.accumulates ?? false,
          secondInput: target(step.secondInputGradient),
          weights: weightGradients.map { $0 + step.node.weightOffset }))
      finish(step.inputGradient, of: step.node, input: 0, step.input, count)
      if let output = step.secondInput { finish(step.secondInputGradient, of: step.node, input: 1, output, count) }
    }
  }

  /// What the layer has not done itself: stopping the gradient where the input is rectified, and adding it to that of
  /// other layers.
  private func finish(
    _ target: Target?, of node: Network.Node, input: Int, _ output: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    guard let target, !(target.accumulates && node.layer.accumulatesInputGradient) else { return }
    let gates = plan.isRectified(node.inputs[input]) && !node.layer.gatesInputGradient
    guard gates || target.accumulates else { return }
    let size = plan.shape(of: node.inputs[input]).count, written = target.accumulates ? spare : target.gradient
    pool.parallel(count, with: (target, gates, written, output, size)) { shared, image, _ in
      let (target, gates, written, output, size) = shared
      let offset = image * size
      if gates { la_gate(written + offset, output + offset, Int64(size)) }
      if target.accumulates {
        la_add(target.gradient + offset, target.gradient + offset, written + offset, Int64(size))
      }
    }
  }

  /// Bytes of the arena.
  public var memory: Int { arena.count * MemoryLayout<Float>.stride }

  private func call(
    _ index: Int, _ count: Int, _ weights: UnsafeMutablePointer<Float>, _ training: TrainingStep?
  ) -> LayerCall {
    let step = steps[index]
    return LayerCall(
      batch: count, inputShape: step.inputShape, outputShape: step.node.shape, input: UnsafePointer(step.input),
      inputIsRectified: plan.isRectified(step.node.inputs[0]),
      secondInput: step.secondInput.map { UnsafePointer($0) }, output: step.output,
      weights: weights + step.node.weightOffset, prepared: UnsafePointer(step.prepared), saved: step.saved,
      scratch: scratch, scratchCount: scratchCount,
      shared: shared, training: training, layerIndex: index, pool: pool)
  }
}
