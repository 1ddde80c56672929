import Datasets
import Statistics
import Tensors

/// What an attack that looks for the smallest change of each image found.
struct NearestOutcome {
  /// At each strength.
  var outcomes: [StrengthOutcome]
  /// At the largest strength that means anything.
  var diameter: StrengthOutcome
  /// The smallest change by which the attack broke each image: 0 where it is wrong already, `nil` where nothing was found
  /// or tried.
  var sizes: [Double?]
  /// Adversarial images that were none when they were looked at again.
  var misclaims = 0
}

extension AttackCampaign {
  /// Attacks once each image that is left at any of `strengths`, without a bound, and reads what that means at each of them.
  func findNearest(
    _ attack: some Attack, _ label: AttackLabel, stage: String, strengths: [Double], after former: [StrengthOutcome]?
  ) throws -> NearestOutcome {
    let left = former?.map(\.isLeft) ?? strengths.map { _ in clean }
    let isTaken = clean.indices.map { i in strengths.indices.contains { strengths[$0] > 0 && left[$0][i] } }
    let diameter = norm.diameter(of: images.shape.count)
    var found = NearestOutcome(
      outcomes: strengths.indices.map { untried(strengths[$0], left[$0], after: former?[$0]) },
      diameter: untried(diameter, isTaken, after: nil), sizes: clean.map { $0 ? nil : 0 })
    // Who has several strengths to ask about makes the attack once.
    let items = clean.indices.filter { isTaken[$0] }.map { AttackItem(index: $0, epsilon: diameter) }
    try judge(attack, label, stage: stage, items: items, strengths: [diameter]) { verdict in
      let index = verdict.item.index
      found.diameter.take(verdict)
      if verdict.isMisclaim { found.misclaims += 1 }
      let size = verdict.adversarial == nil ? nil : verdict.perturbation
      if clean[index] { found.sizes[index] = size }
      for (e, epsilon) in strengths.enumerated() where epsilon > 0 {
        if let size, size <= epsilon {
          found.outcomes[e].take(verdict)
          onAdversarial?(AttackItem(index: index, epsilon: epsilon), verdict.adversarial!, label.attack)
        } else {
          found.outcomes[e].passes = (found.outcomes[e].passes ?? .none) + verdict.passes
          found.outcomes[e].zeroGradient[index] = verdict.zeroGradient
        }
      }
    }
    return found
  }
}

extension AuditEvidence {
  /// The median of `sizes` over the images that are right without attack; `nil` where fewer than half of them have one.
  func median(_ sizes: [Double?]) -> Double? {
    let known = zip(clean, sizes).filter(\.0).map { $1 ?? .infinity }
    let median = known.isEmpty ? .infinity : known.median
    return median.isFinite ? median : nil
  }
}
