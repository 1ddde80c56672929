import Foundation
import TestSupport
import Testing

@Suite("lossaudit attack --shard and merge")
struct MergeCommandTests {
  let workshop: Workshop

  init() throws { workshop = try Workshop.shared.get() }

  private func attack(_ flags: String...) throws -> Program.Outcome {
    try workshop.lossaudit.run(
      ["attack", "model.safetensors.zst", "--epsilons", "0,0.2", "--limit", "10", "--attacks", "fgsm,pgd"]
        + ["--pgd-steps", "2", "--quiet"] + flags)
  }

  @Test("give the whole audit's JSON, table and words")
  func same() throws {
    let whole = try attack("--json", "merge/whole.json", "--per-example", "merge/whole.csv")
    for number in 1...3 {
      let part = try attack(
        "--shard", "\(number)/3", "--json", "merge/\(number).json", "--per-example", "merge/\(number).csv", "--output",
        "merge/kept-\(number)")
      #expect(
        part.code == 0
          && part.output
            == "shard \(number)/3: \(number == 1 ? 4 : 3) of 10 images; lossaudit merge makes an audit of all 3 shards\n"
      )
    }
    let merged = try workshop.lossaudit(
      "merge", "merge/all.json", "merge/2.json", "merge/3.json", "merge/1.json", "--per-example", "merge/all.csv")
    #expect(merged.code == 0 && merged.output == whole.output)
    for ending in ["json", "csv"] {
      #expect(try workshop.folder.data("merge/all.\(ending)") == workshop.folder.data("merge/whole.\(ending)"))
    }
    #expect(
      try workshop.lossaudit("merge", "-", "merge/1.json", "merge/2.json", "merge/3.json").output
        == workshop.folder.text("merge/whole.json"))
    let long = try attack("--per-example", "merge/whole-long.csv", "--per-example-form", "long")
    #expect(long.output == whole.output)
    let again = try workshop.lossaudit(
      "merge", "-", "merge/1.json", "merge/2.json", "merge/3.json", "--per-example", "merge/all-long.csv",
      "--per-example-form", "long")
    #expect(again.code == 0, "\(again.errors)")
    #expect(try workshop.folder.data("merge/all-long.csv") == workshop.folder.data("merge/whole-long.csv"))
    // What one shard has kept is not another's.
    #expect(
      try attack("--shard", "2/3", "--json", "merge/x.json", "--output", "merge/kept-1").errors
        .contains("shard: the folder holds the findings of another audit; expected 2/3, found 1/3"))
    let missing = try workshop.lossaudit("merge", "merge/x.json", "merge/1.json", "merge/3.json")
    #expect(missing.code == 1 && missing.errors.contains("expected all 3 shards, found no 2/3"))
  }

  @Test(
    "refuse what a part of the images cannot say",
    arguments: [
      ["--shard", "1/2"], ["--shard", "3/2", "--json", "x"], ["--shard", "1/2", "--json", "x", "--chart", "x.png"],
      ["--shard", "1/2", "--json", "x", "--fail-below", "0.1@0.2"],
    ])
  func usage(flags: [String]) throws {
    let outcome = try workshop.lossaudit.run(["attack", "model.safetensors.zst", "--epsilons", "0.2"] + flags)
    #expect(outcome.code == 64 && outcome.errors.contains("--shard"))
  }
}
