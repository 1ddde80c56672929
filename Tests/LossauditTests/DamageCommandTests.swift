import Foundation
import TestSupport
import Testing

@Suite("lossaudit damage")
struct DamageCommandTests {
  let workshop: Workshop

  init() throws { workshop = try Workshop.shared.get() }

  @Test("prints JSON with a curve for each kind asked for, the same for any number of threads")
  func json() throws {
    let arguments = [
      "damage", "model.safetensors.zst", "--kinds", "shot-noise,weight-dropout", "--limit", "20", "--seed", "3",
      "--json", "-", "--quiet",
    ]
    let outcome = try workshop.lossaudit.run(arguments + ["--threads", "2"])
    #expect(outcome.code == 0 && outcome.errors == "")
    #expect(try workshop.lossaudit.run(arguments + ["--threads", "1"]).output == outcome.output)
    let report = try outcome.object()
    #expect(Set(report.keys) == ["total", "clean", "curves", "settings"])
    #expect(report["total"] as? Int == 20)
    let curves = try #require(report["curves"] as? [[String: Any]])
    #expect(curves.map { $0["damage"] as? String } == ["shot-noise", "weight-dropout"])
    #expect(curves.map { $0["target"] as? String } == ["images", "weights"])
    #expect(curves.allSatisfy { ($0["points"] as? [Any])?.count == 5 })
    let settings = try #require(report["settings"] as? [String: Any])
    #expect(settings["checkpoint"] as? String == "model.safetensors.zst" && settings["dataset"] as? String == "mnist")
    #expect(settings["seed"] as? Int == 3 && settings["draws"] as? Int == 3)
    let madeFrom = try #require(settings["made_from"] as? [String: String])
    #expect(madeFrom["checkpoint"]?.count == 64 && madeFrom["seed"] == "3" && madeFrom["version"] != nil)
  }

  @Test("as text has a row for each kind; the chart is a PNG")
  func text() throws {
    let outcome = try workshop.lossaudit("damage", "model.safetensors.zst", "--limit", "12", "--chart", "damage.png")
    #expect(outcome.code == 0)
    for text in [
      "of 12 images", "accuracy at severity           1       2       3       4       5\n", "\ngaussian-noise ",
      "\npixelate ", "\nweight-noise at              0.1     0.2", "\n  mean of 3 draws ", "\n  deviation in points ",
    ] { #expect(outcome.output.contains(text), "\(text)") }
    #expect(try workshop.folder.data("damage.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))
  }
}
