import Datasets
import Models
import Tensors

/// What one attack through one loss did to each image at each strength.
struct CurveOutcome: Sendable, Equatable {
  let attack: AttackName
  /// As asked for.
  let loss: String
  /// Whether image i is still classified as its label says at strength e: `correct[e][i]`.
  var correct: [[Bool]]
  /// The largest change of any pixel at each strength, re-read from the attacked images.
  var maximumPerturbation: [Double]
  /// Whether the loss's gradient at the pixels vanished, and the margin's was followed: `zeroGradient[e][i]`.
  var zeroGradient: [[Bool]]
  /// Adversarial images that were none when they were looked at again.
  var misclaims = 0
}

/// Makes one attack after another on one model and one set of images.
final class AttackCampaign {
  let classifier: Classifier
  let images: ImageSet
  let clean: [Bool]
  let seed: UInt64
  let pool: WorkerPool
  lazy var runner = AttackRunner(
    classifier, batch: max(1, min(Classifier.evaluationBatch, images.count)), pool: pool)

  init(_ classifier: Classifier, on images: ImageSet, clean: [Bool], seed: UInt64, pool: WorkerPool) {
    self.classifier = classifier
    self.images = images
    self.clean = clean
    self.seed = seed
    self.pool = pool
  }

  /// Whether the same images give the same logits, bit by bit, when they are looked at twice.
  func repeatsLogits() -> Bool {
    // As many as one pass takes: what is random is seen in the first images.
    let few = images.prefix(Classifier.evaluationBatch)
    func logits(_ images: ImageSet) -> [UInt32] {
      var bits: [UInt32] = []
      classifier.forEachBatch(of: images, pool: pool) { _, count, logits, _ in
        for i in 0..<count * classifier.network.classes { bits.append(logits[i].bitPattern) }
      }
      return bits
    }
    return logits(few) == logits(few)
  }

  func fgsm(_ loss: AttackLoss, named name: String, strengths: [Double]) -> CurveOutcome {
    let outcome = FGSM(loss: loss, epsilons: strengths).attack(classifier, on: images, pool: pool)
    return CurveOutcome(
      attack: .fgsm, loss: name, correct: outcome.correct, maximumPerturbation: outcome.maximumPerturbation,
      zeroGradient: strengths.map { _ in outcome.zeroGradient })
  }

  /// Attacks at each strength e the images of which `candidates[e]` is true; of the others none is right. At ε = 0 there
  /// is nothing to try.
  func search(
    _ attack: some Attack, _ name: AttackName, loss: String, strengths: [Double], candidates: [[Bool]],
    progress: (_ done: Int, _ total: Int) throws -> Void
  ) rethrows -> CurveOutcome {
    var outcome = CurveOutcome(
      attack: name, loss: loss,
      correct: zip(strengths, candidates).map { $0 > 0 ? $1 : zip(clean, $1).map { $0 && $1 } }, maximumPerturbation: strengths.map { _ in 0 },
      zeroGradient: strengths.map { _ in images.labels.map { _ in false } })
    let places = Dictionary(strengths.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let items = places.sorted { $0.key < $1.key }.filter { $0.key > 0 }.flatMap { epsilon, e in
      images.labels.indices.filter { candidates[e][$0] }.map { AttackItem(index: $0, epsilon: epsilon) }
    }
    let verifier = AdversarialVerifier(classifier, images: images, pool: pool)
    func judge() {
      for verdict in verifier.judge() {
        let e = places[verdict.item.epsilon]!, i = verdict.item.index
        outcome.correct[e][i] = verdict.isRight
        outcome.maximumPerturbation[e] = max(outcome.maximumPerturbation[e], verdict.perturbation)
        outcome.zeroGradient[e][i] = verdict.zeroGradient
        if verdict.isMisclaim { outcome.misclaims += 1 }
      }
    }
    var done = 0
    try runner.run(attack, on: images, items: items, seed: seed) { item, result in
      verifier.add(item, result)
      done += 1
      if verifier.isFull {
        judge()
        try progress(done, items.count)
      }
    }
    judge()
    // A strength asked for twice is attacked once.
    for (e, epsilon) in strengths.enumerated() where places[epsilon] != e {
      let first = places[epsilon]!
      outcome.correct[e] = outcome.correct[first]
      outcome.maximumPerturbation[e] = outcome.maximumPerturbation[first]
      outcome.zeroGradient[e] = outcome.zeroGradient[first]
    }
    return outcome
  }
}
