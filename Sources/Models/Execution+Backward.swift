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
      // A layer overwrites; where another has written before, it writes beside, and both are added.
      let accumulatesItself = step.node.layer.accumulatesInputGradient
      func target(_ target: ExecutionPlan.Target?) -> UnsafeMutablePointer<Float>? {
        target.map { pointer($0.accumulates && !accumulatesItself ? plan.spare : $0.gradient) }
      }
      precondition(!(step.inputGradient?.accumulates ?? false && step.secondInputGradient?.accumulates ?? false))
      step.node.layer.backward(
        call(index, count, weights, training),
        LayerGradients(
          output: UnsafePointer(pointer(outputGradient)), input: target(step.inputGradient),
          inputAccumulates: accumulatesItself && step.inputGradient?.accumulates ?? false,
          secondInput: target(step.secondInputGradient),
          weights: weightGradients.map { $0 + step.node.weightOffset }))
      finish(step.inputGradient, of: step.node, input: 0, at: step.input, count)
      if let second = step.secondInput { finish(step.secondInputGradient, of: step.node, input: 1, at: second, count) }
    }
  }

  /// What the layer has not done itself: stopping the gradient where the input is rectified, and adding it to that of
  /// other layers.
  private func finish(
    _ target: ExecutionPlan.Target?, of node: Network.Node, input: Int, at place: Int, _ count: Int
  ) {
    guard let target, !(target.accumulates && node.layer.accumulatesInputGradient) else { return }
    let gates = plan.network.isRectified(node.inputs[input]) && !node.layer.gatesInputGradient
    guard gates || target.accumulates else { return }
    let size = plan.network.shape(of: node.inputs[input]).count, accumulates = target.accumulates
    let gradient = pointer(target.gradient), written = accumulates ? pointer(plan.spare) : gradient
    pool.parallel(count, with: (gradient, accumulates, gates, written, pointer(place), size)) { shared, image, _ in
      let (gradient, accumulates, gates, written, activation, size) = shared
      let offset = image * size
      if gates { la_gate(written + offset, activation + offset, Int64(size)) }
      if accumulates { la_add(gradient + offset, gradient + offset, written + offset, Int64(size)) }
    }
  }
}
