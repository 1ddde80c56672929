import Datasets
import Losses
import Models
import Robustness
import Tensors

/// The gradient of one step of a training: of its images, augmented and attacked, by the training's method.
///
/// Nothing is allocated after `init`.
final class StepGradient: TrainingGradient {
  private let trainer: Trainer
  private let batch: BatchGradient
  private let attack: BatchPerturbation?
  private let paired: PairedLoss?
  private let weightPerturbation: WeightPerturbation?
  /// (versions, N, H, W, C): the images of the whole batch, where a step passes them twice.
  private let kept: FloatBuffer
  private let versions: Int
  private var labels: [Int32]
  private var values: [Double]
  private var indices: [Int] = []
  /// (N): the labels of the whole batch, where a step passes it twice.
  private var keptLabels: [Int32] = []

  var gradient: UnsafeMutablePointer<Float> { batch.gradient }

  init(_ trainer: Trainer, engine: Engine) {
    let adversarial = trainer.settings.adversarial, network = trainer.network, size = trainer.batchSize
    let form = LossForm.training(normaliseScale: trainer.settings.normaliseScale)
    self.trainer = trainer
    paired = adversarial.flatMap { PairedLoss($0, loss: trainer.loss, form: form) }
    versions = paired == nil ? 1 : 2
    batch = BatchGradient(network, batchSize: size, versions: versions, engine: engine)
    attack = adversarial.map { adversarial in
      BatchPerturbation(
        network, climb: adversarial.climb(own: trainer.loss), epsilon: adversarial.epsilon.value,
        step: adversarial.stepSize.value, steps: adversarial.steps,
        start: adversarial.learning.startsNearby ? .nearby : .anywhere,
        batchSize: network.trainingPassSize(batchSize: size), engine: engine)
    }
    weightPerturbation = adversarial.flatMap { adversarial in
      adversarial.weightPerturbation.map {
        WeightPerturbation(network.layout, gamma: $0, warmUp: adversarial.warmUp ?? 0)
      }
    }
    let isPassedTwice = weightPerturbation != nil
    kept = FloatBuffer(count: isPassedTwice ? versions * size * network.input.count : 0)
    labels = [Int32](repeating: 0, count: size)
    values = [Double](repeating: 0, count: size)
    indices.reserveCapacity(size)
    keptLabels = [Int32](repeating: 0, count: isPassedTwice ? size : 0)
  }

  func compute(
    weights: UnsafeMutablePointer<Float>, order: ArraySlice<Int>, epoch: Int, step: Int, into tally: inout TrainingTally
  ) {
    attack?.prepare(weights: weights)
    guard let weightPerturbation, weightPerturbation.acts(inEpoch: epoch) else {
      return compute(weights, step, &tally) { load($0, order, weights, epoch: epoch) }
    }
    var first = TrainingTally()
    compute(weightPerturbation.copy(of: weights), step, &first) { pass in
      load(pass, order, weights, epoch: epoch)
      keep(pass)
    }
    guard first.loss.isFinite else {
      tally.loss = first.loss
      return
    }
    compute(weightPerturbation.moved(weights, along: gradient), step, &tally, load: loadKept)
    weightPerturbation.keepStatistics(in: weights)
  }

  private func compute(
    _ weights: UnsafeMutablePointer<Float>, _ step: Int, _ tally: inout TrainingTally,
    load: (BatchGradient.Pass) -> Void
  ) {
    batch.compute(weights: weights, seed: trainer.seed, step: step, load: load) { pass in
      judge(pass, &tally)
      return tally.loss.isFinite
    }
  }

  /// The attacked images are the last version.
  private var attacked: Int { versions - 1 }

  private func load(
    _ pass: BatchGradient.Pass, _ order: ArraySlice<Int>, _ weights: UnsafeMutablePointer<Float>, epoch: Int
  ) {
    indices.removeAll(keepingCapacity: true)
    for i in pass.first..<pass.first + pass.count { indices.append(order[order.startIndex + i]) }
    trainer.training.fill(
      indices, into: pass.images(), labels: &labels, augmentation: trainer.settings.augmentation, seed: trainer.seed,
      epoch: epoch, pool: batch.pool)
    if attacked > 0 {
      pass.images(attacked).update(from: pass.images(), count: pass.count * trainer.network.input.count)
    }
    attack?.perturb(
      pass.images(attacked), labels: labels, indices: indices, weights: weights, seed: trainer.seed, epoch: epoch)
  }

  private func keep(_ pass: BatchGradient.Pass) {
    let pixels = trainer.network.input.count
    for version in 0..<versions {
      place(version, pass).update(from: pass.images(version), count: pass.count * pixels)
    }
    keptLabels.replaceSubrange(pass.first..<pass.first + pass.count, with: labels[..<pass.count])
  }

  private func loadKept(_ pass: BatchGradient.Pass) {
    let pixels = trainer.network.input.count
    for version in 0..<versions {
      pass.images(version).update(from: place(version, pass), count: pass.count * pixels)
    }
    labels.replaceSubrange(..<pass.count, with: keptLabels[pass.first..<pass.first + pass.count])
  }

  /// Where the images of a pass are kept.
  private func place(_ version: Int, _ pass: BatchGradient.Pass) -> UnsafeMutablePointer<Float> {
    kept.pointer + (version * trainer.batchSize + pass.first) * trainer.network.input.count
  }

  private func judge(_ pass: BatchGradient.Pass, _ tally: inout TrainingTally) {
    let classes = trainer.network.classes, scale = 1 / Double(trainer.batchSize)
    if let paired {
      paired.evaluate(
        plain: pass.logits(0), attacked: pass.logits(1), labels: labels, count: pass.count, classes: classes,
        gradientScale: scale, values: &values, plainGradient: pass.logitGradients(0),
        attackedGradient: pass.logitGradients(1))
    } else {
      trainer.loss.evaluate(
        logits: pass.logits(), labels: labels, count: pass.count, classes: classes,
        form: .training(normaliseScale: trainer.settings.normaliseScale), gradientScale: scale, values: &values,
        gradient: pass.logitGradients())
    }
    let logits = pass.logits(attacked)
    for i in 0..<pass.count {
      tally.loss += values[i]
      if Classifier.isCorrect(logits + i * classes, classes: classes, label: labels[i]) { tally.correct += 1 }
    }
  }
}
