import Testing

@testable import Robustness

@Suite("Audit checks")
struct AuditChecksTests {
  /// Of 1,000 images the first `right[e]` stay right at strength e, and the first `zeros` have no gradient. The strengths are
  /// 0.1 and 0.05, 0 and, where there is a fourth count, 1.
  static func outcome(
    _ right: [Int], moved: [Double]? = nil, zeros: Int = 0, attack: AttackName = .fgsm
  ) -> CurveOutcome {
    let outcomes = right.indices.map { e in
      StrengthOutcome(
        epsilon: [0.1, 0.05, 0, 1][e], correct: (0..<1000).map { $0 < right[e] }, confidence: [],
        maximumPerturbation: moved?[e] ?? 0, zeroGradient: (0..<1000).map { $0 < zeros })
    }
    return CurveOutcome(
      label: label(attack, "cross-entropy"), asked: Array(outcomes.prefix(2)), zero: outcomes[2],
      diameter: outcomes.count > 3 ? outcomes[3] : nil)
  }

  static func label(_ attack: AttackName, _ loss: String) -> AttackLabel {
    AttackLabel(attack, through: attack.followsAnyLoss ? RequestedLoss(stringLiteral: loss) : nil)
  }

  static func evidence(_ outcomes: [(String, CurveOutcome)], classes: Int = 10) -> AuditEvidence {
    var evidence = AuditEvidence(
      clean: (0..<1000).map { $0 < 900 }, cleanConfidence: [], norm: .linf, asked: [Epsilon(0.1), Epsilon(0.05)],
      diameter: 1, classes: classes)
    evidence.curves = outcomes.map { $1.labelled(label($1.label.attack, $0)) }
    return evidence
  }

  static func check(_ name: String, _ evidence: AuditEvidence) -> AuditCheck {
    AuditChecks(evidence).results.first { $0.name == name }!
  }

  static func check(_ name: String, _ outcomes: [(String, CurveOutcome)], classes: Int = 10) -> AuditCheck {
    check(name, evidence(outcomes, classes: classes))
  }

  @Test(
    "monotone-in-epsilon warns above a rise of one point, in the order of ε and not of asking",
    arguments: [
      ([300, 600, 900, 50], AuditCheck.Verdict.pass), ([610, 600, 900, 50], .pass), ([611, 600, 900, 50], .warn),
      ([300, 911, 900, 50], .warn), ([300, 910, 900, 50], .pass),
      // ε = 1 is attacked for another check and is not on the curve.
      ([300, 600, 900, 999], .pass),
    ])
  func monotone(right: [Int], verdict: AuditCheck.Verdict) {
    #expect(Self.check("monotone-in-epsilon", [("cross-entropy", Self.outcome(right))]).verdict == verdict)
  }

  @Test("a rise is named with its loss and its strengths")
  func monotoneDetail() {
    let check = Self.check(
      "monotone-in-epsilon",
      [("cross-entropy", Self.outcome([300, 600, 900, 50])), ("own", Self.outcome([950, 905, 900, 50]))])
    #expect(
      check.detail
        == "under fgsm through own, accuracy rises by 4.5 points from ε 0.05 to 0.1: this gradient does not lead an "
        + "attacker where it should")
  }

  @Test(
    "perturbation-within-epsilon fails beyond rounding, and on NaN",
    arguments: [
      ([0.1, 0.05, 0, 1], AuditCheck.Verdict.pass), ([0.1000009, 0.05, 0, 1], .pass), ([0.100002, 0.05, 0, 1], .fail),
      ([0.1, 0.05, 0.00001, 1], .fail), ([0.1, .nan, 0, 1], .fail),
    ])
  func perturbation(moved: [Double], verdict: AuditCheck.Verdict) {
    let outcome = Self.outcome([300, 600, 900, 50], moved: moved)
    #expect(Self.check("perturbation-within-epsilon", [("dlr", outcome)]).verdict == verdict)
  }

  @Test(
    "large-epsilon-reaches-chance looks at the strongest loss",
    arguments: [
      (120, 999, 10, AuditCheck.Verdict.pass), (121, 999, 10, .warn), (999, 510, 2, .pass), (999, 530, 2, .warn),
    ])
  func largeEpsilon(first: Int, second: Int, classes: Int, verdict: AuditCheck.Verdict) {
    let check = Self.check(
      "large-epsilon-reaches-chance",
      [("own", Self.outcome([300, 600, 900, first])), ("dlr", Self.outcome([300, 600, 900, second]))], classes: classes)
    #expect(check.verdict == verdict)
  }

  @Test(
    "zero-gradients warns above 1 % and fails above 10 %, of the worst loss",
    // Of the 900 images that are right without attack.
    arguments: [(0, AuditCheck.Verdict.pass), (9, .pass), (10, .warn), (90, .warn), (91, .fail)])
  func zeroGradients(zeros: Int, verdict: AuditCheck.Verdict) {
    let check = Self.check(
      "zero-gradients",
      [
        ("own", Self.outcome([300, 600, 900, 50], zeros: zeros)), ("dlr", Self.outcome([300, 600, 900, 50])),
      ])
    #expect(check.verdict == verdict)
    if zeros == 91 {
      #expect(
        check.detail
          == "under fgsm through own, 10.1 % of the images right without attack have a gradient of exactly zero; the margin was "
          + "followed instead")
    }
  }

  @Test("images that are wrong anyway need no gradient")
  func zeroGradientsOfWrongImages() {
    var outcome = Self.outcome([300, 600, 900, 50])
    for e in outcome.asked.indices { outcome.asked[e].zeroGradient = (0..<1000).map { $0 >= 900 } }
    #expect(Self.check("zero-gradients", [("dlr", outcome)]).verdict == .pass)
  }

  @Test(
    "own-loss-vs-cross-entropy warns above 5 points and fails above 15, at the worst ε asked for",
    arguments: [
      ([300, 600, 900, 50], AuditCheck.Verdict.pass), ([100, 200, 900, 50], .pass), ([349, 600, 900, 50], .pass),
      ([351, 600, 900, 50], .warn), ([300, 651, 900, 50], .warn), ([449, 600, 900, 50], .warn),
      ([451, 600, 900, 50], .fail), ([300, 600, 900, 999], .pass),
    ])
  func ownLossGap(own: [Int], verdict: AuditCheck.Verdict) {
    let check = Self.check(
      "own-loss-vs-cross-entropy", [("own", Self.outcome(own)), ("cross-entropy", Self.outcome([300, 600, 900, 50]))])
    #expect(check.verdict == verdict)
  }

  @Test("without both attacks the gap is not run")
  func gapNotRun() {
    let check = Self.check("own-loss-vs-cross-entropy", [("own", Self.outcome([300, 600, 900, 50]))])
    #expect(check.verdict == .notRun)
  }

  @Test("every check is named, whether it could run or not")
  func names() {
    let checks = AuditChecks(Self.evidence([])).results
    #expect(
      checks.map(\.name) == [
        "zero-epsilon-identity", "perturbation-within-epsilon", "monotone-in-epsilon", "pgd-not-weaker-than-fgsm",
        "apgd-not-weaker-than-pgd", "more-steps-change-little", "random-noise-weaker", "gradient-free-not-stronger",
        "transfer-not-stronger", "large-epsilon-reaches-chance", "zero-gradients", "own-loss-vs-cross-entropy",
        "deterministic-logits", "no-optimisation-inside",
        "attack-self-test", "outputs-finite", "clean-above-chance",
      ])
    #expect(checks.count { $0.verdict == .notRun } == 9)
  }
}
