/// Checks that hold the attacks against searches which need no gradient, and against images known to be breakable.
extension AuditChecks {
  var noiseIsWeaker: AuditCheck {
    let name = "random-noise-weaker"
    guard let found = evidence.noise else { return notRun(name, "needs an attack that searches, and an ε above 0") }
    let fails = found.brokenByNoise > found.brokenByAttacks
    return AuditCheck(
      name, fails ? .fail : .pass,
      "of \(found.images) images at ε \(short(found.epsilon)), 100 draws of noise break \(found.brokenByNoise) and the attacks \(found.brokenByAttacks)"
        + (fails ? ": the attacks are worse than chance" : ""))
  }

  /// Square on what the white-box attacks left: what it breaks, they have missed.
  var gradientFree: AuditCheck {
    let name = "gradient-free-not-stronger"
    let all = evidence.singleCurves
    guard let place = all.firstIndex(where: { $0.label.attack == .square }) else { return notRun(name, "needs Square") }
    // Attacks that went on with what Square had left know what it broke.
    let square = all[place], later = all[place...].filter(\.label.attack.followsAnyLoss)
    let whiteBox = (all[..<place] + later).filter { !$0.label.attack.isReplay }
    guard !whiteBox.isEmpty else { return notRun(name, "needs an attack that follows gradients beside Square") }
    let worst = most(brokenBy: square, of: whiteBox)
    let fails = exceeds(worst.gap, 0.002)
    return AuditCheck(
      name, fails ? .fail : .pass,
      worst.gap <= 0
        ? "Square, which sees no gradient, breaks nothing that the gradient attacks left"
        : "at ε \(short(worst.epsilon)), Square, which sees no gradient, breaks \(points(worst.gap)) more than the gradient attacks"
          + (fails ? ": the gradients hide ways in" : ""))
  }

  /// The largest share of the images that a curve breaks of those that `others` left right, and the strength at which it
  /// does.
  private func most(brokenBy curve: CurveOutcome, of others: [CurveOutcome]) -> (gap: Double, epsilon: Double) {
    var worst = (gap: -1.0, epsilon: 0.0)
    for (e, outcome) in curve.asked.enumerated() where !clean.isEmpty {
      let left = others.reduce(clean) { left, other in zip(left, other.asked[e].correct).map { $0 && $1 } }
      let broken = Double(zip(left, outcome.correct).count { $0 && !$1 }) / Double(clean.count)
      if broken > worst.gap { worst = (broken, outcome.epsilon) }
    }
    return worst
  }

  /// What breaks the model and was found through another one, its own gradients have not shown.
  var transferNotStronger: AuditCheck {
    let name = "transfer-not-stronger"
    guard let replay = curves.first(where: { $0.label.attack.isReplay }) else { return notRun(name, "needs transfer") }
    let others = curves.filter { !$0.label.attack.isReplay }
    guard others.contains(where: { $0.label.attack.searches }) else {
      return notRun(name, "needs an attack beside transfer that searches")
    }
    let worst = most(brokenBy: replay, of: others)
    let warns = exceeds(worst.gap, 0.002)
    return AuditCheck(
      name, warns ? .warn : .pass,
      worst.gap <= 0
        ? "images that were made on another model break nothing that attacks on this one left"
        : "at ε \(short(worst.epsilon)), images that were made on another model break \(points(worst.gap)) more than attacks on this one"
          + (warns ? ": its own gradients hide ways in" : ""))
  }

  var selfTest: AuditCheck {
    let name = "attack-self-test"
    guard let worst = evidence.selfTests.max(by: { $0.survivors < $1.survivors }) else {
      return notRun(name, "needs an attack that searches, and an ε above 0")
    }
    guard worst.images > 0 else { return notRun(name, "no image could be given an adversarial neighbour") }
    return AuditCheck(
      name, worst.survivors > 0 ? .fail : .pass,
      worst.survivors == 0
        ? "on \(worst.images) images altered to have an adversarial neighbour, every attack finds one"
        : "\(worst.attack.rawValue) misses the adversarial neighbour that \(worst.survivors) of \(worst.images) altered images have: it finds too little, and its figures are too high"
    )
  }
}
