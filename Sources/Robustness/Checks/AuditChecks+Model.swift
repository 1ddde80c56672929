import Statistics

/// Checks on the model itself, before anybody attacks it.
extension AuditChecks {
  var outputsFinite: AuditCheck {
    let broken = evidence.notFinite
    return AuditCheck(
      "outputs-finite", broken == 0 ? .pass : .fail,
      broken == 0
        ? "every output for all \(clean.count) images is a finite number"
        : "\(broken) of \(clean.count) images have outputs that are infinite or not numbers: the model is broken there")
  }

  var cleanAboveChance: AuditCheck {
    let name = "clean-above-chance", chance = evidence.chance
    let accuracy = Accuracy(correct: clean.count { $0 }, total: clean.count)
    guard chance.canBeExceeded(on: clean.count) else {
      return notRun(
        name,
        "\(clean.count) images, of which \(percent(chance.share)) are of one class, are too few to tell any model from chance"
      )
    }
    let fails = chance.isReached(by: accuracy)
    return AuditCheck(
      name, fails ? .fail : .pass,
      "without attack \(percent(accuracy.accuracy)) are right (95 %: \(percent(accuracy.interval.lower)) to \(percent(accuracy.interval.upper))); chance is \(percent(chance.share))"
        + (fails ? ": do labels, classes and normalisation belong to this model?" : ""))
  }

  /// A check that passed because nothing could fail says nothing.
  ///
  /// No attack breaks an image that is wrong already, and outputs that are not numbers can be compared with nothing.
  func withheld(_ check: AuditCheck) -> AuditCheck {
    guard check.verdict == .pass, !clean.isEmpty else { return check }
    if evidence.notFinite == clean.count { return notRun(check.name, "the model has no output that is a number") }
    let needsNoneRight = ["perturbation-within-epsilon", "deterministic-logits", "no-optimisation-inside"].contains(
      check.name)
    guard !clean.contains(true), !needsNoneRight else { return check }
    return notRun(check.name, "no image is right without attack, so nothing can be broken")
  }
}
