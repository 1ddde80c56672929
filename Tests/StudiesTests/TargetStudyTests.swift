import Files
import Foundation
import Robustness
import Statistics
import TestSupport
import Testing

@testable import Studies

@Suite("A study whose attacks have a target")
struct TargetStudyTests {
  private static func study(_ target: String) throws -> (ScratchFolder, AuditFile) {
    let scratch = try ScratchFolder()
    try SyntheticDigits.write(to: "digits", in: scratch)
    let path = try scratch.write(
      """
      name: target
      dataset: {name: mnist, folder: digits, validation: 16}
      architecture: preresnet-8
      training: {epochs: 1, batch_size: 16}
      losses: [mse]
      attack:
        attacks: [pgd, apgd-ce]
        losses: [cross-entropy]
        epsilons: [0, 0.2]
        budget: {pgd_steps: 2, iterations: 3}
        target: \(target)
        quantise: true
        save_png: 2
        limit: 16
      slices: {one_dimensional: {points: 0}}
      """, to: "audit.yaml")
    return (scratch, try AuditFile.read(path))
  }

  private static func run(_ scratch: ScratchFolder, _ audit: AuditFile) throws {
    let folder = try RunFolder(scratch.path("run"), audit: audit)
    try withExtendedLifetime(folder) {
      try StudyRunner(audit: audit, folder: folder, threads: 1, console: Console(quiet: true)).run()
    }
  }

  @Test("records its figures and keeps its pictures; run again, it does nothing")
  func figures() throws {
    let (scratch, audit) = try Self.study("'3'")
    try Self.run(scratch, audit)
    let report = try StableJSON.decode(
      AuditReport.self, from: scratch.data("run/attacks/mse/seed-1.json"), path: "seed-1.json")
    let leftOut = try #require(report.settings.leftOut)
    #expect(report.total + leftOut == 16 && leftOut > 0 && report.settings.limit == 16)
    #expect(report.worstCase.allSatisfy { $0.reached != nil && $0.quantised != nil && $0.reachedQuantised != nil })
    let right = min(report.clean.correct, 2)
    let names = Set(try scratch.files(below: "run/attacks/mse/seed-1-png").keys)
    #expect(names.count == 2 * right * 3 + 1 && names.contains("pictures.csv"))
    let before = try scratch.files(below: "run/attacks")
    try Self.run(scratch, audit)
    #expect(try scratch.files(below: "run/attacks") == before)
    #expect(try AuditFile.read(scratch.path("run/audit.yaml")) == audit)
  }

  @Test("is refused before anything is trained where the data have no such class")
  func noSuchClass() throws {
    let (scratch, audit) = try Self.study("cat")
    let error = #expect(throws: FileError.self) { try Self.run(scratch, audit) }
    #expect(error?.place == "attack.target" && error?.problem == "no such class" && error?.found == "cat")
    #expect(!FileManager.default.fileExists(atPath: scratch.path("run/models")))
  }
}
