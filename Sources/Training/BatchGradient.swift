import CKernels
import Models
import Tensors

/// The gradient of a batch's loss at the weights, found pass by pass so that a pass's activations stay in cache.
///
/// A loss may look at each image in two versions: both are then passed forward before the loss is asked, each by an execution
/// of its own, with batch statistics of its own and the same dropout. Nothing is allocated after `init`.
final class BatchGradient {
  let network: Network
  let batchSize: Int
  /// The gradient, in the layout of the weights.
  var gradient: UnsafeMutablePointer<Float> { total.pointer }

  let pool: WorkerPool
  private let passSize: Int
  private let executions: [Execution]
  private let total: FloatBuffer
  private let pass: FloatBuffer

  init(_ network: Network, batchSize: Int, versions: Int = 1, engine: Engine) {
    self.network = network
    self.batchSize = batchSize
    pool = engine.pool
    let passSize = network.trainingPassSize(batchSize: batchSize)
    self.passSize = passSize
    executions = (0..<versions).map { _ in
      Execution(network, batchSize: passSize, purpose: .training, engine: engine)
    }
    total = FloatBuffer(count: network.layout.count)
    pass = FloatBuffer(count: passSize < batchSize || versions > 1 ? network.layout.count : 0)
  }

  /// A pass of the batch: images `first ..< first + count`, in each version.
  struct Pass {
    let first: Int
    let count: Int
    fileprivate let executions: [Execution]

    /// (count, H, W, C), to be written.
    func images(_ version: Int = 0) -> UnsafeMutablePointer<Float> { executions[version].images }
    /// (count, K).
    func logits(_ version: Int = 0) -> UnsafeMutablePointer<Float> { executions[version].logits }
    /// (count, K), to be written.
    func logitGradients(_ version: Int = 0) -> UnsafeMutablePointer<Float> { executions[version].logitGradients! }
  }

  /// Overwrites `gradient`, and updates running statistics.
  ///
  /// For each pass, `load` writes the pixels and `judge` turns logits into gradients there; all ends where that returns
  /// `false`.
  func compute(
    weights: UnsafeMutablePointer<Float>, seed: UInt64, step: Int, load: (Pass) -> Void, judge: (Pass) -> Bool
  ) {
    for execution in executions { execution.prepare(weights: weights) }
    for first in stride(from: 0, to: batchSize, by: passSize) {
      let pass = Pass(first: first, count: min(passSize, batchSize - first), executions: executions)
      let key = TrainingStep(seed: seed, step: step, firstImage: first)
      load(pass)
      for execution in executions { execution.forward(count: pass.count, weights: weights, training: key) }
      guard judge(pass) else { return }
      for (version, execution) in executions.enumerated() {
        let isFirst = first == 0 && version == 0
        execution.backward(
          count: pass.count, weights: weights, weightGradients: isFirst ? total.pointer : self.pass.pointer,
          training: key)
        if !isFirst { addPass() }
      }
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
