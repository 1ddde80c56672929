import Datasets
import Losses
import Models
import Tensors

/// The gradient of one step of a certified training: of its images, augmented, and of the boxes around them.
///
/// A second network computes logits and their bounds (`Graph.withIntervals`); its gradient leads back to the trained one's
/// weights. Nothing is allocated after `init`.
final class IntervalGradient: TrainingGradient {
  /// The largest length of a gradient; longer ones are scaled down to it.
  ///
  /// Bounds are wide before they are learnt, and so are their gradients. The number is that of the code of Shi et al. 2021,
  /// "Fast Certified Robust Training with Short Warmup" (`--grad-norm`).
  static let largestLength = 10.0

  private let trainer: Trainer
  private let certified: CertifiedTraining
  private let batch: BatchGradient
  private let weights: IntervalWeights
  /// (N, H, W, C).
  private let pixels: FloatBuffer
  private var labels: [Int32]
  private var indices: [Int] = []
  private var values: [Double]
  /// (N, K) each.
  private let logits: FloatBuffer
  private let gradients: FloatBuffer

  var gradient: UnsafeMutablePointer<Float> { weights.gradient.pointer }

  /// `TrainingSettings.requireFit` has said yes to the network's architecture.
  init(_ trainer: Trainer, _ certified: CertifiedTraining, engine: Engine) {
    guard let graph = trainer.network.graph, let network = try? graph.withIntervals().network() else {
      preconditionFailure("\(trainer.network.architecture) has no interval bounds")
    }
    self.trainer = trainer
    self.certified = certified
    let size = trainer.batchSize
    batch = BatchGradient(network, batchSize: size, engine: engine)
    weights = IntervalWeights(trainer.network.layout, bounded: network.layout)
    pixels = FloatBuffer(count: size * trainer.network.input.count)
    labels = [Int32](repeating: 0, count: size)
    values = [Double](repeating: 0, count: size)
    logits = FloatBuffer(count: size * trainer.network.classes)
    gradients = FloatBuffer(count: size * trainer.network.classes)
    indices.reserveCapacity(size)
  }

  func compute(
    weights: UnsafeMutablePointer<Float>, order: ArraySlice<Int>, epoch: Int, step: Int, into tally: inout TrainingTally
  ) {
    let (epsilon, kappa) = certified.strength(after: Double(step) / Double(trainer.stepsPerEpoch))
    self.weights.load(weights)
    batch.compute(weights: self.weights.bounded.pointer, seed: trainer.seed, step: step) { pass in
      load(pass, order, epoch: epoch, epsilon: Float(epsilon))
    } judge: { pass in
      judge(pass, kappa: kappa, &tally)
      return tally.loss.isFinite
    }
    self.weights.collect(batch.gradient, ofWeights: weights, largestLength: Self.largestLength)
  }

  /// Writes each image and the ends of its box, channel after channel.
  private func load(_ pass: BatchGradient.Pass, _ order: ArraySlice<Int>, epoch: Int, epsilon: Float) {
    indices.removeAll(keepingCapacity: true)
    for i in pass.first..<pass.first + pass.count { indices.append(order[order.startIndex + i]) }
    trainer.training.fill(
      indices, into: pixels.pointer, labels: &labels, augmentation: trainer.settings.augmentation, seed: trainer.seed,
      epoch: epoch, pool: batch.pool)
    let channels = trainer.network.input.channels, places = pass.count * trainer.network.input.count / channels
    let images = pass.images(), pixels = pixels.pointer
    for place in 0..<places {
      let target = images + 3 * channels * place
      for c in 0..<channels {
        let x = pixels[place * channels + c]
        target[c] = x
        target[channels + c] = max(x - epsilon, 0)
        target[2 * channels + c] = min(x + epsilon, 1)
      }
    }
  }

  private func judge(_ pass: BatchGradient.Pass, kappa: Double, _ tally: inout TrainingTally) {
    let classes = trainer.network.classes, logits = logits.pointer
    pass.logitGradients().update(repeating: 0, count: 3 * classes * pass.count)
    descend(pass, share: kappa, &tally) { _, _ in 0 }
    if kappa < 1 { descend(pass, share: 1 - kappa, &tally) { $0 == $1 ? 1 : 2 } }
    // At κ = 1 boxes are empty, and the image itself is its worst case.
    for i in 0..<pass.count
    where Classifier.isCorrect(logits + i * classes, classes: classes, label: labels[i]) { tally.correct += 1 }
  }

  /// Adds `share` of the loss of the logits whose k-th stands in part `part(k, label)` of a row of three parts.
  private func descend(
    _ pass: BatchGradient.Pass, share: Double, _ tally: inout TrainingTally, part: (_ k: Int, _ label: Int) -> Int
  ) {
    let classes = trainer.network.classes, rows = pass.logits(), target = pass.logitGradients()
    let logits = logits.pointer, gradients = gradients.pointer
    func place(_ i: Int, _ k: Int) -> Int { (3 * i + part(k, Int(labels[i]))) * classes + k }
    for i in 0..<pass.count { for k in 0..<classes { logits[i * classes + k] = rows[place(i, k)] } }
    trainer.loss.evaluate(
      logits: logits, labels: labels, count: pass.count, classes: classes,
      form: .training(normaliseScale: trainer.settings.normaliseScale),
      gradientScale: share / Double(trainer.batchSize), values: &values, gradient: gradients)
    for i in 0..<pass.count {
      tally.loss += share * values[i]
      for k in 0..<classes { target[place(i, k)] = gradients[i * classes + k] }
    }
  }
}
