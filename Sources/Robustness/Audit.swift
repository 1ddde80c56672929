public import Datasets
import Files
public import Losses
public import Models
public import Tensors

/// Attacks a model with FGSM through several losses over several strengths, and checks that the numbers can be trusted.
public struct Audit: Sendable {
  public var epsilons: [Epsilon]
  /// Names of attack losses: `own`, `cross-entropy`, `dlr` or any loss.
  public var losses: [String]

  public init(epsilons: [Epsilon], losses: [String]) {
    self.epsilons = epsilons
    self.losses = losses
  }

  /// The losses attacked through where none is named: the model's own where it is known, cross-entropy, DLR.
  public static func defaultLosses(own: Loss?) -> [String] { (own == nil ? [] : ["own"]) + ["cross-entropy", "dlr"] }

  /// Throws where ε = 0 does not leave every prediction as it was: then no other figure can be believed.
  public func run(_ classifier: Classifier, own: Loss?, on images: ImageSet, pool: WorkerPool) throws -> AuditReport {
    let attackLosses = try losses.map { try AttackLoss(parsing: $0, own: own) }
    let clean = classifier.correct(on: images, pool: pool)
    // ε = 0 and ε = 1 are always attacked, for the checks.
    let asked = epsilons.map(\.value)
    let strengths = asked + [0, 1]
    var outcomes: [AttackLoss: FGSM.Outcome] = [:]
    for loss in attackLosses where outcomes[loss] == nil {
      outcomes[loss] = FGSM(loss: loss, epsilons: strengths).attack(classifier, on: images, pool: pool)
    }
    let all = attackLosses.map { outcomes[$0]! }

    for (name, outcome) in zip(losses, all) where outcome.correct[asked.count] != clean {
      throw FileError(
        "attack through \(name)", "ε = 0 changes predictions",
        expected: "\(clean.count { $0 }) correct as without attack",
        found: "\(outcome.correct[asked.count].count { $0 })",
        advice: "no figure of this audit can be believed; please report this as a bug")
    }

    func points(_ correct: (Int) -> [Bool], _ perturbation: (Int) -> Double, _ zero: Int) -> [AttackPoint] {
      asked.indices.map { e in
        var cumulative = clean
        for other in asked.indices where asked[other] <= asked[e] {
          for (i, right) in correct(other).enumerated() where !right { cumulative[i] = false }
        }
        return AttackPoint(
          epsilon: asked[e], correct: correct(e), cumulative: cumulative, maxPerturbation: perturbation(e),
          zeroGradient: zero)
      }
    }
    let curves = zip(losses, all).map { name, outcome in
      AttackCurve(
        attack: "fgsm", loss: name,
        points: points(
          { outcome.correct[$0] }, { outcome.maximumPerturbation[$0] }, outcome.zeroGradient.count { $0 }))
    }
    let worst = strengths.indices.map { e in
      all.reduce(clean) { left, outcome in zip(left, outcome.correct[e]).map { $0 && $1 } }
    }
    let worstCase = points(
      { worst[$0] }, { e in all.map { $0.maximumPerturbation[e] }.max() ?? 0 },
      images.count == 0 ? 0 : all.map { $0.zeroGradient.count { $0 } }.max() ?? 0)
    let checks = AuditChecks(
      clean: clean, strengths: strengths, asked: asked.count, losses: losses, outcomes: all,
      classes: classifier.network.classes)
    return AuditReport(
      total: images.count, clean: Accuracy(correct: clean.count { $0 }, total: images.count), curves: curves,
      worstCase: worstCase, checks: checks.results,
      settings: .init(
        attacks: ["fgsm"], epsilons: epsilons,
        losses: Dictionary(zip(losses, attackLosses.map(\.name)), uniquingKeysWith: { first, _ in first })))
  }
}
