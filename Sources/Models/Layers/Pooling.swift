import CKernels
import Tensors

/// The mean of each window, as PyTorch's `AvgPool2d`.
struct AveragePooling: Layer {
  var kernel: Int
  var stride: Int

  func outputShape(_ inputs: [ImageShape]) -> ImageShape { pooled(inputs[0], kernel, stride) }

  func forward(_ call: LayerCall) { call.average(over: window(call)) }
  func backward(_ call: LayerCall, _ gradients: LayerGradients) { call.averageBackward(gradients, over: window(call)) }

  private func window(_ call: LayerCall) -> la_window {
    call.window(kernelHeight: kernel, kernelWidth: kernel, stride: stride)
  }
}

/// The mean over all pixels of each channel: (N, H, W, C) → (N, 1, 1, C).
struct GlobalAveragePooling: Layer {
  func outputShape(_ inputs: [ImageShape]) -> ImageShape {
    ImageShape(height: 1, width: 1, channels: inputs[0].channels)
  }

  func forward(_ call: LayerCall) { call.average(over: window(call)) }
  func backward(_ call: LayerCall, _ gradients: LayerGradients) { call.averageBackward(gradients, over: window(call)) }

  private func window(_ call: LayerCall) -> la_window {
    call.window(kernelHeight: call.inputShape.height, kernelWidth: call.inputShape.width, stride: 1)
  }
}

extension LayerCall {
  /// Overwrites the output with the mean of each window.
  fileprivate func average(over window: la_window) {
    pool.parallel(batch, with: (self, window)) { shared, image, _ in
      let (call, window) = shared
      la_average_pool_forward(
        call.output + image * call.outputShape.count, call.input + image * call.inputShape.count, window)
    }
  }

  /// Overwrites the gradient of the input of `average`.
  fileprivate func averageBackward(_ gradients: LayerGradients, over window: la_window) {
    guard let inputGradient = gradients.input else { return }
    pool.parallel(batch, with: (self, window, inputGradient, gradients.output)) { shared, image, _ in
      let (call, window, inputGradient, outputGradient) = shared
      la_average_pool_backward(
        inputGradient + image * call.inputShape.count, outputGradient + image * call.outputShape.count, window)
    }
  }
}

private func pooled(_ input: ImageShape, _ kernel: Int, _ stride: Int) -> ImageShape {
  ImageShape(
    height: (input.height - kernel) / stride + 1, width: (input.width - kernel) / stride + 1, channels: input.channels)
}
