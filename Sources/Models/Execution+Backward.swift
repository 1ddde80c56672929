import CKernels
import Tensors

extension Execution {
  /// Gradients from `logitGradients` back to the pixels, and to the weights where `weightGradients` is given
  /// (the layout of the weights; numbers of running statistics are 0).
  public func backward(
    count: Int, weights: UnsafeMutablePointer<Float>, weightGradients: UnsafeMutablePointer<Float>? = nil,
    training: TrainingStep? = nil
  ) {
    precondition(purpose != .inference && count >= 1 && count <= batchSize)
    precondition(purpose != .inputGradient || weightGradients == nil, "nothing is known of folded weights")
    if plan.network.isRectified(plan.steps.count) { la_gate(logitGradients!, logits, Int64(count * network.classes)) }
    for index in plan.steps.indices.reversed() {
      let step = plan.steps[index]
      guard let outputGradient = step.outputGradient else { continue }
      step.node.layer.backward(
        call(index, count, weights, training),
        LayerGradients(
          output: UnsafePointer(pointer(outputGradient)), inputs: pointers.gradients(of: index),
          accumulates: pointers.accumulates(of: index), weights: weightGradients.map { $0 + step.node.weightOffset }))
      for input in step.inputGradients.indices { finish(step, input, count) }
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
}
