import Files
import Foundation
import Robustness
import TestSupport
import Testing

@testable import Studies

@Suite("A study that tries one model's adversarial images on the others")
struct TransferStudyTests {
  private static func study(from name: String) throws -> TinyStudy {
    try TinyStudy(
      """
      name: transfer
      dataset: {name: mnist, folder: digits, validation: 16}
      architecture: preresnet-8
      training: {epochs: 1, batch_size: 16}
      seeds: [1, 2]
      losses: [cross-entropy, mse]
      attack:
        attacks: [pgd]
        losses: [own]
        epsilons: [0, 0.2]
        budget: {pgd_steps: 2}
        transfer_from: \(name)
        limit: 16
      slices: {one_dimensional: {points: 0}, two_dimensional: {points: 0}}
      """)
  }

  @Test(
    "each model but that one has the curve; run again, nothing is done; another sibling's weights are another audit")
  func curves() throws {
    let study = try Self.study(from: "cross-entropy")
    try study.run("run", threads: 1)
    for (loss, attacks) in [("mse", [AttackName.pgd, .transfer]), ("cross-entropy", [.pgd])] {
      for seed in 1...2 {
        let report = try StableJSON.decode(
          AuditReport.self, from: study.scratch.data("run/attacks/\(loss)/seed-\(seed).json"), path: loss)
        #expect(report.curves.map(\.label.attack) == attacks)
        #expect(report.settings.transferFrom == (loss == "mse" ? "cross-entropy" : nil))
        let check = try #require(report.checks.first { $0.name == "transfer-not-stronger" })
        #expect((check.verdict == .notRun) == (loss != "mse"))
      }
    }
    let before = try study.scratch.files(below: "run/attacks")
    try study.run("run", threads: 2)
    #expect(try study.scratch.files(below: "run/attacks") == before)
  }

  @Test("a name that no model has is told by line, and the nearest one that there is")
  func unknown() throws {
    let error = #expect(throws: FileError.self) { try Self.study(from: "cross-entropi") }
    let text = "\(try #require(error))"
    #expect(
      text.contains("line 12: attack.transfer_from: expected one of the audit's models: cross-entropy, mse"), "\(text)")
    #expect(text.contains("did you mean cross-entropy?"))
  }
}
