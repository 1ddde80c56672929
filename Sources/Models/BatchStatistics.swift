public import Datasets
import Tensors

/// Re-estimates the running statistics of batch normalisation for other weights, as PyTorch's `update_bn` does.
///
/// The images pass in training mode, 128 at a time in their order, without dropout and augmentation. The new mean and
/// variance of a channel are those of the batches, averaged by their numbers of images; the variance is the unbiased one.
public final class BatchStatistics {
  private let images: ImageSet
  private let engine: Engine
  private let execution: Execution
  private let places: [Range<Int>]
  private var labels: [Int32]

  /// Whether the network has batch normalisation of its own. A file's graph may have it folded into the convolutions.
  public static func has(_ network: Network) -> Bool {
    network.layout.tensors.contains { $0.role == .runningMean }
  }

  public init(_ network: Network, on images: ImageSet, batchSize: Int = 128, engine: Engine) {
    precondition(images.count > 0)
    self.images = images
    self.engine = engine
    let size = min(batchSize, images.count)
    execution = Execution(network.withoutDropout, batchSize: size, purpose: .training, engine: engine)
    labels = [Int32](repeating: 0, count: size)
    places = network.layout.tensors.filter { !$0.role.isTrainable }.map { $0.offset..<$0.offset + $0.count }
  }

  /// Overwrites the running statistics among `weights`, which have the layout of the network.
  public func estimate(_ weights: UnsafeMutablePointer<Float>) {
    var sums = places.map { [Double](repeating: 0, count: $0.count) }
    execution.prepare(weights: weights)
    for first in stride(from: 0, to: images.count, by: execution.batchSize) {
      let count = min(execution.batchSize, images.count - first)
      // A pass moves the statistics by a tenth of the way: from 0 it leaves a tenth of the batch's.
      for place in places { for i in place { weights[i] = 0 } }
      images.fill(Array(first..<first + count), into: execution.images, labels: &labels, pool: engine.pool)
      execution.forward(count: count, weights: weights, training: TrainingStep(seed: 0, step: 0))
      for (number, place) in places.enumerated() {
        for (i, index) in place.enumerated() {
          sums[number][i] += Double(weights[index]) / Double(Float(BatchNormalisation.momentum)) * Double(count)
        }
      }
    }
    for (place, sums) in zip(places, sums) {
      for (index, sum) in zip(place, sums) { weights[index] = Float(sum / Double(images.count)) }
    }
  }
}

extension Network {
  /// The network whose dropout layers drop nothing.
  fileprivate var withoutDropout: Network {
    let nodes = nodes.map { node in
      guard var dropout = node.layer as? Dropout else { return node }
      dropout.rate = 0
      var node = node
      node.layer = dropout
      return node
    }
    return Network(architecture: architecture, input: input, classes: classes, layout: layout, nodes: nodes)
  }
}
