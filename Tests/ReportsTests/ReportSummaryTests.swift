import Statistics
import Testing

@testable import Reports
@testable import Robustness

@Suite("The summary of a report")
struct ReportSummaryTests {
  @Test("is four to eight sentences of the results")
  func sentences() throws {
    let sentences = try ReportSummary(SampleResults.study()).sentences
    #expect(
      sentences == [
        "Audited: preresnet-8 on mnist, 2 losses, 2 seeds, attacked by FGSM on 3 test images in L∞.",
        // Of three images 3 and 2 are right by cross-entropy, 3 and 3 by the other.
        "Without attack 83.3 % (cross-entropy) to 100.0 % (a\"b,c) of the test images are right.",
        "All attacks together leave 16.7 % (cross-entropy) to 83.3 % (a\"b,c) right at ε = 0.5.",
        "Over all ε the strongest single attack is FGSM through the own loss: it leaves the fewest right of 4 of 4 models.",
        "FGSM is a single step and the only attack here: the figures bound robust accuracy from above and are not robust accuracy.",
        "The check zero-gradients failed for a\"b,c, seed 1: many images give the attacker no gradient, and figures of "
          + "attacks by gradient are too high.",
        "Searches found a\"b,c.",
      ], "\(sentences)")
  }

  @Test("counts the models of a check that many fail, and says what was proved of all in one sentence")
  func many() throws {
    var results = try SampleResults.study()
    let failing = results.losses[1].models.first { $0.attack.checks.contains { $0.verdict == .fail } }!
    for loss in results.losses.indices {
      for model in results.losses[loss].models.indices { results.losses[loss].models[model].attack = failing.attack }
    }
    for (loss, proved) in [(0, 20), (1, 27)] {
      results.losses[loss].certification = SampleResults.certification(proved: proved)
    }
    let sentences = ReportSummary(results).sentences
    #expect(
      sentences.contains(
        "Of the first 30 test images 66.7 % (cross-entropy) to 90.0 % (a\"b,c) are proved to be right whatever is changed "
          + "up to ε = 0.002 in L∞; attacks leave 93.3 % (every one)."), "\(sentences)")
    #expect(
      sentences.contains { $0.hasPrefix("The check zero-gradients failed for 4 of 4 models: ") }, "\(sentences)")
  }

  @Test("says that checks passed only where they were run")
  func checks() throws {
    var results = try SampleResults.study(slices: false, evolved: false)
    results.losses.removeLast()
    #expect(ReportSummary(results).sentences.contains("Every check that was run passed."))
    for model in results.losses[0].models.indices {
      let audit = results.losses[0].models[model].attack
      results.losses[0].models[model].attack = AuditReport(
        total: audit.total, clean: audit.clean, curves: audit.curves, worstCase: audit.worstCase, checks: [],
        settings: audit.settings)
    }
    let sentences = ReportSummary(results).sentences
    #expect(sentences.last!.hasPrefix("No check was run") && !sentences.contains { $0.contains("passed") })
  }

  @Test("of no model claims nothing")
  func none() throws {
    var results = try SampleResults.study(slices: false, evolved: false)
    results.losses = []
    #expect(ReportSummary(results).sentences == ["No model was audited."])
  }

  @Test(
    "knows what each check that fails means for the figures",
    arguments: [
      "outputs-finite", "clean-above-chance", "zero-epsilon-identity", "perturbation-within-epsilon",
      "monotone-in-epsilon", "pgd-not-weaker-than-fgsm", "apgd-not-weaker-than-pgd", "more-steps-change-little",
      "random-noise-weaker", "gradient-free-not-stronger", "transfer-not-stronger", "large-epsilon-reaches-chance",
      "attack-self-test", "bracket-consistent", "zero-gradients", "own-loss-vs-cross-entropy", "deterministic-logits",
    ])
  func meanings(check: String) {
    #expect(CheckMeaning.words(check) != CheckMeaning.words("a check that nobody knows"))
  }
}
