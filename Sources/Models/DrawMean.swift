import Tensors

/// The mean answer of a random network over several draws of its noise, and the gradient of what is made of that mean
/// (expectation over transformation, Athalye et al. 2018).
///
/// The logits are z̄ = Σ zₙ(x) / N, and the gradient of a function f at the pixels Σ Jₙᵀ ∇f(z̄) / N, each Jₙ that of one draw.
final class DrawMean {
  private let draws: Range<UInt64>
  /// (batch, K): the mean logits, and the gradient there.
  private let logits: FloatBuffer
  private let logitGradients: FloatBuffer
  /// (batch, H, W, C).
  private let imageGradients: FloatBuffer

  init(_ draws: Draws, of network: Network, batchSize: Int) {
    self.draws = draws.all
    logits = FloatBuffer(count: batchSize * network.classes)
    logitGradients = FloatBuffer(count: batchSize * network.classes)
    imageGradients = FloatBuffer(count: batchSize * network.input.count)
  }

  /// Passes the first `count` images in every draw; leaves the mean of the logits where the execution has its own.
  func forward(_ execution: Execution, count: Int, weights: UnsafeMutablePointer<Float>) {
    let size = count * execution.network.classes
    logits.pointer.update(repeating: 0, count: size)
    for draw in draws {
      execution.draw = draw
      execution.forward(count: count, weights: weights)
      add(execution.logits, to: logits.pointer, size)
    }
    execution.logits.update(from: logits.pointer, count: size)
  }

  /// Passes back from the gradients at the mean logits in every draw; leaves the mean at the pixels where the execution has
  /// its own.
  func backward(_ execution: Execution, count: Int, weights: UnsafeMutablePointer<Float>) {
    let size = count * execution.network.classes, pixels = count * execution.network.input.count
    logitGradients.pointer.update(from: execution.logitGradients!, count: size)
    imageGradients.pointer.update(repeating: 0, count: pixels)
    for draw in draws {
      execution.draw = draw
      execution.forward(count: count, weights: weights)
      execution.logitGradients!.update(from: logitGradients.pointer, count: size)
      execution.backward(count: count, weights: weights)
      add(execution.imageGradients!, to: imageGradients.pointer, pixels)
    }
    execution.imageGradients!.update(from: imageGradients.pointer, count: pixels)
    execution.logits.update(from: logits.pointer, count: size)
    execution.logitGradients!.update(from: logitGradients.pointer, count: size)
  }

  /// Adds the N-th part of `values`.
  private func add(_ values: UnsafePointer<Float>, to sum: UnsafeMutablePointer<Float>, _ count: Int) {
    let share = 1 / Float(draws.count)
    for i in 0..<count { sum[i] += share * values[i] }
  }
}
