public import Datasets
import Files
public import Losses
public import Models
import Settings
import Tensors

/// Attacks a model over several strengths, and checks that the numbers can be trusted.
///
/// Some attacks follow each of several losses and count every image. The others bring objectives of their own. They go on,
/// in the order asked for, with the images that those before them left right. What the first kind has found is not kept
/// from the second, so that the figures of both can be compared.
public struct Audit: Sendable {
  public var attacks: [AttackName]
  public var epsilons: [Epsilon]
  public var norm: Norm
  /// The losses that attacks follow, where they follow any.
  public var losses: [RequestedLoss]
  public var budget = AttackBudget()
  /// Where attacks lead; `nil` where they lead anywhere away from the labels.
  public var target: Target?
  /// Whether the model is asked about every attacked image as an 8-bit file holds it, too.
  public var quantise = false
  /// How many images of each attack and strength are handed out to be looked at.
  public var pictures = 0
  /// How many images were asked for, for the report; `nil` where all were.
  public var limit: Int?
  /// Of the attacks' random numbers.
  public var seed: UInt64 = 0
  /// The part of the images that is attacked; `nil` for all.
  public var shard: Shard?
  /// A model whose adversarial images the attack `transfer` tries on this one.
  public var sibling: Sibling?
  /// Images attacked at a time, `nil` for what is fastest; no figure depends on it.
  public var batch: Int?
  /// The classes' names for the report, which else has their numbers alone.
  public var classNames: [String]?
  /// How many classes the data has; `nil` where they are as many as the names.
  public var dataClasses: Int?
  /// What is known of the model that may explain its figures; it goes into the report's notes.
  public var hints: [String] = []
  /// What is done to every attack that searches; tests plant faults.
  var planted: @Sendable (any Attack) -> any Attack = { $0 }

  public init(attacks: [AttackName] = [.fgsm], epsilons: [Epsilon], norm: Norm = .linf, losses: [RequestedLoss]) {
    self.attacks = attacks
    self.epsilons = epsilons
    self.norm = norm
    self.losses = losses
  }

  /// The losses attacked through where none is named: the model's own where it is known, cross-entropy, DLR.
  public static func defaultLosses(own: Loss?) -> [RequestedLoss] {
    (own == nil ? [] : [.own]) + [.named(.crossEntropy), .named(.dlr)]
  }

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
    _ classifier: Classifier, own: Loss?, on images: ImageSet, in context: JobContext, journal: AuditJournal? = nil,
    onPicture: (AttackedImage) throws -> Void = { _ in }
  ) throws -> AuditReport {
    try examine(classifier, own: own, on: images, in: context, journal: journal, onPicture: onPicture).report
  }

  /// Throws where ε = 0 does not leave every prediction as it was: then no other figure can be believed. Throws a
  /// `SettingError` where the model has no class of the target's name or number.
  public func examine(
    _ classifier: Classifier, own: Loss?, on given: ImageSet, keeping: Keeping = [], in context: JobContext,
    journal: AuditJournal? = nil, onPicture: (AttackedImage) throws -> Void = { _ in }
  ) throws -> AuditFindings {
    if attacks.contains(where: \.isReplay), sibling == nil {
      throw SettingError("transfer_from", expected: "a model beside transfer", found: "none")
    }
    var classifier = classifier
    classifier.draws.count = draws
    let losses = try losses.map { ResolvedLoss(requested: $0, loss: try $0.attackLoss(own: own)) }
    let aims = try target.map {
      try Aims($0, classifier, on: given, names: classNames, seed: seed, engine: context.engine)
    }
    let whole = aims.map { given.subset($0.numbers) } ?? given
    let campaign = AttackCampaign(
      classifier, on: whole, shard: shard, norm: norm, seed: seed, batch: batch, journal: journal, aims: aims,
      rounds: quantise, sibling: try sibling?.classifier(for: classifier, draws: draws), in: context)
    var adversarial = AdversarialImages(keeping, clean: campaign.clean, largest: epsilons.map(\.value).max() ?? 0)
    if adversarial.keepsAny { campaign.onAdversarial = { adversarial.add($1, of: $0, by: $2) } }
    var evidence = AuditEvidence(campaign, asked: epsilons, classNames: classNames, dataClasses: dataClasses)
    evidence.notes += hints + randomNote(classifier)
    evidence.isTargeted = target != nil
    if let target { evidence.notes.append(note(of: target, leftOut: given.count - whole.count)) }
    try attack(campaign, losses, &evidence)
    // What the checks find beyond the attacks is not counted in any figure.
    campaign.onAdversarial = nil
    try evidence.gather(self, campaign, losses)
    if pictures > 0 { try campaign.picture(pictures, evidence, self, losses, onPicture) }
    var findings = AuditFindings(
      report: AuditReport(evidence, settings: .init(evidence, of: self, losses), classNames: classNames),
      evidence: evidence, images: campaign.images, numbers: campaign.numbers, total: whole.count)
    findings.report.settings.limit = limit.map { min($0, given.count) }
    findings.report.settings.draws = classifier.network.isRandom ? draws : nil
    findings.report.settings.leftOut = aims.map { given.count - $0.numbers.count }
    if keeping.contains(.adversarialImages) { findings.adversarial = adversarial.found }
    if keeping.contains(.examples) { findings.examples = campaign.examples(evidence, adversarial) }
    if keeping.contains(.smallestChanges) {
      findings.smallestChanges = losses.map { ($0.requested, campaign.smallestChanges($0.loss)) }
    }
    return findings
  }
}

extension Audit {
  private var draws: Int { budget.draws ?? AttackBudget.usualDraws }

  /// In words, what the figures of a random model are of.
  private func randomNote(_ classifier: Classifier) -> [String] {
    guard classifier.network.isRandom else { return [] }
    return [
      "the model is random: each of its answers is the mean over \(draws) draws of its noise, and what an attack found in "
        + "some draws counts where it holds in as many others; RobustBench takes no such model"
    ]
  }

  /// In words, what the figures of attacks with a target are of.
  private func note(of target: Target, leftOut: Int) -> String {
    let aim =
      switch target {
      case .named(let name): "the class \(name)"
      case .leastLikely: "the class that the model finds least likely"
      case .random: "a class drawn at random"
      }
    return "every attack leads to \(aim); \(leftOut) images of that class itself are left out; attacks that may lead "
      + "anywhere break more, and the checks on those are not run"
  }
}

/// A loss that was asked for, and what it is for the model at hand.
struct ResolvedLoss: Sendable {
  let requested: RequestedLoss
  let loss: AttackLoss
}
