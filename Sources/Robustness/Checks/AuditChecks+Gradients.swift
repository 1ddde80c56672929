/// Checks on whether the gradients that attacks follow lead anywhere.
extension AuditChecks {
  var zeroGradients: AuditCheck {
    // Of the images that there is still something to break: DLR, for one, is constant where the label ranks third.
    let right = clean.count { $0 }
    let shares = curves.map { curve in
      let counts = curve.all.map { zip(clean, $0.zeroGradient).count { $0 && $1 } }
      return ("\(curve.label)", right == 0 ? 0 : Double(counts.max() ?? 0) / Double(right))
    }
    let worst = shares.max { $0.1 < $1.1 } ?? ("", 0)
    let verdict: AuditCheck.Verdict = exceeds(worst.1, 0.1) ? .fail : exceeds(worst.1, 0.01) ? .warn : .pass
    return AuditCheck(
      "zero-gradients", verdict,
      worst.1 == 0
        ? "every image that is right without attack has a gradient to follow"
        : "under \(worst.0), \(percent(worst.1)) of the images right without attack have a gradient of exactly zero; the margin was followed instead"
    )
  }

  /// The most that an attack through the own loss leaves over the same attack through cross-entropy.
  var ownLossGap: AuditCheck {
    let name = "own-loss-vs-cross-entropy"
    var worst: (gap: Double, epsilon: Double, attack: AttackName)?
    for own in curves where own.label.requested == .own {
      let attack = own.label.attack
      guard let cross = curves(of: attack).first(where: { $0.label.requested == .named(.crossEntropy) }) else {
        continue
      }
      for (own, cross) in zip(own.asked, cross.asked) {
        let gap = accuracy(own) - accuracy(cross)
        if gap > worst?.gap ?? -1 { worst = (gap, own.epsilon, attack) }
      }
    }
    guard let worst else { return notRun(name, "needs attacks through the own loss and through cross-entropy") }
    let verdict: AuditCheck.Verdict = exceeds(worst.gap, 0.15) ? .fail : exceeds(worst.gap, 0.05) ? .warn : .pass
    let attack = worst.attack.title
    let detail =
      worst.gap > 0
      ? "at ε \(short(worst.epsilon)), \(attack) through the own loss leaves \(points(worst.gap)) more right than through cross-entropy"
      : "attacks through the own loss are at least as strong as through cross-entropy"
    return AuditCheck(name, verdict, detail + (verdict == .pass ? "" : ": the own loss hides its gradient"))
  }

  /// Per loss: a search that starts from the same gradient must not end above its first step.
  var pgdNotWeaker: AuditCheck {
    notWeaker(
      "pgd-not-weaker-than-fgsm", weak: curves(of: .fgsm), strong: curves(of: .pgd),
      missing: "needs FGSM and PGD through the same loss")
  }

  var apgdNotWeaker: AuditCheck {
    notWeaker(
      "apgd-not-weaker-than-pgd", weak: curves(of: .pgd),
      strong: evidence.allCurves.filter { [.apgdCrossEntropy, .apgdDLR].contains($0.label.attack) },
      missing: "needs PGD and APGD through the same loss")
  }

  private func notWeaker(
    _ name: String, weak: [CurveOutcome], strong: [CurveOutcome], missing: String
  ) -> AuditCheck {
    var worst: (gap: Double, text: String)?
    for strong in strong {
      guard let weak = weak.first(where: { $0.label.loss == strong.label.loss }) else { continue }
      for (long, brief) in zip(strong.asked, weak.asked) {
        let gap = accuracy(long) - accuracy(brief)
        guard gap > worst?.gap ?? -1 else { continue }
        let text =
          "at ε \(short(long.epsilon)), \(strong.label) leaves \(points(gap)) more right than \(weak.label)"
        worst = (gap, text)
      }
    }
    guard let worst else { return notRun(name, missing) }
    guard worst.gap > 0 else {
      return AuditCheck(name, .pass, "the longer search breaks at least as many images everywhere")
    }
    let fails = exceeds(worst.gap, 0.01)
    return AuditCheck(
      name, fails ? .fail : .pass,
      worst.text + (fails ? ": the search is led astray, and its figures are too high" : ""))
  }

  var moreSteps: AuditCheck {
    let name = "more-steps-change-little"
    guard let found = evidence.moreSteps else { return notRun(name, "needs PGD or APGD") }
    let verdict: AuditCheck.Verdict = exceeds(found.drop, 0.03) ? .fail : exceeds(found.drop, 0.01) ? .warn : .pass
    return AuditCheck(
      name, verdict,
      "twice as many steps of \(found.label) break \(points(found.drop)) more"
        + (found.drop > 0 ? " (at ε \(short(found.epsilon)))" : "")
        + (verdict == .pass ? "" : ": the search had not ended, and its figures are too high"))
  }
}
