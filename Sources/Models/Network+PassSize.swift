import Tensors

/// How many images a pass takes, for what one layer writes to be in cache when the next one reads it.
///
/// Measured on cores of 1 MB L2: in passes of 8 images against 128, a core trains all-cnn-mini at 1.6 times the speed and
/// infers with preresnet-20 at 1.4 times, and two cores do not slow each other down; wide networks hardly care.
extension Network {
  /// Whether short passes pay. Where a weight takes part in few multiplications of an image, as in a linear layer, it
  /// must be fetched once for many images: alexnet and cnn-mnist lose up to 40 % in short passes.
  private var hasReusedWeights: Bool {
    var weights = 0, multiplications = 0
    for node in nodes {
      for tensor in node.layer.tensors where tensor.role == .weight {
        weights += tensor.count
        multiplications += tensor.count * (node.layer is Linear ? 1 : node.shape.height * node.shape.width)
      }
    }
    // Of alexnet's weights each is used 42 times, of wrn-16-8's 141 times.
    return multiplications >= 64 * weights
  }

  /// Images of one pass in training: all of the batch where its statistics are taken over it.
  ///
  /// A batch's gradient is the sum of its passes' in order, so this does not depend on the threads.
  public func trainingPassSize(batchSize: Int) -> Int {
    guard hasReusedWeights, !nodes.contains(where: { $0.layer is BatchNormalisation }) else { return batchSize }
    // Every pass brings back a gradient of all weights: all-cnn-c's 1.4 million make 16 images a tenth faster than 8.
    return min(batchSize, layout.count <= 1 << 17 ? 8 : 16)
  }

  /// Images of one pass in evaluation, where an image's logits do not depend on it: eight for each thread.
  public func evaluationPassSize(threads: Int) -> Int { hasReusedWeights ? min(8 * threads, 128) : 128 }

  /// Threads that each pass images of their own through the whole network. One stands for all threads, which share the
  /// work of every layer: where images meet, in the gradients of weights and in the statistics of a batch, and where
  /// weights should be fetched once for as many images as possible.
  ///
  /// What a core writes stays in its own cache this way. Fetched from another core's, a line takes 30 ns, and 150 ns
  /// between parts of a processor with caches of their own. There, two threads that took the images of each layer one
  /// by one inferred with a DenseNet, a MobileNetV2 and a preresnet-20 at 0.36 to 0.49 times the speed of two lanes.
  func lanes(for purpose: Execution.Purpose, batchSize: Int, threads: Int) -> Int {
    guard purpose == .inference || purpose == .inputGradient, hasReusedWeights else { return 1 }
    return max(1, min(threads, batchSize))
  }
}
