import Files
import Foundation
import Models
import Statistics
import Testing

@testable import Robustness

@Suite("Model info")
struct ModelInfoTests {
  /// Of 1,000 images `clean` are right without attack, `autoAttack` after it and `worst` after all attacks.
  private static func report(
    clean: Int = 900, autoAttack: Int? = 500, worst: Int = 500, checks: [AuditCheck] = [],
    budget: AttackBudget = .usual,
    before: [AttackName] = [], epsilons: [String] = ["0", "8/255"]
  ) throws -> AuditReport {
    let strengths = try epsilons.map { try Epsilon(parsing: $0) }
    func points(_ right: Int) -> [AttackPoint] {
      strengths.map {
        let correct = (0..<1000).map { $0 < right }
        return AttackPoint(epsilon: $0, correct: correct, cumulative: correct, maxPerturbation: 0, zeroGradient: 0)
      }
    }
    let curves =
      before.map { AttackCurve(AttackLabel($0), points: points(600)) }
      + (autoAttack.map { [AttackCurve(AttackLabel(.autoAttack), points: points($0))] } ?? [])
    return AuditReport(
      total: 1000, clean: .init(correct: clean, total: 1000), curves: curves, worstCase: points(worst), checks: checks,
      settings: .init(attacks: curves.map(\.label.attack), epsilons: strengths, losses: [:], budget: budget))
  }

  private static func info(_ report: AuditReport) throws -> ModelInfo {
    try ModelInfo(report, name: "m", dataset: "cifar-10", architecture: "resnet")
  }

  @Test("it has the keys of RobustBench, with null for what an audit cannot know")
  func json() throws {
    let data = try StableJSON.encode(Self.info(Self.report()))
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    for key in ["link", "authors", "venue", "additional_data", "reported"] { #expect(object[key] is NSNull) }
    #expect(object["dataset"] as? String == "cifar10" && object["eps"] as? String == "8/255")
    #expect(object["architecture"] as? String == "resnet" && object["threat_model"] as? String == "Linf")
    #expect(object["clean_acc"] as? String == "90.00" && object["autoattack_acc"] as? String == "50.00")
    #expect(object["best_known"] as? String == "50.00" && object["external"] == nil)
    #expect(object["unreliable"] as? Bool == false && object["number_forward_passes"] as? Int == 1)
    #expect((object["unreliable_reasons"] as? [String])?.isEmpty == true)
  }

  @Test("what breaks more than AutoAttack is the best known figure; by more than a point, AutoAttack is no measure")
  func external() throws {
    let near = try Self.info(Self.report(worst: 490)), far = try Self.info(Self.report(worst: 489))
    #expect(near.bestKnown == 0.49 && near.isUnreliable == false)
    #expect(far.isUnreliable == true)
    #expect(far.reasons == ["other attacks break 1.10 points more of the images than AutoAttack"])
    let object = try JSONSerialization.jsonObject(with: StableJSON.encode(far)) as? [String: Any]
    #expect(object?["external"] as? String == "48.90")
  }

  @Test(
    "a failed check makes the figures unreliable, and so does a warning of RobustBench's rules",
    arguments: [
      ("deterministic-logits", AuditCheck.Verdict.fail, true), ("zero-gradients", .warn, true),
      ("transfer-not-stronger", .warn, true), ("monotone-in-epsilon", .warn, false), ("zero-gradients", .pass, false),
      ("apgd-not-weaker-than-pgd", .notRun, false),
    ])
  func checks(name: String, verdict: AuditCheck.Verdict, isUnreliable: Bool) throws {
    let info = try Self.info(Self.report(checks: [AuditCheck(name, verdict, "so")]))
    #expect(info.isUnreliable == isUnreliable)
    #expect(info.reasons == (isUnreliable ? ["\(name): so"] : []))
  }

  @Test("AutoAttack counts where it ran as published on all images, and nobody calls a model reliable without it")
  func autoAttack() throws {
    let none = try Self.info(Self.report(autoAttack: nil))
    #expect(none.autoAttackAccuracy == nil && none.isUnreliable == nil)
    #expect(none.footnote == "Of the first 1000 test images. AutoAttack was not run.")
    let short = try Self.info(Self.report(budget: AttackBudget(iterations: 99)))
    #expect(short.autoAttackAccuracy == nil && short.footnote.hasSuffix("with less than its standard budget."))
    let later = try Self.info(Self.report(before: [.pma]))
    #expect(later.autoAttackAccuracy == nil && later.footnote.hasSuffix("only what other attacks had left."))
    #expect(try Self.info(Self.report(autoAttack: nil, checks: [AuditCheck("a", .fail, "b")])).isUnreliable == true)
  }

  @Test("it needs one strength above 0", arguments: [["0"], ["1/255", "2/255"]])
  func strengths(epsilons: [String]) throws {
    let report = try Self.report(epsilons: epsilons)
    #expect(throws: FileError.self) { try Self.info(report) }
  }
}
