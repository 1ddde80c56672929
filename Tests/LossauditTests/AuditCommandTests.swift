import Foundation
import TestSupport
import Testing

@Suite("lossaudit audit")
struct AuditCommandTests {
  let folder: ScratchFolder
  let lossaudit: Program

  init() throws {
    let workshop = try Workshop.shared.get()
    folder = try ScratchFolder()
    lossaudit = Program(folder: folder)
    try SyntheticDigits.write(to: "data/mnist", in: folder)
    try folder.write(workshop.folder.data("model.safetensors.zst"), to: "model.safetensors.zst")
  }

  /// Small enough for a test.
  private static let small = [
    "--epsilons", "8/255", "--limit", "8", "--survey-limit", "4", "--line-points", "3", "--plane-points", "2",
    "--damage",
    "contrast", "--iterations", "3",
  ]

  @Test("writes a run folder with the whole report, which lossaudit run goes on with")
  func whole() throws {
    let outcome = try lossaudit.run(["audit", "model.safetensors.zst", "--output", "out"] + Self.small)
    #expect(outcome.code == 0 && outcome.output == "out\n", "\(outcome.errors)")
    #expect(
      outcome.errors.hasPrefix("model: mnist from \(folder.path("data/mnist")), 24 test images; 1 model from a file\n"))
    let charts = try folder.files(below: "out/charts").keys.sorted()
    for chart in ["attacks-model", "damage-model", "loss-shapes", "slice-loss", "slice-plane", "worst-case"] {
      #expect(charts.contains("\(chart).png"), "\(charts)")
    }
    let before = try folder.files(below: "out").filter { $0.key != "run.json" }
    let plan = try lossaudit.run(["audit", "model.safetensors.zst", "--output", "out", "--dry-run"] + Self.small)
    #expect(plan.output.contains("out, on ") && plan.output.contains("; all is done there but the report"))
    #expect(try lossaudit("run", "out/audit.yaml", "--output", "out").code == 0)
    #expect(try folder.files(below: "out").filter { $0.key != "run.json" } == before)

    let other = try lossaudit.run(
      ["audit", "model.safetensors.zst", "--output", "out"] + Self.small + ["--limit", "9"])
    #expect(other.code == 1 && other.errors.contains("attack.limit: the folder holds the run of another audit"))
  }

  @Test("takes each flag of an attack into the audit, and --set over all")
  func flags() throws {
    let outcome = try lossaudit(
      "audit", "model.safetensors.zst", "--name", "mine", "--attacks", "pgd", "--norm", "l2", "--dry-run", "--damage",
      "none",
      "--line-points", "0", "--set", "slices.two_dimensional.points=3", "--threads", "2")
    #expect(
      outcome.output == """
        mine: in runs/mine, on 2 threads
        - attack 1 model: pgd through own, cross-entropy, dlr at L2 ε 0, 0.125, 0.25, 0.5, 1
        - slice 1 model: 0 points on a line, 9 on a plane
        - write charts, results.json, results.csv and report.html
        data and models were not read; the run does that first

        """)
    #expect(!FileManager.default.fileExists(atPath: folder.path("runs")))
  }

  @Test("refuses files that do not name one data set, and what is no flag's value")
  func refused() throws {
    let cases: [([String], Int32, String)] = [
      (["none.safetensors"], 1, "none.safetensors"),
      (["model.safetensors.zst", "--name", "a", "--name", "b"], 64, "--name: expected one for each of the 1 models"),
      (
        ["model.safetensors.zst", "other.zst", "--target", "least-likely"], 64,
        "--target: expected a class or random for two models, found least-likely, which differs between them"
      ),
      (["model.safetensors.zst", "--damage", "rust"], 64, "--damage: no such damage"),
      (["model.safetensors.zst", "--set", "seed=1"], 64, "--set seed=1: unknown key \"seed\""),
      (["model.safetensors.zst", "--data-dir", "nowhere"], 1, "nowhere"),
    ]
    for (arguments, code, words) in cases {
      let outcome = try lossaudit.run(["audit"] + arguments)
      #expect(outcome.code == code && outcome.errors.contains(words), "\(arguments): \(outcome.errors)")
    }
  }
}
