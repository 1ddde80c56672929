public import Datasets
import Files
public import Losses
public import Models
import Tensors

/// Attacks a model over several strengths, and checks that the numbers can be trusted.
///
/// FGSM and PGD follow each of several losses and count every image. The other attacks bring their own objectives and go
/// on, in the order asked for, with the images that those before them left right; FGSM's and PGD's findings are not
/// kept from them, so that their figures can be held against PGD's.
public struct Audit: Sendable {
  public var attacks: [AttackName]
  public var epsilons: [Epsilon]
  public var norm: Norm
  /// Names of attack losses: `own`, `cross-entropy`, `dlr` or any loss.
  public var losses: [String]
  public var budget = AttackBudget()
  /// Of the attacks' random numbers.
  public var seed: UInt64 = 0
  /// Images attacked at a time, `nil` for what is fastest; no figure depends on it.
  public var batch: Int?
  /// The classes' names for the report, which else has their numbers alone.
  public var classNames: [String]?
  /// Where the attacks come from; tests plant broken ones.
  var makeAttack: @Sendable (AttackBudget, AttackName, AttackLoss) -> any Attack = { $0.attack($1, loss: $2)! }

  public init(attacks: [AttackName] = [.fgsm], epsilons: [Epsilon], norm: Norm = .linf, losses: [String]) {
    self.attacks = attacks
    self.epsilons = epsilons
    self.norm = norm
    self.losses = losses
  }

  /// The losses attacked through where none is named: the model's own where it is known, cross-entropy, DLR.
  public static func defaultLosses(own: Loss?) -> [String] { (own == nil ? [] : ["own"]) + ["cross-entropy", "dlr"] }

