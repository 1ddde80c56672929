import Files
import Foundation
import LossLandscapes
import Reports
import TestSupport
import Testing

@testable import Studies

@Suite("A study that measures sharpness")
struct SharpStudyTests {
  static let audit = """
    name: sharp
    dataset: {name: mnist, folder: digits, validation: 16}
    architecture: preresnet-8
    training: {epochs: 1, batch_size: 16}
    seeds: [1, 2]
    losses: [cross-entropy]
    attack: {epsilons: [0], limit: 4}
    sharpness: {limit: 4, directions: 1, trace_probes: 2, lanczos_steps: 2, layer_steps: 0}
    slices: {one_dimensional: {points: 0}, two_dimensional: {points: 0}}
    """

  @Test(
    "has a row for each model in results, report and table; run again it does nothing, and goes on where it stopped")
  func rows() throws {
    let study = try TinyStudy(Self.audit)
    try study.run("run", threads: 1)
    let results = try StudyResults.read(study.scratch.path("run/results.json"))
    let reports = results.losses[0].models.compactMap(\.sharpness?.report)
    #expect(reports.count == 2 && reports.allSatisfy { $0.total == 4 && $0.settings.directions == 1 })
    #expect(reports[0].settings.checkpoint == "models/cross-entropy/seed-1.safetensors.zst")
    let table = try study.scratch.text("run/tables/sharpness.csv").split(separator: "\n")
    #expect(table.count == 3 && table[1].hasPrefix("cross-entropy,cross-entropy,1,models/cross-entropy/seed-1"))
    let page = try study.scratch.text("run/report.html")
    #expect(page.contains("<h2>Sharpness</h2>") && page.contains("Flatness alone is not robustness."))
    #expect(page.contains("sharpness-density.png"))
    #expect(try AuditFile.read(study.scratch.path("run/audit.yaml")).sharpness == study.audit.sharpness)

    let whole = try study.results("run"), file = "run/sharpness/cross-entropy/seed-2.json"
    #expect(whole["sharpness/cross-entropy/seed-1.json"] != nil)
    try FileManager.default.removeItem(atPath: study.scratch.path(file))
    try study.run("run", threads: 2)
    #expect(try study.results("run") == whole)

    // The figure of another model in this one's place.
    let other = try study.scratch.data("run/sharpness/cross-entropy/seed-1.json")
    try study.scratch.write(other, to: file)
    let error = #expect(throws: FileError.self) { try study.run("run", threads: 1) }
    #expect(error?.problem == "was made from something else")
  }

  @Test("a model that diverged has no sharpness and a word for it, and the study ends all the same")
  func diverged() throws {
    let study = try TinyStudy(
      Self.audit.replacing("seeds: [1, 2]", with: "seeds: [1]").replacing(
        "batch_size: 16", with: "batch_size: 16, learning_rate: 1e20"))
    try study.run("run", threads: 1)
    let results = try StudyResults.read(study.scratch.path("run/results.json"))
    #expect(results.losses[0].models[0].training?.hasPrefix("diverged") == true)
    #expect(results.losses[0].models[0].sharpness?.reason?.contains("not finite") == true)
    let page = try study.scratch.text("run/report.html")
    #expect(page.contains("cross-entropy, seed 1: not measured") && !page.contains("sharpness-density.png"))
  }

  @Test("how to measure without on how many images is an error: nothing would be measured")
  func unused() {
    let error = #expect(throws: FileError.self) {
      try AuditFile.parse("losses: [mse]\nsharpness: {directions: 3}", path: "audit.yaml")
    }
    #expect(error?.description.contains("expected a number from 1 beside the other keys of sharpness") == true)
  }
}
