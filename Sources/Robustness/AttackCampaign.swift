import Datasets
import Models
import Tensors

/// Makes one attack after another on one model and one set of images.
final class AttackCampaign {
  let classifier: Classifier
  /// The images that are attacked: all, or those of the shard.
  let images: ImageSet
  /// All images of the audit, and what the model makes of them.
  let whole: ImageSet
  let wholePass: CleanPass
  let shard: Shard?
  /// Which image of the data set each one is; `nil` where that is its place.
  let numbers: [Int]?
  let norm: Norm
  let unattacked: CleanPass
  let seed: UInt64
  let context: JobContext
  let journal: AuditJournal?
  /// Where attacks lead; `nil` where they lead anywhere away from the labels.
  let aims: Aims?
  /// Whether the model is asked about every attacked image as an 8-bit file holds it, too.
  let rounds: Bool
  /// Called with each adversarial image, (H, W, C), and the attack that found it.
  var onAdversarial: ((AttackItem, [Float], AttackName) -> Void)?
  let batch: Int
  var engine: Engine { context.engine }
  /// A model whose gradients some attacks follow in place of this one's.
  let sibling: Classifier?
  lazy var runner = runner(on: classifier)
  private lazy var replays = sibling.map { runner(on: $0) }

  init(
    _ classifier: Classifier, on whole: ImageSet, shard: Shard? = nil, norm: Norm, seed: UInt64, batch: Int?,
    journal: AuditJournal?, aims: Aims? = nil, rounds: Bool = false, sibling: Classifier? = nil, in context: JobContext
  ) {
    self.sibling = sibling
    self.classifier = classifier
    self.whole = whole
    self.shard = shard
    self.norm = norm
    let engine = context.engine, places = shard?.places(of: whole.count)
    let pass = CleanPass(classifier.judge, on: whole, engine: engine), images = places.map { whole.subset($0) } ?? whole
    wholePass = pass
    self.images = images
    unattacked = places.map { pass.subset($0) } ?? pass
    let aims = places.flatMap { aims?.subset($0) } ?? aims
    numbers = aims?.numbers ?? places
    self.seed = seed
    self.context = context
    self.journal = journal
    self.aims = aims
    self.rounds = rounds
    self.batch = batch.map { max(1, min($0, images.count)) } ?? classifier.passSize(on: images, engine: engine)
  }

  private func runner(on classifier: Classifier) -> AttackRunner {
    AttackRunner(classifier, norm: norm, batch: batch, numbers: numbers, aims: aims, engine: engine)
  }

  /// What asks the model whose gradients an attack follows.
  func runner(of attack: AttackName?) -> AttackRunner { attack?.isReplay == true ? replays! : runner }

  /// Whether each image is right without attack.
  var clean: [Bool] { unattacked.isRight }
  /// In single precision, as of attacked images.
  var cleanConfidence: [Float] { unattacked.confidence.map { Float($0) } }

  /// The places of those images attacked here that are among the first `limit` of the audit that are right without attack.
  func firstRight(_ limit: Int) -> [Int] {
    let right = wholePass.isRight.indices.filter { wholePass.isRight[$0] }.prefix(limit)
    guard let shard else { return Array(right) }
    return right.filter { $0 % shard.count == shard.number - 1 }.map { $0 / shard.count }
  }

  /// FGSM through one loss at the strengths asked for and 0, and at `diameter` where there is one.
  func sweep(_ loss: AttackLoss, _ label: AttackLabel, asked: [Double], diameter: Double?) -> CurveOutcome {
    let strengths = asked + [0] + (diameter.map { [$0] } ?? [])
    let outcomes = FGSM(loss: loss, epsilons: strengths, norm: norm).outcomes(
      classifier, on: images, aims: aims, rounds: rounds, engine: engine
    ) { index, e, standing, image in
      guard standing.isAdversarial, asked.indices.contains(e), asked[e] > 0, let onAdversarial else { return }
      let pixels = UnsafeBufferPointer(start: image, count: images.shape.count)
      onAdversarial(AttackItem(index: index, epsilon: asked[e]), Array(pixels), label.attack)
    }
    return CurveOutcome(
      label: label, asked: Array(outcomes.prefix(asked.count)), zero: outcomes[asked.count],
      diameter: diameter.map { _ in outcomes[asked.count + 1] })
  }

