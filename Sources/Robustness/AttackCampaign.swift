import Datasets
import Models
import Tensors

/// What one attack through one loss did to each image at each strength.
struct CurveOutcome: Sendable, Equatable {
  let attack: AttackName
  /// As asked for.
  var loss: String
  /// Whether image i is still classified as its label says at strength e: `correct[e][i]`.
  var correct: [[Bool]]
  /// How sure the model is of its answer to image i as strength e left it, and of the image as it is where the attack did
  /// not take it on: `confidence[e][i]`. In single precision, in which a journal keeps it.
  var confidence: [[Float]]
  /// The largest change of any image at each strength, re-read from the attacked images.
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
  let norm: Norm
  let unattacked: CleanPass
  let seed: UInt64
  let engine: Engine
  let journal: AuditJournal?
  /// Called with each adversarial image, at what strength of which stage it was found.
  var onAdversarial: ((AttackItem, [Float]) -> Void)?
  let batch: Int
  lazy var runner = AttackRunner(classifier, norm: norm, batch: batch, engine: engine)

  init(
    _ classifier: Classifier, on images: ImageSet, norm: Norm, seed: UInt64, batch: Int?, journal: AuditJournal?,
    engine: Engine
  ) {
    self.classifier = classifier
    self.images = images
    self.norm = norm
    unattacked = CleanPass(classifier, on: images, engine: engine)
    self.seed = seed
    self.engine = engine
    self.journal = journal
    self.batch = batch.map { max(1, min($0, images.count)) } ?? classifier.passSize(on: images, engine: engine)
  }

  /// Whether each image is right without attack.
  var clean: [Bool] { unattacked.isRight }
  /// In single precision, as of attacked images.
  var cleanConfidence: [Float] { unattacked.confidence.map { Float($0) } }

  /// Whether the same images give the same logits, bit by bit, when they are looked at twice.
  func repeatsLogits() -> Bool {
    // What is random is seen in the first images.
    let few = images.prefix(128)
    func logits(_ images: ImageSet) -> [UInt32] {
      var bits: [UInt32] = []
      classifier.forEachBatch(of: images, engine: engine) { _, count, logits, _ in
        for i in 0..<count * classifier.network.classes { bits.append(logits[i].bitPattern) }
      }
      return bits
    }
    return logits(few) == logits(few)
  }

  func fgsm(_ loss: AttackLoss, named name: String, strengths: [Double]) -> CurveOutcome {
    let outcome = FGSM(loss: loss, epsilons: strengths, norm: norm).attack(classifier, on: images, engine: engine)
    return CurveOutcome(
      attack: .fgsm, loss: name, correct: outcome.correct, confidence: outcome.confidence,
      maximumPerturbation: outcome.maximumPerturbation, zeroGradient: strengths.map { _ in outcome.zeroGradient })
  }

  /// The smallest change by which FGSM through `loss` breaks each image: 0 where it is wrong already, `nil` where none
  /// does.
  func smallestChanges(_ loss: AttackLoss) -> [Double?] {
    var found = [Double?](repeating: nil, count: images.count)
    let pixels = images.shape.count
    let items = images.labels.indices.map { AttackItem(index: $0, epsilon: norm.diameter(of: pixels)) }
    runner.run(SignRay(loss: loss), on: images, items: items, seed: seed) { item, outcome in
      guard !outcome.isRight else { return }
      found[item.index] = norm.distance(images.image(item.index), outcome.image, count: pixels)
    }
    return found
  }

  /// Attacks at each strength e the images of which `candidates[e]` is true; of the others none is right. At ε = 0 there
  /// is nothing to try. `stage` names the findings in the journal.
  func search(
    _ attack: some Attack, _ name: AttackName, loss: String, stage: String, strengths: [Double], candidates: [[Bool]],
    progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }
  ) throws -> CurveOutcome {
    // A strength asked for twice is attacked once.
    let places = Dictionary(grouping: strengths.indices, by: { strengths[$0] })
    let cleanConfidence = cleanConfidence
    var outcome = CurveOutcome(
      attack: name, loss: loss,
      correct: zip(strengths, candidates).map { $0 > 0 ? $1 : zip(clean, $1).map { $0 && $1 } },
      confidence: strengths.map { _ in cleanConfidence }, maximumPerturbation: strengths.map { _ in 0 },
      zeroGradient: strengths.map { _ in clean.map { _ in false } })
    func take(_ verdict: AdversarialVerifier.Verdict) {
      for e in places[verdict.item.epsilon]! {
        outcome.correct[e][verdict.item.index] = verdict.isRight
        outcome.confidence[e][verdict.item.index] = verdict.confidence
        outcome.maximumPerturbation[e] = max(outcome.maximumPerturbation[e], verdict.perturbation)
        outcome.zeroGradient[e][verdict.item.index] = verdict.zeroGradient
      }
      if verdict.isMisclaim { outcome.misclaims += 1 }
      if let image = verdict.adversarial { onAdversarial?(verdict.item, image) }
    }
    let known = try journal?.verdicts(of: stage, strengths: strengths) ?? []
    known.forEach(take)
    let isKnown = Set(known.map(\.item))
    let items = places.keys.sorted().filter { $0 > 0 }.flatMap { epsilon in
      images.labels.indices.filter { candidates[places[epsilon]![0]][$0] }
        .map { AttackItem(index: $0, epsilon: epsilon) }
    }.filter { !isKnown.contains($0) }

    let verifier = AdversarialVerifier(classifier, images: images, norm: norm, batch: batch, engine: engine)
    func judge() throws {
      let verdicts = verifier.judge()
      verdicts.forEach(take)
      try journal?.record(verdicts, of: stage, strengths: strengths)
    }
    var done = 0
    try runner.run(attack, on: images, items: items, seed: seed) { item, result in
      verifier.add(item, result)
      done += 1
      if verifier.isFull {
        try judge()
        try progress(known.count + done, known.count + items.count)
      }
    }
    try judge()
    return outcome
  }
}
