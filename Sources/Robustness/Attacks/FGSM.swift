import CKernels
public import Datasets
public import Models
public import Tensors

/// The fast gradient sign method (Goodfellow et al. 2015): x' = clip(x + ε · sign ∇ₓJ, 0, 1), in pixel units.
///
/// The sign does not depend on ε, so a sweep of K strengths costs one gradient and K forward passes. Where a loss's
/// gradient at the pixels is exactly zero (a saturated softmax in float32), the image is attacked through the margin
/// instead of being counted as robust, and the count says how often.
public struct FGSM: Sendable {
  public let loss: AttackLoss
  public let epsilons: [Double]

  public init(loss: AttackLoss, epsilons: [Double]) {
    self.loss = loss
    self.epsilons = epsilons
  }

  /// What happened to each image at each ε, and how far pixels moved.
  public struct Outcome: Sendable, Equatable {
    /// Whether image i is still classified as its label says at ε e: `correct[e][i]`.
    public var correct: [[Bool]]
    /// The largest change of any pixel at each ε.
    public var maximumPerturbation: [Double]
    /// Whether the loss's gradient at the pixels was all zero, and the margin's was used.
    public var zeroGradient: [Bool]
  }

  /// Attacks every image, right or wrong before, in evaluation mode.
  public func attack(_ classifier: Classifier, on images: ImageSet, pool: WorkerPool) -> Outcome {
    let network = classifier.network, classes = network.classes
    let batch = max(1, min(Classifier.evaluationBatch, images.count))
    let gradients = Execution(network, batchSize: batch, purpose: .inputGradient, pool: pool)
    let inference = Execution(network, batchSize: batch, purpose: .inference, pool: pool)
    let pixels = network.input.count
    var outcome = Outcome(
      correct: epsilons.map { _ in [Bool](repeating: false, count: images.count) },
      maximumPerturbation: epsilons.map { _ in 0 }, zeroGradient: [Bool](repeating: false, count: images.count))
    var labels = [Int32](repeating: 0, count: batch)
    var perturbations = [Float](repeating: 0, count: batch)
    var weights = classifier.weights.values
    weights.withUnsafeMutableBufferPointer { weights in
      let weights = weights.baseAddress!
      gradients.prepare(weights: weights)
      inference.prepare(weights: weights)
      for first in stride(from: 0, to: images.count, by: batch) {
        let count = min(batch, images.count - first)
        images.fill(Array(first..<first + count), into: gradients.images, labels: &labels)
        gradients.forward(count: count, weights: weights)
        let direction = InputDirection(execution: gradients, classes: classes)
        direction.compute(loss: loss, count: count, labels: labels, weights: weights) { index in
          outcome.zeroGradient[first + index] = true
        }
        for (e, epsilon) in epsilons.enumerated() {
          perturbations.withUnsafeMutableBufferPointer { perturbations in
            let perturbations = perturbations.baseAddress!
            pool.parallel(count) { image, _ in
              let start = image * pixels
              la_signed_step(
                inference.images + start, gradients.images + start, gradients.imageGradients! + start, Float(epsilon),
                Int64(pixels))
              var largest: Float = 0
              for i in start..<start + pixels {
                largest = max(largest, abs(inference.images[i] - gradients.images[i]))
              }
              perturbations[image] = largest
            }
          }
          inference.forward(count: count, weights: weights)
          for i in 0..<count {
            outcome.correct[e][first + i] = Classifier.isCorrect(
              inference.logits + i * classes, classes: classes, label: labels[i])
            outcome.maximumPerturbation[e] = max(outcome.maximumPerturbation[e], Double(perturbations[i]))
          }
        }
      }
    }
    return outcome
  }
}

/// The gradient of an attack loss at the pixels, for a batch whose forward pass has been made.
struct InputDirection {
  let execution: Execution
  let classes: Int

  /// Fills `execution.imageGradients`; calls `zero` with each image whose gradient vanished, after replacing it by the
  /// margin's.
  func compute(
    loss: AttackLoss, count: Int, labels: [Int32], weights: UnsafeMutablePointer<Float>, zero: (Int) -> Void
  ) {
    let gradient = execution.imageGradients!, pixels = execution.network.input.count
    let logitGradients = execution.logitGradients!
    loss.gradient(logits: execution.logits, labels: labels, count: count, classes: classes, into: logitGradients)
    execution.backward(count: count, weights: weights)
    let vanished = (0..<count).filter { image in
      (0..<pixels).allSatisfy { gradient[image * pixels + $0] == 0 }
    }
    guard !vanished.isEmpty else { return }
    // The second pass overwrites every gradient: the good ones are put back.
    let kept = [Float](UnsafeBufferPointer(start: gradient, count: count * pixels))
    for image in 0..<count {
      AttackLoss.marginGradient(
        execution.logits + image * classes, labels[image], classes, logitGradients + image * classes)
    }
    execution.backward(count: count, weights: weights)
    for image in 0..<count {
      if vanished.contains(image) {
        zero(image)
      } else {
        for i in image * pixels..<(image + 1) * pixels { gradient[i] = kept[i] }
      }
    }
  }
}
