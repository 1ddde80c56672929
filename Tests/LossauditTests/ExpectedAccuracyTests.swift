import Foundation
import TestSupport
import Testing

@Suite("A clean accuracy that the user states")
struct ExpectedAccuracyTests {
  let folder: ScratchFolder
  let lossaudit: Program
  /// Within the Wilson interval of the model on eight images, and beyond it.
  let within: Double
  let beyond: Double

  init() throws {
    let workshop = try Workshop.shared.get()
    folder = try ScratchFolder()
    lossaudit = Program(folder: folder)
    try SyntheticDigits.write(to: "data/mnist", in: folder)
    try folder.write(workshop.folder.data("model.safetensors.zst"), to: "model.safetensors.zst")
    let plain = try lossaudit.run(["attack", "model.safetensors.zst", "--json", "-"] + Self.few).object()
    let interval = try #require((plain["clean"] as? [String: Any])?["interval"] as? [Double])
    // In whole hundredths, next to the bound that leaves room.
    let (bound, out) = interval[1] < 0.98 ? (interval[1], FloatingPointRoundingRule.up) : (interval[0], .down)
    beyond = (100 * bound).rounded(out) / 100
    within = (100 * bound).rounded(out == .up ? .down : .up) / 100
  }

  private static let few = ["--epsilons", "0", "--attack-loss", "cross-entropy", "--limit", "8"]

  private func refusal(_ outcome: Program.Outcome) -> Bool {
    outcome.code == 1
      && outcome.errors.contains(
        "model.safetensors.zst: its clean accuracy is not the one that was stated; expected \(beyond), found ")
      && outcome.errors.contains(" of 8 images, with chance ")
  }

  @Test("within the interval changes nothing for attack, and beyond it ends the command")
  func attack() throws {
    func run(_ flags: String...) throws -> Program.Outcome {
      try lossaudit.run(["attack", "model.safetensors.zst", "--json", "-", "--quiet"] + Self.few + flags)
    }
    let good = try run("--expect-accuracy", "\(within)")
    #expect(try good.code == 0 && good.output == run().output)
    let bad = try run("--expect-accuracy", "\(beyond)")
    #expect(refusal(bad) && bad.output == "", "\(bad.errors)")
  }

  @Test("is held against the attacked images by audit, before anything is written")
  func audit() throws {
    func run(_ expected: Double, _ output: String) throws -> Program.Outcome {
      try lossaudit.run(
        [
          "audit", "model.safetensors.zst", "--output", output, "--expect-accuracy", "\(expected)", "--attacks", "fgsm",
          "--damage", "none", "--line-points", "0", "--plane-points", "0",
        ] + Self.few)
    }
    let bad = try run(beyond, "bad")
    #expect(refusal(bad) && bad.output == "", "\(bad.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path("bad/audit.yaml")))
    let good = try run(within, "good")
    #expect(good.code == 0 && good.output == "good\n", "\(good.errors)")
  }

  @Test("is a key of each checkpoint in an audit file")
  func auditFile() throws {
    func run(_ expected: Double) throws -> Program.Outcome {
      try folder.write(
        """
        dataset: {name: mnist}
        checkpoints: [{file: model.safetensors.zst, expect_accuracy: \(expected)}]
        attack: {epsilons: [0], losses: [cross-entropy], limit: 8}
        slices: {one_dimensional: {points: 0}, two_dimensional: {points: 0}}
        """, to: "audit.yaml")
      return try lossaudit("run", "audit.yaml", "--output", "run")
    }
    let bad = try run(beyond)
    #expect(refusal(bad), "\(bad.errors)")
    let good = try run(within)
    #expect(good.code == 0 && good.output == "run\n", "\(good.errors)")
  }
}
