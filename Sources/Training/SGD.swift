import CKernels
import Models
import Tensors

extension Network {
  /// One step of SGD with momentum, as PyTorch's: d = g + weightDecay · w; m = momentum · m + d; w −= learningRate · m.
  ///
  /// All arrays have the layout of the weights; running statistics are left alone.
  func step(
    weights: UnsafeMutablePointer<Float>, momentum buffer: UnsafeMutablePointer<Float>,
    gradients: UnsafePointer<Float>, learningRate: Double, momentum: Double, weightDecay: Double, pool: WorkerPool
  ) {
    pool.parallel(
      layout.tensors.count,
      with: (layout.tensors, weights, buffer, gradients, Float(learningRate), Float(momentum), Float(weightDecay))
    ) { shared, index, _ in
      let (tensors, weights, buffer, gradients, learningRate, momentum, weightDecay) = shared
      let tensor = tensors[index]
      guard tensor.role.isTrainable else { return }
      la_sgd_step(
        weights + tensor.offset, buffer + tensor.offset, gradients + tensor.offset, learningRate, momentum,
        weightDecay, Int64(tensor.count))
    }
  }
}
