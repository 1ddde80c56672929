import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

@Suite("lossaudit attack")
struct AttackCommandTests {
  let workshop: Workshop

  init() throws { workshop = try Workshop.shared.get() }

  @Test("prints JSON with the agreed keys: the ε asked for, in that order, for each loss")
  func json() throws {
    let outcome = try workshop.lossaudit(
      "attack", "model.safetensors.zst", "--epsilons", "8/255,0,0.3", "--limit", "20", "--json", "-", "--quiet")
    #expect(outcome.code == 0 && outcome.errors == "")
    let report = try outcome.object()
    #expect(
      Set(report.keys) == [
        "total", "clean", "curves", "worst_case", "checks", "settings", "calibration", "per_class", "smallest_epsilon",
      ])
    #expect(report["total"] as? Int == 20)
    let clean = try #require(report["clean"] as? [String: Any])
    #expect(Set(clean.keys) == ["correct", "accuracy", "interval"])
    #expect((clean["interval"] as? [Double])?.count == 2)
    let curves = try #require(report["curves"] as? [[String: Any]])
    #expect(curves.map { $0["loss"] as? String } == ["own", "cross-entropy", "dlr"])
    #expect(curves.allSatisfy { $0["attack"] as? String == "fgsm" })
    for points in curves.map({ $0["points"] }) + [report["worst_case"]] {
      let points = try #require(points as? [[String: Any]])
      for (point, epsilon) in zip(points, [8.0 / 255, 0, 0.3]) {
        // The JSON parser's last digit may differ.
        #expect(abs(try #require(point["epsilon"] as? Double) - epsilon) < 1e-15)
      }
      #expect(points.count == 3)
      #expect(
        Set(points[0].keys).subtracting(["expected_calibration_error"]) == [
          "epsilon", "epsilon_text", "correct", "accuracy", "interval", "cumulative_correct", "max_perturbation",
          "zero_gradient",
        ])
    }
    let checks = try #require(report["checks"] as? [[String: Any]])
    #expect(checks.allSatisfy { Set($0.keys) == ["name", "verdict", "detail"] })
    #expect(checks[0]["name"] as? String == "zero-epsilon-identity" && checks[0]["verdict"] as? String == "pass")
    let settings = try #require(report["settings"] as? [String: Any])
    #expect(settings["checkpoint"] as? String == "model.safetensors.zst")
    let madeFrom = try #require(settings["made_from"] as? [String: String])
    #expect(madeFrom["checkpoint"]?.count == 64 && madeFrom["images"]?.count == 64)
    #expect(madeFrom["network.std.0"] != nil && madeFrom["version"] != nil)
  }

  @Test("in L2, ε may be any length, changes keep to it, and the settings say so with the budget")
  func euclidean() throws {
    let outcome = try workshop.lossaudit(
      "attack", "model.safetensors.zst", "--norm", "l2", "--attacks", "fgsm,pgd,square", "--epsilons", "0,0.5,3",
      "--pgd-steps", "4", "--pgd-restarts", "2", "--iterations", "7", "--queries", "30", "--limit", "12", "--json", "-",
      "--quiet")
    #expect(outcome.code == 0 && outcome.errors == "")
    let report = try outcome.object(), settings = try #require(report["settings"] as? [String: Any])
    #expect(settings["norm"] as? String == "l2")
    #expect(
      settings["budget"] as? [String: Int] == ["pgd_steps": 4, "pgd_restarts": 2, "iterations": 7, "queries": 30])
    for curve in try #require(report["curves"] as? [[String: Any]]) {
      let moved = try #require(curve["points"] as? [[String: Any]]).map { $0["max_perturbation"] as? Double ?? .nan }
      #expect(moved[0] == 0 && moved[1] <= 0.5 + 1e-6 && moved[2] <= 3 + 3e-6)
      // FGSM and PGD take on every image; a change longer than 1 is none that L∞ would allow by that number.
      if curve["attack"] as? String != "square" { #expect(moved[1] > 0.4 && moved[2] > 1) }
    }
    let usual = try workshop.lossaudit(
      "attack", "model.safetensors.zst", "--norm", "l2", "--limit", "5", "--quiet", "--attack-loss", "dlr")
    #expect(usual.code == 0 && usual.output.contains("accuracy at L2 ε"))
    #expect(usual.output.contains("at ε = 12, where"), "black and white are √(12 · 12) apart")
  }

  @Test("as text, it warns that FGSM is not robust accuracy; the chart is a PNG")
  func text() throws {
    let outcome = try workshop.lossaudit(
      "attack", "model.safetensors.zst", "--epsilons", "0,8/255", "--attack-loss", "dlr", "--attack-loss", "mse",
      "--chart", "chart.png")
    #expect(outcome.code == 0)
    for text in ["of 24 images", "fgsm through dlr", "fgsm through mse", "  not run: ", "not the robust accuracy."] {
      #expect(outcome.output.contains(text), "\(text)")
    }
    #expect(try workshop.folder.data("chart.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))
  }

  @Test(
    "--fail-below ends with 3 where the worst case is below, after printing; 0 where it is not",
    arguments: [("1@0.3", 3), ("0@0.3", 0)])
  func failBelow(threshold: String, code: Int32) throws {
    let outcome = try workshop.lossaudit(
      "attack", "model.safetensors.zst", "--epsilons", "0", "--fail-below", threshold, "--json", "-", "--quiet")
    #expect(outcome.code == code)
    #expect(try outcome.object()["total"] as? Int == 24)
    let words = /lossaudit: worst-case accuracy 0\.\d{4} at ε 0\.3 is below 1\.0000\n/
    #expect(code == 0 ? outcome.errors == "" : outcome.errors.wholeMatch(of: words) != nil)
  }

  @Test("a checkpoint of another architecture is refused with the tensors that do not fit")
  func architecture() throws {
    let outcome = try workshop.lossaudit(
      "attack", "model.safetensors.zst", "--architecture", "wrn-10-1", "--quiet")
    #expect(outcome.code == 1 && outcome.output == "")
    #expect(outcome.errors.hasPrefix("lossaudit: model.safetensors.zst: "))
    #expect(outcome.errors.contains("block1.layer.0"), "\(outcome.errors)")
  }

  @Test("a truncated checkpoint is refused with the byte at which it ends")
  func truncated() throws {
    let whole = try workshop.folder.data("model.safetensors.zst")
    try workshop.folder.write(whole.prefix(3000), to: "cut.safetensors.zst")
    let outcome = try workshop.lossaudit("attack", "cut.safetensors.zst")
    #expect(outcome.code == 1)
    #expect(outcome.errors.hasPrefix("lossaudit: cut.safetensors.zst: byte 3000: the file is truncated; expected "))
  }

  @Test("a PyTorch file is answered with the lines that turn it into safetensors")
  func pickle() throws {
    try workshop.folder.write(Data([0x50, 0x4B, 3, 4]) + Data("archive".utf8), to: "foreign.pt")
    let outcome = try workshop.lossaudit("attack", "foreign.pt")
    #expect(outcome.code == 1)
    #expect(outcome.errors.contains("torch.load(\"foreign.pt\""))
    #expect(outcome.errors.contains("safetensors.torch.save_file("))
  }

  @Test("a missing data set is told with every place looked at")
  func missingData() throws {
    let outcome = try workshop.lossaudit(
      "attack", "model.safetensors.zst", "--dataset", "fashion-mnist", "--data-dir", "nowhere")
    #expect(outcome.code == 1)
    #expect(outcome.errors.contains("nowhere: a file of the data set is missing; expected t10k-images-idx3-ubyte"))
  }

  @Test(
    "SIGINT ends it at once with 130, and says whether the same command goes on",
    arguments: [([], "starts over"), (["--output", "interrupted"], "goes on from here")])
  func interrupted(flags: [String], sequel: String) throws {
    let running = try workshop.lossaudit.start(
      [
        "attack", "model.safetensors.zst", "--epsilons", (0..<200).map { "\($0)/255" }.joined(separator: ","), "--json",
        "never.json",
      ] + flags)
    #expect(running.wait(for: "mnist from"))
    running.process.interrupt()
    let outcome = running.wait()
    #expect(outcome.code == 130 && outcome.errors.hasSuffix("lossaudit: interrupted; the same command \(sequel)\n"))
    #expect(!FileManager.default.fileExists(atPath: workshop.folder.path("never.json")))
  }

  @Test("stronger attacks run by name; the table and the images are written; the folder goes on where it stopped")
  func searching() throws {
    func attack(_ extra: String...) throws -> Program.Outcome {
      try workshop.lossaudit.run(
        [
          "attack", "model.safetensors.zst", "--attacks", "pgd,apgd-ce", "--attack-loss", "cross-entropy", "--epsilons",
          "0.02", "--limit", "8", "--json", "-", "--quiet",
        ] + extra)
    }
    let plain = try attack()
    let kept = try attack(
      "--output", "attack-folder", "--batch-size", "3", "--per-example", "images.csv", "--save-adversarial",
      "adversarial.safetensors")
    #expect(plain.code == 0 && kept.code == 0, "\(plain.errors) \(kept.errors)")
    #expect(kept.output == plain.output)
    #expect(try attack("--output", "attack-folder").output == plain.output)
    #expect(try workshop.folder.text("attack-folder/audit.json") == plain.output)
    let table = try workshop.folder.text("images.csv")
    #expect(table.hasPrefix("image,label,clean,pgd through cross-entropy @ 0.02,apgd-ce @ 0.02,worst @ 0.02"))
    #expect(table.split(separator: "\n").count == 9)
    let other = try attack("--output", "attack-folder", "--seed", "5")
    #expect(other.code == 1 && other.errors.contains("the folder holds the findings of another audit"))
  }

  @Test(
    "flags that make no sense are refused before anything is read",
    arguments: [
      (["--attacks", "pgdd"], "did you mean pgd?"), (["--batch-size", "0"], "--batch-size"),
      (["--save-adversarial", "a.png"], "expected a name ending in .safetensors"),
    ])
  func badFlags(flags: [String], text: String) throws {
    let outcome = try workshop.lossaudit.run(["attack", "model.safetensors.zst"] + flags)
    #expect(outcome.code == 64 && outcome.errors.contains(text), "\(outcome.errors)")
  }

  @Test("the text says how far confidence is off, and counts the verdicts at its end, failures once more")
  func verdicts() throws {
    let outcome = try workshop.lossaudit(
      "attack", "model.safetensors.zst", "--epsilons", "0,8/255", "--attack-loss", "dlr", "--quiet")
    let off =
      /\nconfidence is off by \d+\.\d points on average without attack, by \d+\.\d points under fgsm through dlr at/
    #expect(outcome.output.contains(off), "\(outcome.output)")
    #expect(outcome.output.contains(/\nchecks: \d+ pass, \d+ warn, \d+ fail(; the figures above cannot .*)?\n/))
  }

  @Test("--charts draws what there is into a folder, under fixed names")
  func charts() throws {
    let outcome = try workshop.lossaudit(
      "attack", "model.safetensors.zst", "--epsilons", "0,1", "--attacks", "fgsm,pgd", "--charts", "drawn", "--quiet")
    #expect(outcome.code == 0)
    let files = try workshop.folder.files(below: "drawn")
    #expect(
      Set(files.keys) == [
        "accuracy.png", "smallest-epsilon.png", "per-class.png", "reliability.png", "examples.png",
      ])
    #expect(files.values.allSatisfy { $0.starts(with: [0x89, 0x50, 0x4E, 0x47]) })
    // Without an attack nothing is broken.
    _ = try workshop.lossaudit("attack", "model.safetensors.zst", "--epsilons", "0", "--charts", "still", "--quiet")
    #expect(
      try Set(workshop.folder.files(below: "still").keys) == ["accuracy.png", "per-class.png", "reliability.png"])
  }

  @Test("two checkpoints are audited on the same images and compared; each report is as alone")
  func second() throws {
    let options = ["--epsilons", "8/255,0", "--limit", "20", "--json", "-", "--quiet"]
    _ = try workshop.lossaudit.run(
      Workshop.training + ["--epochs", "1", "--seed", "7", "--quiet", "--output", "rival.safetensors.zst"])
    let outcome = try workshop.lossaudit.run(
      ["attack", "model.safetensors.zst", "rival.safetensors.zst", "--charts", "pair", "--output", "pair-audit"]
        + options)
    #expect(outcome.code == 0 && outcome.errors == "")
    let both = try outcome.object()
    #expect(Set(both.keys) == ["first", "second", "comparison"])
    for (key, name) in [("first", "model"), ("second", "rival")] {
      let alone = try workshop.lossaudit.run(["attack", "\(name).safetensors.zst"] + options).object()
      #expect(NSDictionary(dictionary: alone) == NSDictionary(dictionary: both[key] as? [String: Any] ?? [:]))
    }
    let points = try #require((both["comparison"] as? [String: Any])?["points"] as? [[String: Any]])
    #expect(points.count == 2 && points.allSatisfy { $0["verdict"] != nil })
    let files = try workshop.folder.files(below: "pair")
    #expect(
      files["comparison.png"] != nil && files["first/accuracy.png"] != nil && files["second/per-class.png"] != nil)
    let kept = try workshop.folder.files(below: "pair-audit")
    #expect(kept["comparison.json"] == Data(outcome.output.utf8) && kept["second/audit.json"] != nil)

    let text = try workshop.lossaudit(
      "attack", "model.safetensors.zst", "rival.safetensors.zst", "--epsilons", "8/255", "--chart", "pair.png",
      "--quiet")
    for part in [
      "A: model.safetensors.zst\nclean: ", "B: rival.safetensors.zst\nclean: ", "A and B on the same 24 images",
    ] {
      #expect(text.output.contains(part), "\(text.output)")
    }
    #expect(text.output.contains("\nat L∞ ε   A keeps   B keeps   only A    only B    p\n8/255     "))
    #expect(try workshop.folder.data("pair.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))
  }

  @Test("--fail-below holds for both of two checkpoints, and says for which it was not met")
  func failBelowOfTwo() throws {
    let outcome = try workshop.lossaudit(
      "attack", "model.safetensors.zst", "model.safetensors.zst", "--epsilons", "0", "--fail-below", "1@0.3", "--quiet")
    #expect(outcome.code == 3)
    #expect(
      outcome.errors.contains(/lossaudit: model\.safetensors\.zst: worst-case accuracy 0\.\d{4} at ε 0\.3 is below/))
  }

  @Test("two checkpoints for other images or classes are refused before anything is attacked")
  func unlike() throws {
    try Self.write(workshop.folder, "other-data.safetensors", metadata: ["dataset": "svhn"])
    try Self.write(workshop.folder, "other-classes.safetensors", classes: 7)
    for (name, problem) in [
      (
        "other-data.safetensors",
        "the two models are not for the same data set; expected mnist, as of model.safetensors.zst, found svhn"
      ),
      (
        "other-classes.safetensors",
        "the two models do not have the same classes; expected 10, as of model.safetensors.zst, found 7"
      ),
    ] {
      let outcome = try workshop.lossaudit("attack", "model.safetensors.zst", name, "--quiet")
      #expect(outcome.code == 1 && outcome.output == "")
      #expect(outcome.errors == "lossaudit: \(name): \(problem)\n")
    }
  }

  /// The workshop's model, altered.
  private static func write(
    _ folder: ScratchFolder, _ name: String, metadata: [String: String] = [:], classes: Int = 10
  ) throws {
    var checkpoint = try Checkpoint.read(folder.path("model.safetensors.zst"))
    checkpoint.metadata.merge(metadata) { $1 }
    checkpoint.tensors = checkpoint.tensors.map { tensor in
      guard tensor.shape.first == 10 else { return tensor }
      let shape = [classes] + tensor.shape.dropFirst()
      return NamedTensor(
        name: tensor.name, shape: shape, values: Array(tensor.values.prefix(shape.reduce(1, *))))
    }
    try checkpoint.write(to: folder.path(name))
  }
}
