import CKernels
import Tensors

/// The memory of passes over some images, allocated once, and the loops over the layers.
///
/// Lanes of one execution compute at the same time, each on a thread of its own, and have nothing but the prepared weights
/// in common.
final class Lane {
  let plan: ExecutionPlan
  let images: UnsafeMutablePointer<Float>
  let logits: UnsafeMutablePointer<Float>
  let logitGradients: UnsafeMutablePointer<Float>?
  let imageGradients: UnsafeMutablePointer<Float>?

  private let pool: WorkerPool
  private let prepared: UnsafeMutablePointer<Float>
  private let arena: FloatBuffer
  private let pointers: StepPointers

  /// `prepared` is the owner's: `plan.preparedCount` floats that live as long as the lane. `pool` has as many threads as
  /// the plan was made for.
  init(_ plan: ExecutionPlan, prepared: UnsafeMutablePointer<Float>, pool: WorkerPool) {
    let arena = FloatBuffer(count: plan.count), start = arena.pointer
    self.plan = plan
    self.pool = pool
    self.prepared = prepared
    self.arena = arena
    pointers = StepPointers(plan.steps, in: start)
    images = start + plan.images
    logits = start + plan.logits
    logitGradients = plan.logitGradients.map { start + $0 }
    imageGradients = plan.imageGradients.map { start + $0 }
  }

  /// Floats of the arena.
  var count: Int { arena.count }

  /// Where a place of the plan lies.
  private func pointer(_ offset: Int) -> UnsafeMutablePointer<Float> { arena.pointer + offset }

  /// Brings the weights into the form that the kernels want, on the threads of `pool`.
  func prepare(weights: UnsafePointer<Float>, hasBackward: Bool, pool: WorkerPool) {
    for step in plan.steps {
      step.node.layer.prepare(
        LayerPreparation(
          inputShape: step.inputShape, weights: weights + step.node.weightOffset,
          prepared: prepared + step.prepared, shared: pointer(plan.shared), hasBackward: hasBackward,
          pool: pool))
    }
  }

  func forward(_ pass: Pass) {
    for index in plan.steps.indices { plan.steps[index].node.layer.forward(call(index, pass)) }
  }

  /// Gradients from `logitGradients` back to the pixels, and to the weights where `weightGradients` is given.
  func backward(_ pass: Pass, weightGradients: UnsafeMutablePointer<Float>?) {
    if plan.network.isRectified(plan.steps.count) {
      la_gate(logitGradients!, logits, Int64(pass.count * plan.network.classes))
    }
    for index in plan.steps.indices.reversed() {
      let step = plan.steps[index]
      guard let outputGradient = step.outputGradient else { continue }
      step.node.layer.backward(
        call(index, pass),
        LayerGradients(
          output: UnsafePointer(pointer(outputGradient)), inputs: pointers.gradients(of: index),
          accumulates: pointers.accumulates(of: index), weights: weightGradients.map { $0 + step.node.weightOffset }))
      for input in step.inputGradients.indices { finish(step, input, pass.count) }
    }
  }

  /// What the layer has not done itself: adding the gradient to that of other layers, and stopping it where the input is
  /// rectified.
  private func finish(_ step: ExecutionPlan.Step, _ input: Int, _ count: Int) {
    guard let target = step.inputGradients[input] else { return }
    let isBeside = target.written != target.gradient, value = step.node.inputs[input]
    let gates = plan.network.isRectified(value) && !step.node.layer.gatesInputGradient
    guard gates || isBeside else { return }
    let size = plan.network.shape(of: value).count
    pool.parallel(
      count,
      with: (pointer(target.gradient), pointer(target.written), isBeside, gates, pointer(step.inputs[input]), size)
    ) { shared, image, _ in
      let (gradient, written, isBeside, gates, activation, size) = shared
      let offset = image * size
      if gates { la_gate(written + offset, activation + offset, Int64(size)) }
      if isBeside { la_add(gradient + offset, gradient + offset, written + offset, Int64(size), 0) }
    }
  }

  private func call(_ index: Int, _ pass: Pass) -> LayerCall {
    let step = plan.steps[index]
    return LayerCall(
      batch: pass.count, inputShape: step.inputShape, outputShape: step.node.shape,
      inputs: pointers.inputs(of: index),
      inputIsRectified: step.node.inputs.first.map { plan.network.isRectified($0) } ?? false,
      output: pointer(step.output),
      weights: pass.weights + step.node.weightOffset, prepared: UnsafePointer(prepared + step.prepared),
      saved: pointer(step.saved), scratch: pointer(plan.scratch), scratchCount: plan.scratchCount,
      shared: pointer(plan.shared), training: pass.training, pool: pool,
      recordsPieces: pass.recordsPieces, draw: pass.draw)
  }
}

extension Lane {
  /// What a pass is over.
  struct Pass {
    /// Images.
    var count: Int
    let weights: UnsafeMutablePointer<Float>
    let training: TrainingStep?
    let draw: UInt64
    /// Whether layers kept on their linear pieces find them anew.
    var recordsPieces = false

    /// The same over another number of images.
    func over(_ count: Int) -> Pass {
      var pass = self
      pass.count = count
      return pass
    }
  }
}
