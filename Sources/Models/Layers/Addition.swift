import CKernels
import Tensors

/// The sum of two feature maps of one shape: where a residual branch joins.
struct Addition: Layer {
  func forward(_ call: LayerCall) {
    let size = call.inputShape.count
    call.pool.parallel(call.batch, with: (call, size)) { shared, image, _ in
      let (call, size) = shared
      la_add(call.output + image * size, call.input + image * size, call.secondInput! + image * size, Int64(size))
    }
  }

  func backward(_ call: LayerCall, _ gradients: LayerGradients) {
    let size = call.inputShape.count
    call.pool.parallel(call.batch, with: (call, size, gradients)) { shared, image, _ in
      let (_, size, gradients) = shared
      let source = gradients.output + image * size
      if let target = gradients.input { (target + image * size).update(from: source, count: size) }
      if let target = gradients.secondInput { (target + image * size).update(from: source, count: size) }
    }
  }
}
