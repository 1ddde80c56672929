public import Datasets
import Files
public import Losses
public import Models
public import Tensors

/// Attacks a model over several strengths, and checks that the numbers can be trusted.
///
/// FGSM and PGD follow each of several losses and count every image. The other attacks bring their own objectives and go
/// on, in the order asked for, with the images that those before them left right; FGSM's and PGD's findings are not
/// kept from them, so that their figures can be held against PGD's.
public struct Audit: Sendable {
  public var attacks: [AttackName]
  public var epsilons: [Epsilon]
  /// Names of attack losses: `own`, `cross-entropy`, `dlr` or any loss.
  public var losses: [String]
  public var budget = AttackBudget()
  /// Of the attacks' random numbers.
  public var seed: UInt64 = 0
  /// Where the attacks come from; tests plant broken ones.
  var makeAttack: @Sendable (AttackBudget, AttackName, AttackLoss) -> any Attack = { $0.attack($1, loss: $2)! }

  public init(attacks: [AttackName] = [.fgsm], epsilons: [Epsilon], losses: [String]) {
    self.attacks = attacks
    self.epsilons = epsilons
    self.losses = losses
  }

  /// How far an audit has come: images and strengths done of all that one attack takes on.
  public struct Progress: Sendable {
    public let attack: AttackName
    public let loss: String
    public let done: Int
    public let total: Int
  }

  /// The losses attacked through where none is named: the model's own where it is known, cross-entropy, DLR.
  public static func defaultLosses(own: Loss?) -> [String] { (own == nil ? [] : ["own"]) + ["cross-entropy", "dlr"] }

  /// Throws where ε = 0 does not leave every prediction as it was: then no other figure can be believed.
  public func run(
    _ classifier: Classifier, own: Loss?, on images: ImageSet, pool: WorkerPool,
    progress: (Progress) throws -> Void = { _ in }
  ) throws -> AuditReport {
    let attackLosses = try losses.map { ($0, try AttackLoss(parsing: $0, own: own)) }
    let clean = classifier.correct(on: images, pool: pool)
    let campaign = AttackCampaign(classifier, on: images, clean: clean, seed: seed, pool: pool)
    // ε = 0 is always attacked, for the checks, and ε = 1 by the attacks that count every image.
    let asked = epsilons.map(\.value)
    var evidence = AuditEvidence(
      clean: clean, strengths: asked + [0, 1], asked: asked.count, classes: classifier.network.classes)
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
    for name in attacks where name == .fgsm {
      for (lossName, loss) in attackLosses {
        let outcome = curve(name, lossName, loss) {
          campaign.fgsm(loss, named: lossName, strengths: evidence.strengths)
        }
        guard outcome.correct[asked.count] == clean else { throw Self.identityError(lossName, clean, outcome.correct[asked.count]) }
        evidence.curves.append(outcome)
      }
    }
    for name in attacks where name == .pgd {
      for (lossName, loss) in attackLosses {
        evidence.curves.append(
          try curve(name, lossName, loss) {
            try campaign.search(
              makeAttack(budget, name, loss), name, loss: lossName, strengths: evidence.strengths,
              candidates: evidence.strengths.map { _ in clean.map { _ in true } }
            ) { try progress(Progress(attack: name, loss: lossName, done: $0, total: $1)) }
          })
      }
    }
    var stillRight = (asked + [0]).map { _ in clean }
    for name in attacks where !name.followsAnyLoss {
      var parts: [CurveOutcome] = []
      for part in name.parts {
        let outcome = try campaign.search(
          makeAttack(budget, part, .crossEntropy), part, loss: part.ownLoss, strengths: asked + [0],
          candidates: stillRight
        ) { try progress(Progress(attack: part, loss: part.ownLoss, done: $0, total: $1)) }
        stillRight = outcome.correct
        parts.append(outcome)
      }
      evidence.curves.append(parts.count == 1 ? parts[0] : CurveOutcome(name, parts: parts))
      if parts.count > 1 { evidence.parts[name] = parts }
    }
    evidence.gather(self, campaign, attackLosses.map(\.1))
    return AuditReport(evidence, audit: self, total: images.count, losses: attackLosses)
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
    CurveOutcome(
      attack: attack, loss: loss, correct: correct, maximumPerturbation: maximumPerturbation,
      zeroGradient: zeroGradient, misclaims: misclaims)
  }

  /// Attacks made one after another, as one.
  init(_ attack: AttackName, parts: [CurveOutcome]) {
    let strengths = parts[0].correct.indices
    self.init(
      attack: attack, loss: attack.ownLoss, correct: parts.last!.correct,
      maximumPerturbation: strengths.map { e in parts.map { $0.maximumPerturbation[e] }.max()! },
      zeroGradient: strengths.map { e in
        parts.reduce(into: parts[0].zeroGradient[e]) { sum, part in
          for i in sum.indices where part.zeroGradient[e][i] { sum[i] = true }
        }
      }, misclaims: parts.reduce(0) { $0 + $1.misclaims })
  }
}
