import Foundation

/// What must hold for an audit's figures to mean what they say; each with its figure, in plain words.
struct AuditChecks {
  let evidence: AuditEvidence

  init(_ evidence: AuditEvidence) { self.evidence = evidence }

  var results: [AuditCheck] {
    [
      zeroEpsilon, perturbation, untargeted(monotone), untargeted(pgdNotWeaker), untargeted(apgdNotWeaker),
      untargeted(moreSteps), untargeted(noiseIsWeaker), untargeted(gradientFree), untargeted(transferNotStronger),
      untargeted(largeEpsilon), zeroGradients, untargeted(ownLossGap), determinism, noOptimisation,
      untargeted(selfTest),
    ].map(withheld) + [outputsFinite, cleanAboveChance]
  }

  /// A check of attacks that may lead anywhere: one that leads to a class leaves images right which others would break.
  private func untargeted(_ check: AuditCheck) -> AuditCheck {
    evidence.isTargeted ? notRun(check.name, "needs attacks without a target") : check
  }

  var clean: [Bool] { evidence.clean }
  var curves: [CurveOutcome] { evidence.curves }

  func curves(of attack: AttackName) -> [CurveOutcome] { curves.filter { $0.label.attack == attack } }

  func accuracy(_ outcome: StrengthOutcome) -> Double {
    clean.isEmpty ? 0 : Double(outcome.right) / Double(clean.count)
  }

  /// Shares of images are quotients: 0.61 − 0.60 is 0.01 and not, as in binary, a little more.
  func exceeds(_ value: Double, _ limit: Double) -> Bool { value > limit + 1e-9 }

  func percent(_ value: Double) -> String { String(format: "%.1f %%", 100 * value) }
  func points(_ value: Double) -> String { String(format: "%.1f points", 100 * value) }
  func short(_ epsilon: Double) -> String { String(format: "%.4g", epsilon) }
}

/// Checks on what every attack has to obey.
extension AuditChecks {
  private var zeroEpsilon: AuditCheck {
    AuditCheck(
      "zero-epsilon-identity", .pass,
      "an attack of strength 0 leaves all \(clean.count) predictions as they were, through every loss")
  }

  private var perturbation: AuditCheck {
    let name = "perturbation-within-epsilon"
    for curve in curves {
      for outcome in curve.all {
        let epsilon = outcome.epsilon, moved = outcome.maximumPerturbation
        guard !(moved <= epsilon + AdversarialVerifier.tolerance(epsilon)) else { continue }
        return AuditCheck(name, .fail, "\(moving) moved by \(moved) under an attack of strength \(epsilon)")
      }
      if curve.misclaims > 0 {
        return AuditCheck(
          name, .fail,
          "\(curve.misclaims) images that \(curve.label) called adversarial were outside the ball or classified rightly when they were looked at again; they are not counted"
        )
      }
    }
    return AuditCheck(
      name, .pass,
      "\(evidence.norm == .linf ? "no pixel" : "no image") moved by more than ε, all stayed in [0, 1], and every count is of images classified again"
    )
  }

  private var moving: String { evidence.norm == .linf ? "a pixel" : "an image" }

  /// A rise by up to one point is within what a single step that overshoots may do.
  private var monotone: AuditCheck {
    var worst = (rise: 0.0, curve: "", from: 0.0, to: 0.0)
    for curve in curves {
      let points = (curve.asked + [curve.zero]).map { ($0.epsilon, accuracy($0)) }.sorted { $0.0 < $1.0 }
      for (low, high) in zip(points, points.dropFirst()) where high.1 - low.1 > worst.rise {
        worst = (high.1 - low.1, "\(curve.label)", low.0, high.0)
      }
    }
    guard worst.rise > 0 else {
      return AuditCheck("monotone-in-epsilon", .pass, "accuracy never rises as the attack grows stronger")
    }
    return AuditCheck(
      "monotone-in-epsilon", exceeds(worst.rise, 0.01) ? .warn : .pass,
      "under \(worst.curve), accuracy rises by \(points(worst.rise)) from ε \(short(worst.from)) to \(short(worst.to))"
        + (exceeds(worst.rise, 0.01) ? ": this gradient does not lead an attacker where it should" : ""))
  }

  /// At the largest ε an attacker may paint any image. A single step of FGSM is not that attacker: the check only warns
  /// where no search like PGD was asked for, and fails where one was.
  private var largeEpsilon: AuditCheck {
    let name = "large-epsilon-reaches-chance"
    guard let best = curves.compactMap(\.diameter).map(accuracy).min() else { return notRun(name, "needs FGSM or PGD") }
    let chance = 1 / Double(evidence.dataClasses ?? evidence.classes),
      searches = curves.contains { $0.diameter != nil && $0.label.attack.searches }
    let isTooHigh = exceeds(best, chance + 0.02)
    return AuditCheck(
      name, isTooHigh ? (searches ? .fail : .warn) : .pass,
      "at ε = \(short(evidence.diameter)), where any image may be painted, the best attack leaves \(percent(best)) right; chance is \(percent(chance))"
        + (!isTooHigh
          ? ""
          : searches ? ": the attacks do not find what is there" : ": one step misses ways in; add stronger attacks")
    )
  }

  private var determinism: AuditCheck {
    AuditCheck(
      "deterministic-logits", evidence.isDeterministic ? .pass : .fail,
      evidence.isDeterministic
        ? "the same images give the same outputs, bit by bit, in \(AttackCampaign.repeats) passes"
        : "the same images give different outputs: randomness hides gradients, and no single answer can be repeated")
  }

  /// A defence that searches for its answer gives attacks no gradient of what it does. No file with such a step is read.
  private var noOptimisation: AuditCheck {
    AuditCheck(
      "no-optimisation-inside", .pass,
      "the model answers by a fixed sequence of layers: none of them searches, loops or follows a gradient")
  }

  func notRun(_ name: String, _ reason: String) -> AuditCheck { AuditCheck(name, .notRun, reason) }
}
