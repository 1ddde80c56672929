import Files
import Foundation
import LossEvolution
import LossLandscapes
import Losses
import Reports
import Robustness
import TestSupport
import Testing

@testable import Studies

@Suite("A whole study")
struct StudyRunnerTests {
  let study: TinyStudy

  init() throws { study = try TinyStudy.finished.get() }

  @Test("leaves a complete run folder")
  func complete() throws {
    let losses = ["cross-entropy", "evolved", "smooth"]
    let search =
      ["candidates.csv", "candidates.jsonl", "evolution.json", "state.json"]
      + ["final-01-seed-01", "final-02-seed-01", "g001-c01", "g001-c02", "g001-c03"].map { "candidates/\($0).json" }
    let charts = [
      "attraction", "evolution-evolved", "fgsm-cross-entropy", "fgsm-dlr", "fgsm-own", "loss-shapes", "per-class",
      "reliability", "slice-accuracy", "slice-loss", "slice-plane", "slice-surface", "smallest-epsilon", "training",
      "worst-case",
    ]
    let expected =
      ["audit.yaml", "report.html", "results.csv", "results.json", "run.json"]
      + ["calibration", "classes", "evolution", "slices", "training"].map { "tables/\($0).csv" }
      + search.map { "evolution/evolved/\($0)" }
      + losses.flatMap {
        [
          "attacks/\($0)/seed-1.json", "models/\($0)/seed-1.history.json", "models/\($0)/seed-1.safetensors.zst",
          "slices/\($0)-line.json", "slices/\($0)-plane.json",
        ]
      }
    let written = try Set(study.scratch.files(below: "first").keys), drawn = written.filter { $0.hasPrefix("charts/") }
    #expect(written.subtracting(drawn).sorted() == expected.sorted())
    #expect(drawn.isSuperset(of: charts.map { "charts/\($0).png" }))
  }

  @Test("writes the resolved audit, which reads back equal")
  func audit() throws {
    #expect(try AuditFile.read(study.scratch.path("first/audit.yaml")) == study.audit)
  }

  @Test("records every loss, model, attack and slice in results.json")
  func results() throws {
    let results = try StableJSON.decode(
      StudyResults.self, from: study.scratch.data("first/results.json"), path: "results.json")
    #expect(results.losses.map(\.name) == ["cross-entropy", "smooth", "evolved"])
    #expect(try results.losses[1].loss == Loss(parsing: "baikal", labelSmoothing: 0.1))
    #expect(results.losses[2].loss == results.losses[2].evolution?.best)
    for loss in results.losses {
      #expect(loss.models.map(\.seed) == [1] && loss.models[0].history.count == 1)
      #expect(loss.models[0].attack.total == 16 && loss.models[0].attack.settings.dataset == "mnist")
      #expect(loss.models[0].attack.worstCase.map(\.epsilon.value) == [0, 8.0 / 255, 0.2])
      #expect(loss.slice?.points.map(\.alpha) == [-1, 0, 1] && loss.plane?.points.count == 9)
    }
    // Where the data lay is no result.
    #expect(!results.audit.contains(study.scratch.path))
  }

  @Test("says in run.json what ran, where, on which data, and every start")
  func record() throws {
    let record = try StableJSON.decode(
      RunRecord.self, from: study.scratch.data("first/run.json"), path: "run.json")
    #expect(record.machine.version == Version.current && record.seeds == [1] && record.machine.threads == 1)
    #expect(record.dataDigest.count == 64 && record.machine.dataFolder == study.scratch.path("digits"))
    let stages = ["evolution", "training", "attacks", "slices", "report"]
    #expect(record.sessions.first?.stages.map(\.name) == stages && record.sessions.first?.finished != nil)
  }

  @Test("gives the same bytes on two threads; run again, it does nothing; cut short, it goes on to the same bytes")
  func repeatable() throws {
    let reference = try study.results("first")
    try study.run("second", threads: 2)
    #expect(try study.results("second") == reference)

    // As an interruption during training would leave it, with a half-done search and a stray temporary file.
    for path in [
      "results.json", "results.csv", "report.html", "charts", "slices", "attacks", "models/evolved",
      "models/smooth/seed-1.safetensors.zst", "evolution/evolved/evolution.json", "evolution/evolved/state.json",
      "evolution/evolved/candidates/g001-c02.json", "evolution/evolved/candidates/final-02-seed-01.json",
    ] { try FileManager.default.removeItem(atPath: study.scratch.path("second/\(path)")) }
    let kept = "second/models/cross-entropy/seed-1.safetensors.zst"
    let written = try modified(kept)
    try study.run("second", threads: 1)
    #expect(try study.results("second") == reference)
    #expect(try modified(kept) == written, "a finished model is not trained again")

    let attacks = try modified("second/attacks/smooth/seed-1.json")
    try study.run("second", threads: 2)
    #expect(try study.results("second") == reference)
    #expect(try modified("second/attacks/smooth/seed-1.json") == attacks, "a finished attack is not made again")
    let record = try StableJSON.decode(
      RunRecord.self, from: study.scratch.data("second/run.json"), path: "run.json")
    #expect(record.sessions.count == 3)
  }

  private func modified(_ path: String) throws -> Date? {
    try FileManager.default.attributesOfItem(atPath: study.scratch.path(path))[.modificationDate] as? Date
  }

  @Test("does not go on with other data")
  func otherData() throws {
    let other = try TinyStudy()
    try other.scratch.write(study.scratch.data("first/run.json"), to: "run/run.json")
    try other.scratch.write(study.audit.yaml(), to: "run/audit.yaml")
    try SyntheticDigits.write(to: "digits", in: other.scratch, training: 81)
    let error = #expect(throws: FileError.self) { try other.run("run", threads: 1) }
    #expect(error?.path == other.scratch.path("run/run.json") && error?.problem == "the run was made with other data")
    #expect(error?.found?.hasSuffix(" in \(other.scratch.path("digits"))") == true)
    #expect(error?.advice == "start over with --fresh")
  }

  @Test("with too few images is told before anything is trained")
  func tooFewImages() throws {
    var audit = study.audit
    audit.dataset.validation = 80
    let error = #expect(throws: FileError.self) { try StudyData(audit.dataset) }
    #expect(
      error?.description
        == "\(study.scratch.path("digits")): dataset.validation: too few images; expected fewer than 80, found 80")
  }
}
