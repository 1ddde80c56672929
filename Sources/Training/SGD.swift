import CKernels
import Models

extension Network {
  /// One step of SGD with momentum, as PyTorch's: d = g + weightDecay · w; m = momentum · m + d; w −= learningRate · m.
  ///
  /// All arrays have the layout of the weights; running statistics are left alone.
  func step(
    weights: UnsafeMutablePointer<Float>, momentum buffer: UnsafeMutablePointer<Float>,
    gradients: UnsafePointer<Float>, learningRate: Double, momentum: Double, weightDecay: Double
  ) {
    for tensor in layout.tensors where tensor.role.isTrainable {
      la_sgd_step(
        weights + tensor.offset, buffer + tensor.offset, gradients + tensor.offset, Float(learningRate),
        Float(momentum), Float(weightDecay), Int64(tensor.count))
    }
  }
}