  /// What to keep of each image beyond whether it was right.
  public struct Keeping: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let adversarialImages = Keeping(rawValue: 1)
    /// The smallest change by which FGSM breaks each image, through each loss.
    public static let smallestChanges = Keeping(rawValue: 2)
    /// The first few images broken at the largest ε.
    public static let examples = Keeping(rawValue: 4)
  }

  public func run(
    _ classifier: Classifier, own: Loss?, on images: ImageSet, in context: JobContext, journal: AuditJournal? = nil
  ) throws -> AuditReport {
    try examine(classifier, own: own, on: images, in: context, journal: journal).report
  }

  /// Throws where ε = 0 does not leave every prediction as it was: then no other figure can be believed.
  public func examine(
    _ classifier: Classifier, own: Loss?, on images: ImageSet, keeping: Keeping = [], in context: JobContext,
    journal: AuditJournal? = nil
  ) throws -> AuditFindings {
    let attackLosses = try losses.map { ($0, try AttackLoss(parsing: $0, own: own)) }
    let campaign = AttackCampaign(
      classifier, on: images, norm: norm, seed: seed, batch: batch, journal: journal, engine: context.engine)
    let clean = campaign.clean
    var adversarial = AdversarialImages(keeping, clean: clean, largest: epsilons.map(\.value).max() ?? 0)
    if adversarial.keepsAny { campaign.onAdversarial = { adversarial.add($1, of: $0) } }
    // ε = 0 is always attacked, for the checks, and the largest that means anything by the attacks that count every
    // image.
    let asked = epsilons.map(\.value)
    var evidence = AuditEvidence(
      clean: clean, cleanConfidence: campaign.cleanConfidence, norm: norm,
      strengths: asked + [0, norm.diameter(of: images.shape.count)], asked: asked.count,
      classes: classifier.network.classes)
    evidence.notes = campaign.unattacked.notes
    var known: [CurveKey: CurveOutcome] = [:]
    func curve(_ name: AttackName, _ lossName: String, _ loss: AttackLoss, _ make: () throws -> CurveOutcome) rethrows
      -> CurveOutcome
    {
      // One loss may have two names, as cross-entropy does where it is the model's own.
      let key = CurveKey(attack: name, loss: loss)
      let outcome = try known[key] ?? make()
      known[key] = outcome
      return outcome.named(lossName)
    }
    // Where FGSM was not asked for, each loss is still held to ε = 0.
    let hasFGSM = attacks.contains(.fgsm), zero = hasFGSM ? asked.count : 0
    for (lossName, loss) in attackLosses {
      let outcome = curve(.fgsm, lossName, loss) {
        campaign.fgsm(loss, named: lossName, strengths: hasFGSM ? evidence.strengths : [0])
      }
      guard outcome.correct[zero] == clean else { throw Self.identityError(lossName, clean, outcome.correct[zero]) }
      if hasFGSM { evidence.curves.append(outcome) }
    }
    for name in attacks where name == .pgd {
      for (lossName, loss) in attackLosses {
        evidence.curves.append(
          try curve(name, lossName, loss) {
            try campaign.search(
              makeAttack(budget, name, loss), name, loss: lossName, stage: "pgd-\(losses.firstIndex(of: lossName)!)",
              strengths: evidence.strengths,
              candidates: evidence.strengths.map { _ in clean.map { _ in true } }
            ) { try proceed(name, through: lossName, done: $0, of: $1, context) }
          })
      }
    }
    var stillRight = (asked + [0]).map { _ in clean }
    for name in attacks where !name.followsAnyLoss {
      var parts: [CurveOutcome] = []
      for part in name.parts {
        let outcome = try campaign.search(
          makeAttack(budget, part, .crossEntropy), part, loss: part.ownLoss,
          stage: parts.isEmpty && name.parts.count == 1 ? name.rawValue : "\(name.rawValue)-\(part.rawValue)",
          strengths: asked + [0],
          candidates: stillRight
        ) { try proceed(part, through: part.ownLoss, done: $0, of: $1, context) }
        stillRight = outcome.correct
        parts.append(outcome)
      }
      evidence.curves.append(parts.count == 1 ? parts[0] : CurveOutcome(name, parts: parts))
      if parts.count > 1 { evidence.parts[name] = parts }
    }
    // What the checks find beyond the attacks is not counted in any figure.
    campaign.onAdversarial = nil
    try evidence.gather(self, campaign, attackLosses.map(\.1))
    var findings = AuditFindings(
      report: AuditReport(evidence, audit: self, labels: images.labels, losses: attackLosses), evidence: evidence,
      images: images)
    if adversarial.keepsAny { findAgain(attackLosses, evidence, campaign, &adversarial) }
    if keeping.contains(.adversarialImages) { findings.adversarial = adversarial.found }
    if keeping.contains(.examples) { findings.examples = campaign.examples(evidence, adversarial) }
    if keeping.contains(.smallestChanges) {
      findings.smallestChanges = attackLosses.map { ($0.0, campaign.smallestChanges($0.1)) }
    }
    return findings
  }

  /// FGSM's sweep counts images and keeps none: those that it alone has broken are attacked once more.
  private func findAgain(
    _ losses: [(String, AttackLoss)], _ evidence: AuditEvidence, _ campaign: AttackCampaign,
    _ adversarial: inout AdversarialImages
  ) {
    for curve in evidence.curves where curve.attack == .fgsm {
      let loss = losses.first { $0.0 == curve.loss }!.1
      let items = (0..<evidence.asked).filter { evidence.strengths[$0] > 0 }.flatMap { e in
        evidence.clean.indices.filter { i in
          evidence.clean[i] && !curve.correct[e][i]
        }.map { AttackItem(index: $0, epsilon: evidence.strengths[e]) }.filter(adversarial.wants)
      }
      campaign.runner.run(OneStep(loss: loss), on: campaign.images, items: items, seed: seed) { item, outcome in
        if !outcome.isRight { adversarial.add(outcome.image, of: item) }
      }
    }
  }

  /// Says how many images and strengths an attack has done of all that it takes on.
  private func proceed(
    _ attack: AttackName, through loss: String, done: Int, of total: Int, _ context: JobContext
  ) throws {
    let stage = attack.followsAnyLoss ? "\(attack.rawValue) through \(loss)" : attack.rawValue
    try context.proceed(JobProgress(stage, done: done, of: total))
  }

  private struct CurveKey: Hashable {
    let attack: AttackName
    let loss: AttackLoss
  }

  private static func identityError(_ loss: String, _ clean: [Bool], _ found: [Bool]) -> FileError {
    FileError(
      "attack through \(loss)", "ε = 0 changes predictions",
      expected: "\(clean.count { $0 }) correct as without attack", found: "\(found.count { $0 })",
      advice: "no figure of this audit can be believed; please report this as a bug")
  }
}

extension CurveOutcome {
  func named(_ loss: String) -> CurveOutcome {
    var outcome = self
    outcome.loss = loss
    return outcome
  }

  /// Attacks made one after another, as one.
  init(_ attack: AttackName, parts: [CurveOutcome]) {
    let strengths = parts[0].correct.indices
    self.init(
      attack: attack, loss: attack.ownLoss, correct: parts.last!.correct,
      // Of the part that broke the image, or else of the last one.
      confidence: strengths.map { e in
        parts[0].correct[e].indices.map { i in (parts.first { !$0.correct[e][i] } ?? parts.last!).confidence[e][i] }
      },
      maximumPerturbation: strengths.map { e in parts.map { $0.maximumPerturbation[e] }.max()! },
      zeroGradient: strengths.map { e in
        parts.reduce(into: parts[0].zeroGradient[e]) { sum, part in
          for i in sum.indices where part.zeroGradient[e][i] { sum[i] = true }
        }
      }, misclaims: parts.reduce(0) { $0 + $1.misclaims })
  }
}
