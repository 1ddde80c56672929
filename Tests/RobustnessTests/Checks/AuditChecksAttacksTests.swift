import Testing

@testable import Robustness

@Suite("Audit checks of attacks that search")
struct AuditChecksAttacksTests {
  private typealias Base = AuditChecksTests

  @Test(
    "pgd-not-weaker-than-fgsm fails above one point, loss by loss",
    arguments: [
      (300, AuditCheck.Verdict.pass), (310, .pass), (311, .fail),
    ])
  func pgd(right: Int, verdict: AuditCheck.Verdict) {
    let fgsm = Base.outcome([300, 600, 900, 50])
    let check = Base.check(
      "pgd-not-weaker-than-fgsm",
      [
        ("cross-entropy", fgsm), ("own", Base.outcome([100, 100, 900, 50])),
        ("cross-entropy", Base.outcome([right, 600, 900, 50], attack: .pgd)),
      ])
    #expect(check.verdict == verdict)
  }

  @Test("apgd-not-weaker-than-pgd sees APGD inside AutoAttack too")
  func apgd() {
    var evidence = Base.evidence([("dlr", Base.outcome([300, 600, 900, 50], attack: .pgd))])
    evidence.parts[.autoAttack] = [Base.outcome([311, 600, 900], attack: .apgdDLR)]
    #expect(Base.check("apgd-not-weaker-than-pgd", evidence).verdict == .fail)
    evidence.parts = [:]
    #expect(Base.check("apgd-not-weaker-than-pgd", evidence).verdict == .notRun)
  }

  @Test(
    "more-steps-change-little warns above one point and fails above three",
    arguments: [(0.01, AuditCheck.Verdict.pass), (0.011, .warn), (0.03, .warn), (0.031, .fail)])
  func moreSteps(drop: Double, verdict: AuditCheck.Verdict) {
    var evidence = Base.evidence([])
    evidence.moreSteps = .init(label: AttackLabel(.pgd, through: .own), drop: drop, epsilon: 0.1)
    #expect(Base.check("more-steps-change-little", evidence).verdict == verdict)
  }

  @Test(
    "random-noise-weaker fails where noise breaks more images", arguments: [(7, AuditCheck.Verdict.pass), (8, .fail)])
  func noise(broken: Int, verdict: AuditCheck.Verdict) {
    var evidence = Base.evidence([])
    evidence.noise = .init(epsilon: 0.1, images: 200, brokenByNoise: broken, brokenByAttacks: 7)
    #expect(Base.check("random-noise-weaker", evidence).verdict == verdict)
  }

  @Test(
    "gradient-free-not-stronger fails where Square breaks more than 0.2 points of what the others left",
    arguments: [(298, AuditCheck.Verdict.pass), (297, .fail)])
  func square(right: Int, verdict: AuditCheck.Verdict) {
    let check = Base.check(
      "gradient-free-not-stronger",
      [
        ("cross-entropy", Base.outcome([300, 600, 900], attack: .apgdCrossEntropy)),
        ("margin", Base.outcome([right, 600, 900], attack: .square)),
      ])
    #expect(check.verdict == verdict)
    #expect(
      Base.check("gradient-free-not-stronger", [("margin", Base.outcome([1, 1, 900], attack: .square))]).verdict
        == .notRun)
  }

  /// What goes on with the images that Square left knows what Square broke.
  @Test("gradient-free-not-stronger counts no attack that came after Square")
  func afterSquare() {
    let square = ("margin", Base.outcome([290, 600, 900], attack: .square))
    let later = ("cross-entropy", Base.outcome([290, 600, 900], attack: .apgdCrossEntropy))
    #expect(Base.check("gradient-free-not-stronger", [square, later]).verdict == .notRun)
    let pgd = ("cross-entropy", Base.outcome([300, 600, 900, 50], attack: .pgd))
    #expect(Base.check("gradient-free-not-stronger", [square, later, pgd]).verdict == .fail)
  }

  @Test(
    "transfer-not-stronger warns where another model's images break more than 0.2 points of what the others left",
    arguments: [(298, AuditCheck.Verdict.pass), (297, .warn)])
  func transfer(right: Int, verdict: AuditCheck.Verdict) {
    let transfer = ("cross-entropy of another model", Base.outcome([right, 600, 900], attack: .transfer))
    let fgsm = ("cross-entropy", Base.outcome([300, 600, 900, 50]))
    let pgd = ("cross-entropy", Base.outcome([300, 600, 900, 50], attack: .pgd))
    #expect(Base.check("transfer-not-stronger", [fgsm, pgd, transfer]).verdict == verdict)
    // One step leaves much to any search.
    #expect(Base.check("transfer-not-stronger", [fgsm, transfer]).verdict == .notRun)
    #expect(Base.check("transfer-not-stronger", [fgsm, pgd]).verdict == .notRun)
  }

  @Test(
    "attack-self-test fails where one altered image survives", arguments: [(0, AuditCheck.Verdict.pass), (1, .fail)])
  func selfTest(survivors: Int, verdict: AuditCheck.Verdict) {
    var evidence = Base.evidence([])
    evidence.selfTests = [
      .init(attack: .pgd, images: 50, survivors: 0), .init(attack: .square, images: 50, survivors: survivors),
    ]
    #expect(Base.check("attack-self-test", evidence).verdict == verdict)
  }

  @Test("at ε = 1 what PGD leaves above chance is a failure, not a warning")
  func largeEpsilon() {
    let check = Base.check(
      "large-epsilon-reaches-chance",
      [("dlr", Base.outcome([300, 600, 900, 200])), ("dlr", Base.outcome([300, 600, 900, 121], attack: .pgd))])
    #expect(check.verdict == .fail)
  }

  @Test("a claim that does not hold, and logits that change, are failures")
  func claims() {
    var outcome = Base.outcome([300, 600, 900], attack: .square)
    outcome.misclaims = 1
    #expect(Base.check("perturbation-within-epsilon", [("margin", outcome)]).verdict == .fail)
    var evidence = Base.evidence([])
    evidence.isDeterministic = false
    #expect(Base.check("deterministic-logits", evidence).verdict == .fail)
  }
}
