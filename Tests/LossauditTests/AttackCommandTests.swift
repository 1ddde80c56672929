import Foundation
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
    #expect(Set(report.keys) == ["total", "clean", "curves", "worst_case", "checks", "settings"])
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
        Set(points[0].keys) == [
          "epsilon", "correct", "accuracy", "interval", "cumulative_correct", "max_perturbation", "zero_gradient",
        ])
    }
    let checks = try #require(report["checks"] as? [[String: Any]])
    #expect(checks.allSatisfy { Set($0.keys) == ["name", "verdict", "detail"] })
    #expect(checks[0]["name"] as? String == "zero-epsilon-identity" && checks[0]["verdict"] as? String == "pass")
    #expect((report["settings"] as? [String: Any])?["checkpoint"] as? String == "model.safetensors.zst")
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

  @Test("SIGINT ends it at once with 130")
  func interrupted() throws {
    let running = try workshop.lossaudit.start([
      "attack", "model.safetensors.zst", "--epsilons", (0..<200).map { "\($0)/255" }.joined(separator: ","), "--json",
      "never.json",
    ])
    #expect(running.wait(for: "mnist from"))
    running.process.interrupt()
    let outcome = running.wait()
    #expect(outcome.code == 130 && outcome.errors.hasSuffix("lossaudit: interrupted; the same command starts over\n"))
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
}
