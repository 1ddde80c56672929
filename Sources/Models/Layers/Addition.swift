import CKernels
import Tensors

/// The sum of two feature maps of one shape, where a residual branch joins; then optionally a ReLU.
struct Addition: RectifiableLayer {
  var rectifies = false

  var passesGradientOn: Bool { true }

  func forward(_ call: LayerCall) {
    let size = call.inputShape.count
    call.pool.parallel(call.batch, with: (call, size, rectifies)) { shared, image, _ in
      let (call, size, rectifies) = shared
      la_add(
        call.output + image * size, call.input + image * size, call.inputs[1] + image * size, Int64(size),
        rectifies ? 1 : 0)
    }
  }

  func backward(_ call: LayerCall, _ gradients: LayerGradients) {
    let size = call.inputShape.count
    call.pool.parallel(call.batch, with: (call, size, gradients)) { shared, image, _ in
      let (_, size, gradients) = shared
      let source = gradients.output + image * size
      if let target = gradients.input { (target + image * size).update(from: source, count: size) }
      if let target = gradients.inputs[1] { (target + image * size).update(from: source, count: size) }
    }
  }
}
