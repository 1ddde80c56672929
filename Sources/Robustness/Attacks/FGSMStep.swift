import CKernels
import Datasets
import Models
import Tensors

/// One batch under FGSM, pass by pass: `load` it, `aim` along a loss's gradient, `attack` at any number of strengths.
final class FGSMStep {
  let batch: Int
  private let network: Network
  private let norm: Norm
  private let gradients: Execution
  private let attacked: Execution
  private let pool: WorkerPool
  private var weights: UnsafeMutablePointer<Float>?
  private var labels: [Int32]
  private var perturbations: [Float]
  private var count = 0

  init(_ network: Network, norm: Norm, batch: Int, engine: Engine) {
    self.network = network
    self.norm = norm
    self.batch = batch
    pool = engine.pool
    gradients = Execution(network, batchSize: batch, purpose: .inputGradient, engine: engine)
    attacked = Execution(network, batchSize: batch, purpose: .inference, engine: engine)
    labels = [Int32](repeating: 0, count: batch)
    perturbations = [Float](repeating: 0, count: batch)
  }

  /// The weights must stay where they are while the steps last.
  func prepare(_ weights: UnsafeMutablePointer<Float>) {
    self.weights = weights
    gradients.prepare(weights: weights)
    attacked.prepare(weights: weights)
  }

  /// Classifies images `first ..< first + count`.
  func load(_ images: ImageSet, first: Int, count: Int) {
    self.count = count
    images.fill(Array(first..<first + count), into: gradients.images, labels: &labels)
    gradients.forward(count: count, weights: weights!)
  }

  func isRightUnattacked(_ image: Int) -> Bool { isRight(gradients.logits, image) }
  func isRight(_ image: Int) -> Bool { isRight(attacked.logits, image) }
  /// In the answer to the attacked image.
  func confidence(_ image: Int) -> Float {
    Float(Classifier.confidence(attacked.logits + image * network.classes, classes: network.classes))
  }

  private func isRight(_ logits: UnsafeMutablePointer<Float>, _ image: Int) -> Bool {
    Classifier.isCorrect(logits + image * network.classes, classes: network.classes, label: labels[image])
  }

  /// Finds the gradient of `loss` at the pixels; returns the images at which it vanished and the margin's took its
  /// place.
  @discardableResult
  func aim(_ loss: AttackLoss) -> [Int] {
    var vanished: [Int] = []
    InputDirection(execution: gradients, classes: network.classes)
      .compute(loss: loss, count: count, labels: labels, weights: weights!) { vanished.append($0) }
    return vanished
  }

  /// Moves the images by `epsilon` along the gradients' signs, or in L2 the gradients, and classifies them; returns how
  /// far each has moved.
  @discardableResult
  func attack(_ epsilon: Double) -> [Float] {
    let pixels = network.input.count
    perturbations.withUnsafeMutableBufferPointer { perturbations in
      let perturbations = perturbations.baseAddress!
      pool.parallel(count) { image, _ in
        let start = image * pixels
        let original = gradients.images + start, gradient = gradients.imageGradients! + start
        let moved = attacked.images + start
        switch norm {
        case .linf: la_signed_step(moved, original, gradient, Float(epsilon), Int64(pixels))
        case .l2:
          norm.ascend(from: original, along: gradient, step: Float(epsilon), count: pixels, into: moved)
          for i in 0..<pixels { moved[i] = min(max(moved[i], 0), 1) }
        }
        perturbations[image] = Float(norm.distance(original, moved, count: pixels))
      }
    }
    attacked.forward(count: count, weights: weights!)
    return perturbations
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
      _ = AttackLoss.margin.evaluate(
        execution.logits + image * classes, label: labels[image], classes: classes,
        gradient: logitGradients + image * classes)
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
