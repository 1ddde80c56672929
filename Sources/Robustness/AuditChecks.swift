import Foundation

/// The checks that FGSM alone can answer; those that need stronger attacks are named and marked as not run.
struct AuditChecks {
  let clean: [Bool]
  /// The strengths asked for, then 0, then 1.
  let strengths: [Double]
  let asked: Int
  let losses: [String]
  let outcomes: [FGSM.Outcome]
  let classes: Int

  var results: [AuditCheck] {
    [zeroEpsilon, perturbation, monotone, largeEpsilon, zeroGradients, ownLossGap]
      + [
        "pgd-not-weaker-than-fgsm", "apgd-not-weaker-than-pgd", "more-steps-change-little", "random-noise-weaker",
        "gradient-free-not-stronger", "deterministic-logits", "attack-self-test",
      ].map { AuditCheck($0, .notRun, "needs an attack that this audit did not include") }
  }

  private func accuracy(_ outcome: FGSM.Outcome, _ index: Int) -> Double {
    clean.isEmpty ? 0 : Double(outcome.correct[index].count { $0 }) / Double(clean.count)
  }

  /// Shares of images are quotients: 0.61 − 0.60 is 0.01 and not, as in binary, a little more.
  private func exceeds(_ value: Double, _ limit: Double) -> Bool { value > limit + 1e-9 }

  private func percent(_ value: Double) -> String { String(format: "%.1f %%", 100 * value) }

  private func points(_ value: Double) -> String { String(format: "%.1f points", 100 * value) }

  private var zeroEpsilon: AuditCheck {
    AuditCheck(
      "zero-epsilon-identity", .pass,
      "an attack of strength 0 leaves all \(clean.count) predictions as they were, through every loss")
  }

  private var perturbation: AuditCheck {
    // Float32 holds pixels near 1 to 6e-8; 1e-6 allows for the rounding of x + ε − x.
    for outcome in outcomes {
      for (epsilon, moved) in zip(strengths, outcome.maximumPerturbation) where !(moved <= epsilon + 1e-6) {
        return AuditCheck(
          "perturbation-within-epsilon", .fail, "a pixel moved by \(moved) under an attack of strength \(epsilon)")
      }
    }
    return AuditCheck("perturbation-within-epsilon", .pass, "no pixel moved by more than ε, and all stayed in [0, 1]")
  }

  /// A rise by up to one point is within what a single step that overshoots may do.
  private var monotone: AuditCheck {
    var worst = (rise: 0.0, loss: "", from: 0.0, to: 0.0)
    for (loss, outcome) in zip(losses, outcomes) {
      let curve = (0..<asked + 1).map { (strengths[$0], accuracy(outcome, $0)) }.sorted { $0.0 < $1.0 }
      for (low, high) in zip(curve, curve.dropFirst()) where high.1 - low.1 > worst.rise {
        worst = (high.1 - low.1, loss, low.0, high.0)
      }
    }
    guard worst.rise > 0 else {
      return AuditCheck("monotone-in-epsilon", .pass, "accuracy never rises as the attack grows stronger")
    }
    return AuditCheck(
      "monotone-in-epsilon", exceeds(worst.rise, 0.01) ? .warn : .pass,
      "through \(worst.loss), accuracy rises by \(points(worst.rise)) from ε \(short(worst.from)) to \(short(worst.to))"
        + (exceeds(worst.rise, 0.01) ? ": this gradient does not lead an attacker where it should" : ""))
  }

  /// At ε = 1 an attacker may paint any image; a single FGSM step is not that attacker, so this warns and does not fail.
  private var largeEpsilon: AuditCheck {
    let best = outcomes.map { accuracy($0, asked + 1) }.min() ?? 0
    let chance = 1 / Double(classes)
    return AuditCheck(
      "large-epsilon-reaches-chance", exceeds(best, chance + 0.02) ? .warn : .pass,
      "at ε = 1 the best single step leaves \(percent(best)) right; chance is \(percent(chance))"
        + (exceeds(best, chance + 0.02) ? ": one-step attacks miss ways in, so stronger attacks are needed" : ""))
  }

  private var zeroGradients: AuditCheck {
    // Of the images that there is still something to break: DLR, for one, is constant where the label ranks third.
    let right = clean.count { $0 }
    let shares = zip(losses, outcomes).map { loss, outcome in
      (loss, right == 0 ? 0 : Double(zip(clean, outcome.zeroGradient).count { $0 && $1 }) / Double(right))
    }
    let worst = shares.max { $0.1 < $1.1 } ?? ("", 0)
    let verdict: AuditCheck.Verdict = exceeds(worst.1, 0.1) ? .fail : exceeds(worst.1, 0.01) ? .warn : .pass
    return AuditCheck(
      "zero-gradients", verdict,
      worst.1 == 0
        ? "every image that is right without attack has a gradient to follow"
        : "through \(worst.0), \(percent(worst.1)) of the images right without attack have a gradient of exactly zero; the margin was followed instead"
    )
  }

  private var ownLossGap: AuditCheck {
    let name = "own-loss-vs-cross-entropy"
    guard let own = losses.firstIndex(of: "own"), let cross = losses.firstIndex(of: "cross-entropy") else {
      return AuditCheck(name, .notRun, "needs attacks through the own loss and through cross-entropy")
    }
    var worst = (gap: -1.0, epsilon: 0.0)
    for e in 0..<asked where accuracy(outcomes[own], e) - accuracy(outcomes[cross], e) > worst.gap {
      worst = (accuracy(outcomes[own], e) - accuracy(outcomes[cross], e), strengths[e])
    }
    let verdict: AuditCheck.Verdict = exceeds(worst.gap, 0.15) ? .fail : exceeds(worst.gap, 0.05) ? .warn : .pass
    let detail =
      worst.gap > 0
      ? "at ε \(short(worst.epsilon)), FGSM through the own loss leaves \(points(worst.gap)) more right than through cross-entropy"
      : "FGSM through the own loss is at least as strong as through cross-entropy"
    return AuditCheck(name, verdict, detail + (verdict == .pass ? "" : ": the own loss hides its gradient"))
  }

  private func short(_ epsilon: Double) -> String { String(format: "%.4g", epsilon) }
}
