import CKernels
import Tensors

/// max(x, 0); NaN stays NaN.
struct ReLU: Layer {
  func forward(_ call: LayerCall) {
    let size = call.inputShape.count
    call.forEachImage { image, _ in la_relu_forward(call.output + image * size, call.input + image * size, Int64(size))
    }
  }

  func backward(_ call: LayerCall, _ gradients: LayerGradients) {
    guard let inputGradient = gradients.input else { return }
    let size = call.inputShape.count
    call.forEachImage { image, _ in
      la_relu_backward(
        inputGradient + image * size, gradients.output + image * size, call.output + image * size, Int64(size))
    }
  }
}

/// In training sets each number to 0 with probability `rate` and divides the others by 1 − rate; otherwise the identity.
///
/// The mask is keyed by (seed, step, layer, image of the batch): any thread draws the same one.
struct Dropout: Layer {
  var rate: Float

  func savedCount(_ input: ImageShape, batch: Int) -> Int { batch * input.count }

  func forward(_ call: LayerCall) {
    let size = call.inputShape.count
    call.forEachImage { image, _ in
      let mask = call.saved + image * size
      if let training = call.training {
        var stream = RandomStream(
          seed: training.seed, purpose: .dropout, index: UInt64(training.step) << 16 | UInt64(image),
          subindex: UInt32(call.layerIndex))
        let kept = 1 / (1 - rate)
        for i in 0..<size { mask[i] = stream.nextUniform() < rate ? 0 : kept }
        la_multiply(call.output + image * size, call.input + image * size, mask, Int64(size))
      } else {
        mask.update(repeating: 1, count: size)
        (call.output + image * size).update(from: call.input + image * size, count: size)
      }
    }
  }

  func backward(_ call: LayerCall, _ gradients: LayerGradients) {
    guard let inputGradient = gradients.input else { return }
    let size = call.inputShape.count
    call.forEachImage { image, _ in
      la_multiply(
        inputGradient + image * size, gradients.output + image * size, call.saved + image * size, Int64(size))
    }
  }
}
