import Foundation
import TestSupport
import Testing

@Suite("lossaudit attack: targets, files of 8 bits, pictures")
struct AttackImagesTests {
  let workshop: Workshop

  init() throws { workshop = try Workshop.shared.get() }

  private func attack(_ arguments: String...) throws -> Program.Outcome {
    try workshop.lossaudit.run(
      ["attack", "model.safetensors.zst", "--attack-loss", "cross-entropy", "--quiet"] + arguments)
  }

  private func points(_ report: [String: Any]) throws -> [[String: Any]] {
    let curves = try #require(report["curves"] as? [[String: Any]])
    return try (curves.map { $0["points"] } + [report["worst_case"]]).flatMap {
      try #require($0 as? [[String: Any]])
    }
  }

  @Test("--quantise adds the figures of rounded images to those that were there, in the table too")
  func quantise() throws {
    let arguments = ["attack", "model.safetensors.zst", "--attacks", "fgsm,pgd,square", "--epsilons", "1/255,8/255"]
    let small = [
      "--attack-loss", "cross-entropy", "--pgd-steps", "3", "--queries", "20", "--quiet", "--json", "q.json",
    ]
    let plain = try workshop.lossaudit.run(arguments + small)
    let before = try JSONSerialization.jsonObject(with: workshop.folder.data("q.json")) as? [String: Any] ?? [:]
    let both = try workshop.lossaudit.run(arguments + small + ["--quantise"])
    let after = try JSONSerialization.jsonObject(with: workshop.folder.data("q.json")) as? [String: Any] ?? [:]
    #expect(plain.code == 0 && both.code == 0)
    #expect(!plain.output.contains("rounded to 8 bits") && both.output.contains("\n  rounded to 8 bits"))
    for (old, new) in zip(try points(before), try points(after)) {
      #expect(old["correct"] as? Int == new["correct"] as? Int && old["correct_quantised"] == nil)
      #expect(new["correct_quantised"] is Int && new["accuracy_quantised"] is Double)
      #expect((new["interval_quantised"] as? [Double])?.count == 2 && new["reached"] == nil)
    }
    #expect((after["settings"] as? [String: Any])?["quantise"] as? Bool == true)
  }

  @Test("--target counts what is still right and what was led there, and leaves the class itself out")
  func target() throws {
    let outcome = try attack(
      "--attacks", "fgsm,pgd,apgd-ce,apgd-dlr", "--target", "3", "--epsilons", "0.3", "--pgd-steps", "3",
      "--iterations", "5", "--limit", "20", "--json", "-")
    #expect(outcome.code == 0)
    let report = try outcome.object(), settings = try #require(report["settings"] as? [String: Any])
    let total = try #require(report["total"] as? Int), leftOut = try #require(settings["left_out"] as? Int)
    #expect(total + leftOut == 20 && leftOut > 0 && settings["target"] as? String == "3")
    #expect(settings["limit"] as? Int == 20)
    for point in try points(report) {
      let reached = try #require(point["reached"] as? Int), correct = try #require(point["correct"] as? Int)
      #expect(reached + correct <= total)
      // The JSON parser's last digit may differ.
      #expect(abs(try #require(point["success_rate"] as? Double) - Double(reached) / Double(total)) < 1e-15)
    }
    let text = try attack("--target", "least-likely", "--epsilons", "0.3")
    #expect(text.code == 0 && text.output.contains("\n  target reached") && text.output.contains("note: every attack"))
  }

  @Test("a class that the data do not have is a mistake on the command line, told before any work")
  func noSuchClass() throws {
    let outcome = try workshop.lossaudit("attack", "model.safetensors.zst", "--target", "cat", "--output", "none")
    #expect(outcome.code == 64 && outcome.output == "")
    #expect(
      outcome.errors.contains(
        "--target: expected a class by its name or by its number from 0 to 9, least-likely or random, found cat\n"))
    #expect(!FileManager.default.fileExists(atPath: workshop.folder.path("none")))
  }

  @Test("--save-png writes three pictures for each image, attack and ε; the same command goes on over them")
  func pictures() throws {
    let arguments = [
      "attack", "model.safetensors.zst", "--attack-loss", "dlr", "--attacks", "fgsm,square", "--queries", "5",
      "--epsilons", "0,1/255,8/255", "--save-png", "2", "--quiet", "--output", "pictured",
    ]
    for _ in 0..<2 {
      #expect(try workshop.lossaudit.run(arguments).code == 0)
      let names = try FileManager.default.contentsOfDirectory(atPath: workshop.folder.path("pictured/png")).sorted()
      #expect(names.count == 2 * 2 * 2 * 3 + 1)
      #expect(names[0].hasPrefix("01-fgsm-through-dlr_02-eps-1-255_image-0") && names.last == "pictures.csv")
      let lines = String(decoding: try workshop.folder.data("pictured/png/pictures.csv"), as: UTF8.self)
      #expect(lines.split(separator: "\n").count == 1 + 2 * 2 * 2)
    }
  }

  @Test("a folder for pictures that cannot be written is found before any work")
  func unwritable() throws {
    _ = try workshop.folder.write("a file", to: "occupied")
    let outcome = try attack("--save-png", "2", "--save-png-dir", "occupied")
    #expect(outcome.code == 1 && outcome.output == "")
    #expect(outcome.errors == "lossaudit: occupied: cannot be written; expected a folder, found a file\n")
  }

  @Test("two models have a folder of pictures each")
  func twoModels() throws {
    let outcome = try attack(
      "model.safetensors.zst", "--epsilons", "8/255", "--save-png", "1", "--save-png-dir", "both", "--target", "random")
    #expect(outcome.code == 0)
    for folder in ["first", "second"] {
      let names = try FileManager.default.contentsOfDirectory(atPath: workshop.folder.path("both/\(folder)"))
      #expect(names.count == 4)
    }
  }
}
