import Models
import Tensors

/// All that an audit has seen, for its figures and its checks.
struct AuditEvidence {
  let clean: [Bool]
  let cleanConfidence: [Float]
  let norm: Norm
  /// The strengths asked for, then 0, then the largest that means anything.
  let strengths: [Double]
  let asked: Int
  let classes: Int
  /// In the order of asking. FGSM's and PGD's have all strengths; those of the other attacks end at 0.
  var curves: [CurveOutcome] = []
  /// The attacks that an attack consists of.
  var parts: [AttackName: [CurveOutcome]] = [:]

  /// What is odd about the model itself.
  var notes: [String] = []
  /// Whether the same images gave the same logits twice.
  var isDeterministic = true
  /// What twice as many steps took from the strongest curve.
  var moreSteps: MoreSteps?
  var noise: NoiseComparison?
  /// One for each attack that searches.
  var selfTests: [SelfTest.Result] = []

  struct MoreSteps: Equatable {
    let attack: AttackName
    let loss: String
    /// The largest loss of accuracy, and the strength at which it was.
    let drop: Double
    let epsilon: Double
  }

  struct NoiseComparison: Equatable {
    let epsilon: Double
    let images: Int
    let brokenByNoise: Int
    let brokenByAttacks: Int
  }

  /// Images of the comparison with noise: 100 draws for each are as many passes as a long PGD on every image.
  static let noiseImages = 200
  static let selfTestImages = 50

  /// Images right at strength e under every attack.
  func worst(_ e: Int) -> [Bool] {
    curves.reduce(clean) { left, curve in zip(left, curve.correct[e]).map { $0 && $1 } }
  }

  /// Runs what the checks need beyond the attacks themselves; all but the second look at the logits only where the audit
  /// has an attack that searches.
  mutating func gather(_ audit: Audit, _ campaign: AttackCampaign, _ losses: [AttackLoss]) throws {
    isDeterministic = campaign.repeatsLogits()
    guard audit.attacks.contains(where: { $0 != .fgsm }) else { return }
    moreSteps = try doubled(audit, campaign, losses)
    let positive = strengths.prefix(asked).filter { $0 > 0 }
    guard let largest = positive.max(), clean.contains(true) else { return }
    noise = try comparedWithNoise(campaign, largest)
    let chosen = clean.indices.filter { clean[$0] }.prefix(Self.selfTestImages)
    selfTests = audit.attacks.filter { $0 != .fgsm }.map { name in
      let attacks = name.parts.flatMap { part in
        part.followsAnyLoss
          ? losses.map { audit.makeAttack(audit.budget, part, $0) }
          : [audit.makeAttack(audit.budget, part, .crossEntropy)]
      }
      return SelfTest(epsilon: largest).run(name, attacks, campaign, images: Array(chosen))
    }
  }

  private func doubled(_ audit: Audit, _ campaign: AttackCampaign, _ losses: [AttackLoss]) throws -> MoreSteps? {
    let all = curves + parts.values.flatMap(\.self)
    let iterative: [AttackName] = [.pgd, .apgdCrossEntropy, .apgdDLR, .targetedAPGD]
    guard let name = iterative.first(where: { name in all.contains { $0.attack == name } }) else { return nil }
    func right(_ curve: CurveOutcome) -> Int { curve.correct.prefix(asked).reduce(0) { $0 + $1.count { $0 } } }
    let strongest = all.filter { $0.attack == name }.min { right($0) < right($1) }!
    let loss = name.followsAnyLoss ? losses[audit.losses.firstIndex(of: strongest.loss)!] : .crossEntropy
    let survivors = (0..<asked).map { e in strengths[e] > 0 ? strongest.correct[e] : clean.map { _ in false } }
    let again = try campaign.search(
      audit.makeAttack(audit.budget.doubled, name, loss), name, loss: strongest.loss,
      stage: "more-steps",
      strengths: Array(strengths.prefix(asked)), candidates: survivors)
    let drops = (0..<asked).map { e in
      clean.isEmpty ? 0 : Double(survivors[e].count { $0 } - again.correct[e].count { $0 }) / Double(clean.count)
    }
    guard let worst = drops.indices.max(by: { drops[$0] < drops[$1] }) else { return nil }
    return MoreSteps(attack: name, loss: strongest.loss, drop: drops[worst], epsilon: strengths[worst])
  }

  private func comparedWithNoise(_ campaign: AttackCampaign, _ epsilon: Double) throws -> NoiseComparison {
    let chosen = clean.indices.filter { clean[$0] }.prefix(Self.noiseImages)
    var candidates = clean.map { _ in false }
    for i in chosen { candidates[i] = true }
    let underNoise = try campaign.search(
      UniformNoise(), .pgd, loss: "noise", stage: "noise", strengths: [epsilon], candidates: [candidates])
    let underAttack = worst(strengths.firstIndex(of: epsilon)!)
    return NoiseComparison(
      epsilon: epsilon, images: chosen.count, brokenByNoise: chosen.count { !underNoise.correct[0][$0] },
      brokenByAttacks: chosen.count { !underAttack[$0] })
  }
}

extension AttackBudget {
  /// Twice the steps of every gradient attack.
  var doubled: AttackBudget {
    var budget = self
    budget.pgdSteps *= 2
    budget.iterations *= 2
    return budget
  }
}
