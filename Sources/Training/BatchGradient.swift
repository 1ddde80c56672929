import CKernels
import Models
import Tensors

/// The gradient of a batch's loss at the weights, found pass by pass so that a pass's activations stay in cache.
///
/// Nothing is allocated after `init`.
final class BatchGradient {
  let network: Network
  let batchSize: Int
  /// The gradient, in the layout of the weights.
  var gradient: UnsafeMutablePointer<Float> { total.pointer }

  private let pool: WorkerPool
  private let passSize: Int
  private let execution: Execution
  private let total: FloatBuffer
  private let pass: FloatBuffer

  init(_ network: Network, batchSize: Int, engine: Engine) {
    self.network = network
    self.batchSize = batchSize
    pool = engine.pool
    passSize = network.trainingPassSize(batchSize: batchSize)
    execution = Execution(network, batchSize: passSize, purpose: .training, engine: engine)
    total = FloatBuffer(count: network.layout.count)
    pass = FloatBuffer(count: passSize < batchSize ? network.layout.count : 0)
  }

  /// Overwrites `gradient`, and updates running statistics.
  ///
  /// For images `first ..< first + count` of the batch, `load` writes the pixels and `judge` turns logits (count, K)
  /// into gradients there; all ends where that returns `false`.
  func compute(
    weights: UnsafeMutablePointer<Float>, seed: UInt64, step: Int,
    load: (_ first: Int, _ count: Int, _ images: UnsafeMutablePointer<Float>) -> Void,
    judge: (
      _ first: Int, _ count: Int, _ logits: UnsafePointer<Float>, _ logitGradients: UnsafeMutablePointer<Float>
    ) -> Bool
  ) {
    execution.prepare(weights: weights)
    for first in stride(from: 0, to: batchSize, by: passSize) {
      let count = min(passSize, batchSize - first)
      let key = TrainingStep(seed: seed, step: step, firstImage: first)
      load(first, count, execution.images)
      execution.forward(count: count, weights: weights, training: key)
      guard judge(first, count, execution.logits, execution.logitGradients!) else { return }
      execution.backward(
        count: count, weights: weights, weightGradients: first == 0 ? total.pointer : pass.pointer, training: key)
      if first > 0 { addPass() }
    }
  }

  private func addPass() {
    pool.parallel(network.layout.tensors.count, with: (network.layout.tensors, total.pointer, pass.pointer)) {
      shared, index, _ in
      let (tensors, total, pass) = shared
      let offset = tensors[index].offset
      la_add(total + offset, total + offset, pass + offset, Int64(tensors[index].count), 0)
    }
  }
}
