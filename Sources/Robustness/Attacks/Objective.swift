import Foundation

/// What an attack climbs: a function of one image's logits.
enum Objective: Sendable, Hashable {
  case loss(AttackLoss)
  /// The targeted difference of logits ratio (Croce & Hein 2020, equation 7):
  /// −(z_y − z_t) / (z₍₁₎ − (z₍₃₎ + z₍₄₎) / 2 + 1e-12), z₍ᵢ₎ the i-th largest logit. Below four classes z_t − z_y.
  case targetedDLR(target: Int)
  /// z_t − z_y.
  case difference(target: Int)
  /// −J(t): what a loss is where the target t stands for the label, to be made small. For DLR it is the targeted one.
  case towards(AttackLoss, target: Int)
  /// `label` · p_y + `rival` · p_r, p the softmax; r is the target, or else the likeliest of the wrong classes.
  case probabilities(label: Float, rival: Float, target: Int?)

  /// Whether the gradient at the logits may be exactly zero, as that of a saturated softmax is in float32.
  var canVanish: Bool {
    switch self {
    case .loss(.margin), .difference, .towards(.margin, _): false
    case .loss, .targetedDLR, .towards, .probabilities: true
    }
  }

  /// The value at `logits` (K), whose gradient (K) is written to `gradient`.
  func evaluate(
    _ logits: UnsafePointer<Float>, label: Int32, classes: Int, gradient: UnsafeMutablePointer<Float>
  ) -> Double {
    switch self {
    case .towards(.dlr, let target):
      return Objective.targetedDLR(target: target).evaluate(logits, label: label, classes: classes, gradient: gradient)
    case .towards(let loss, let target):
      let value = loss.evaluate(logits, label: Int32(target), classes: classes, gradient: gradient)
      for k in 0..<classes { gradient[k] = -gradient[k] }
      return -value
    case .loss(let loss): return loss.evaluate(logits, label: label, classes: classes, gradient: gradient)
    case .targetedDLR(let target) where classes >= 4:
      let ranks = LogitRanks(logits, classes), y = Int(label)
      let numerator = Double(logits[y]) - Double(logits[target])
      let low = (Double(logits[ranks[2]]) + Double(logits[ranks[3]])) / 2
      let denominator = Double(logits[ranks[0]]) - low + 1e-12
      gradient.update(repeating: 0, count: classes)
      gradient[y] -= Float(1 / denominator)
      gradient[target] += Float(1 / denominator)
      let slope = numerator / (denominator * denominator)
      gradient[ranks[0]] += Float(slope)
      gradient[ranks[2]] -= Float(slope / 2)
      gradient[ranks[3]] -= Float(slope / 2)
      return -numerator / denominator
    case .probabilities(let ofLabel, let ofRival, let target):
      let y = Int(label), ranks = LogitRanks(logits, classes), rival = target ?? (ranks[0] == y ? ranks[1] : ranks[0])
      let row = Probabilities(logits, classes)
      var value = 0.0
      gradient.update(repeating: 0, count: classes)
      for (weight, k) in [(Double(ofLabel), y), (Double(ofRival), rival)] where weight != 0 {
        value += weight * row.probability(k)
        for j in 0..<classes { gradient[j] += Float(weight * row.slope(of: k, along: j)) }
      }
      return value
    case .targetedDLR(let target), .difference(let target):
      gradient.update(repeating: 0, count: classes)
      gradient[target] += 1
      gradient[Int(label)] -= 1
      return Double(logits[target]) - Double(logits[Int(label)])
    }
  }
}

/// The softmax of a row of logits, with small differences to 1 kept.
private struct Probabilities {
  private let exponentials: [Double]
  private let sum: Double

  init(_ logits: UnsafePointer<Float>, _ count: Int) {
    let largest = (0..<count).reduce(-Float.infinity) { max($0, logits[$1]) }
    exponentials = (0..<count).map { exp(Double(logits[$0]) - Double(largest)) }
    sum = exponentials.reduce(0, +)
  }

  func probability(_ k: Int) -> Double { exponentials[k] / sum }

  /// ∂p_k/∂z_j. Of p_k (1 − p_k) the second factor is the sum of the others: 1 less a number near 1 has few digits.
  func slope(of k: Int, along j: Int) -> Double {
    if j != k { return -probability(k) * probability(j) }
    let others = exponentials.indices.reduce(0) { $1 == k ? $0 : $0 + exponentials[$1] }
    return probability(k) * others / sum
  }
}

/// The classes of the (up to) four largest logits, largest first, the first of equals first.
struct LogitRanks {
  private var classes = InlineArray<4, Int>(repeating: -1)

  init(_ logits: UnsafePointer<Float>, _ count: Int) {
    for rank in 0..<min(4, count) {
      var best = -1
      for k in 0..<count where !isTaken(k, before: rank) && (best < 0 || logits[k] > logits[best]) { best = k }
      classes[rank] = best
    }
  }

  subscript(rank: Int) -> Int { classes[rank] }

  private func isTaken(_ k: Int, before rank: Int) -> Bool {
    for earlier in 0..<rank where classes[earlier] == k { return true }
    return false
  }
}
