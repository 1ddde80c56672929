import Foundation
import TestSupport
import Testing

/// The two models of `fixtures/masked`: one whose loss hides its gradient, and one of cross-entropy.
@Suite("A model whose loss hides its gradient")
struct MaskedModelTests {
  private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("fixtures").path

  /// What FGSM through the own loss and PGD leave right of 60 images at ε 0.1, and the checks' verdicts.
  private func audit(_ name: String) throws -> (own: Double, pgd: Double, checks: [String: String], details: String) {
    let workshop = try Workshop.shared.get()
    let fixtures = Self.fixtures
    let outcome = try workshop.lossaudit(
      "attack", "\(fixtures)/masked/\(name).safetensors.zst", "--data-dir", "\(fixtures)/fashion-mnist", "--attacks",
      "fgsm,pgd", "--epsilons", "0.1", "--limit", "60", "--json", "-", "--quiet")
    let report = try outcome.object()
    let curves = try #require(report["curves"] as? [[String: Any]])
    func accuracies(_ attack: String, _ loss: String? = nil) -> [Double] {
      curves.filter { $0["attack"] as? String == attack && (loss == nil || $0["loss"] as? String == loss) }
        .compactMap { ($0["points"] as? [[String: Any]])?.first?["accuracy"] as? Double }
    }
    let checks = try #require(report["checks"] as? [[String: String]])
    return (
      try #require(accuracies("fgsm", "own").first), try #require(accuracies("pgd").min()),
      Dictionary(checks.map { ($0["name"]!, $0["verdict"]!) }, uniquingKeysWith: { first, _ in first }),
      checks.filter { $0["verdict"] == "fail" }.map { $0["detail"]! }.joined(separator: "\n")
    )
  }

  @Test("is found out: FGSM through its own loss stands 20 points above PGD, and the verdict says why")
  func masked() throws {
    let found = try audit("masked")
    #expect(found.own - found.pgd >= 0.2, "\(found)")
    #expect(found.checks["own-loss-vs-cross-entropy"] == "fail")
    #expect(found.details.contains("the own loss hides its gradient"))
  }

  @Test(
    "images made on the model of cross-entropy break it where PGD through its own loss does not",
    arguments: [false, true])
  func transfer(isMasked: Bool) throws {
    let workshop = try Workshop.shared.get()
    let models = ["masked", "plain"].map { "\(Self.fixtures)/masked/\($0).safetensors.zst" }
    let outcome = try workshop.lossaudit(
      "attack", models[isMasked ? 0 : 1], "--transfer-from", models[isMasked ? 1 : 0], "--data-dir",
      "\(Self.fixtures)/fashion-mnist", "--attacks", "pgd", "--attack-loss", "own", "--epsilons", "0.1", "--limit",
      "60",
      "--json", "-", "--quiet")
    let report = try outcome.object()
    let curves = try #require(report["curves"] as? [[String: Any]])
    #expect(curves.map { $0["attack"] as? String } == ["pgd", "transfer"])
    let checks = try #require(report["checks"] as? [[String: String]])
    let check = try #require(checks.first { $0["name"] == "transfer-not-stronger" })
    #expect(check["verdict"] == (isMasked ? "warn" : "pass"), "\(check)")
    #expect((report["settings"] as? [String: Any])?["transfer_from"] as? String == models[isMasked ? 1 : 0])
  }

  @Test("a model of cross-entropy fails no check")
  func plain() throws {
    let found = try audit("plain")
    #expect(found.details == "", "\(found)")
  }
}