  /// The smallest change by which FGSM through `loss` breaks each image: 0 where it is wrong already, `nil` where none
  /// does.
  func smallestChanges(_ loss: AttackLoss) -> [Double?] {
    var found = [Double?](repeating: nil, count: images.count)
    let pixels = images.shape.count
    let items = images.labels.indices.map { AttackItem(index: $0, epsilon: norm.diameter(of: pixels)) }
    runner.run(SignRay(loss: loss), on: images, items: items, seed: seed) { item, outcome in
      guard !outcome.resists else { return }
      found[item.index] = norm.distance(images.image(item.index), outcome.image, count: pixels)
    }
    return found
  }

  /// Attacks at each strength e the images of which `candidates[e]` is true; of the others none is right. What earlier
  /// attacks, `former`, have broken stays broken. At ε = 0 there is nothing to try. `stage` names the findings in the journal. `misclaims` are adversarial images that were none when
  /// they were looked at again. Without a `label` the attack is one of the checks' own, and tells nobody what it finds.
  func search(
    _ attack: some Attack, _ label: AttackLabel?, stage: String, strengths: [Double], candidates: [[Bool]],
    after former: [StrengthOutcome]? = nil
  ) throws -> (outcomes: [StrengthOutcome], misclaims: Int) {
    // A strength asked for twice is attacked once.
    let places = Dictionary(grouping: strengths.indices, by: { strengths[$0] })
    var outcomes = strengths.indices.map { e in untried(strengths[e], candidates[e], after: former?[e]) }
    var misclaims = 0
    let items = places.keys.sorted().filter { $0 > 0 }.flatMap { epsilon in
      images.labels.indices.filter { candidates[places[epsilon]![0]][$0] }
        .map { AttackItem(index: $0, epsilon: epsilon) }
    }
    try judge(attack, label, stage: stage, items: items, strengths: strengths) { verdict in
      for e in places[verdict.item.epsilon]! { outcomes[e].take(verdict) }
      if verdict.isMisclaim { misclaims += 1 }
      if let label, let image = verdict.adversarial { onAdversarial?(verdict.item, image, label.attack) }
    }
    return (outcomes, misclaims)
  }

  /// Makes an attack on each of `items` and hands out every verdict: first those that the journal knows under the name
  /// `stage`, all of which are of `strengths`, and then the others, which it records.
  func judge(
    _ attack: some Attack, _ label: AttackLabel?, stage: String, items: [AttackItem], strengths: [Double],
    take: (AdversarialVerifier.Verdict) -> Void
  ) throws {
    let known = try journal?.verdicts(of: stage, strengths: strengths, images: images.count) ?? []
    known.forEach(take)
    let isKnown = Set(known.map(\.item)), items = items.filter { !isKnown.contains($0) }
    let verifier = verifier()
    func look() throws {
      let verdicts = verifier.judge()
      verdicts.forEach(take)
      try journal?.record(verdicts, of: stage)
    }
    var done = 0
    try runner(of: label?.attack).run(attack, on: images, items: items, seed: seed) { item, result in
      verifier.add(item, result)
      done += 1
      if verifier.isFull {
        try look()
        let total = known.count + items.count
        if let label { context.report(JobProgress("\(label)", done: known.count + done, of: total)) }
        try context.check()
      }
    }
    try look()
  }

  /// Looks at what attacks have found as the audit counts it.
  func verifier() -> AdversarialVerifier {
    AdversarialVerifier(
      classifier.judge, images: images, norm: norm, batch: batch, aims: aims, rounds: rounds, engine: engine)
  }

  /// An attack of strength `epsilon` before it has tried anything on the images that are `chosen`.
  func untried(_ epsilon: Double, _ chosen: [Bool], after former: StrengthOutcome?) -> StrengthOutcome {
    func unbroken(_ before: [Bool]?) -> [Bool] {
      let left = before ?? chosen
      return epsilon > 0 ? left : zip(clean, left).map { $0 && $1 }
    }
    let reached = aims.map { zip($0.targets, unattacked.answers).map { epsilon == 0 && $0 == $1 } }
    return StrengthOutcome(
      epsilon: epsilon, correct: unbroken(former?.correct), confidence: cleanConfidence, maximumPerturbation: 0,
      zeroGradient: clean.map { _ in false }, reached: reached,
      rounded: rounds ? RoundedOutcome(correct: unbroken(former?.rounded?.correct), reached: reached) : nil,
      replies: clean.indices.map { i in former?.correct[i] == false ? former!.replies[i] : unattacked.replies[i] },
      passes: AttackPasses.none)
  }
}
