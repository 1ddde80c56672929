import Datasets
import Losses
import Models

/// The loss of a model on images as a function of its weights, in evaluation mode: the running statistics of batch-norm
/// stay as they are.
final class WeightObjective {
  let layout: WeightLayout
  let images: ImageSet
  private let loss: LogitLoss
  private let session: WeightSession
  private var values: [Double]

  /// Images of a pass. Sums of gradients depend on it, so that it must not depend on the threads.
  static let passSize = 32

  init(_ network: Network, _ loss: LogitLoss, on images: ImageSet, engine: Engine) {
    layout = network.layout
    self.images = images
    self.loss = loss
    session = WeightSession(network, batchSize: min(Self.passSize, images.count), pieces: .free, engine: engine)!
    values = [Double](repeating: 0, count: session.batchSize)
  }

  /// The loss of each image of `range` at `weights`.
  func losses(at weights: [Float], of range: Range<Int>? = nil) -> [Double] {
    var losses: [Double] = []
    forEachPass(at: weights, range ?? 0..<images.count) { count in
      loss.evaluate(
        logits: session.logits, labels: session.labels, count: count, classes: session.network.classes, scale: 1,
        values: &values, gradient: nil)
      losses += values[..<count]
    }
    return losses
  }

  /// The gradient at `weights` of the mean loss of the images of `range`; that of running statistics is 0.
  func gradient(at weights: [Float], of range: Range<Int>? = nil) -> [Double] {
    let range = range ?? 0..<images.count, scale = 1 / Double(range.count)
    var sum = [Double](repeating: 0, count: weights.count)
    forEachPass(at: weights, range) { count in
      loss.evaluate(
        logits: session.logits, labels: session.labels, count: count, classes: session.network.classes, scale: scale,
        values: &values, gradient: session.logitGradients)
      session.backward(count: count)
      for i in sum.indices { sum[i] += Double(session.gradient[i]) }
    }
    return sum
  }

  private func forEachPass(at weights: [Float], _ range: Range<Int>, _ body: (_ count: Int) -> Void) {
    session.use(weights)
    for first in stride(from: range.lowerBound, to: range.upperBound, by: session.batchSize) {
      let count = min(session.batchSize, range.upperBound - first)
      session.load(images, first..<first + count)
      session.forward(count: count)
      body(count)
    }
  }
}
