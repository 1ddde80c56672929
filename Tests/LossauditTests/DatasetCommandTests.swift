import Foundation
import PNGFiles
import TestSupport
import Testing

@Suite("lossaudit dataset")
struct DatasetCommandTests {
  let folder: ScratchFolder
  let lossaudit: Program

  init() throws {
    folder = try ScratchFolder()
    lossaudit = Program(folder: folder)
    try SyntheticDigits.write(to: "data/mnist", in: folder)
  }

  @Test("list says where each data set was found")
  func list() throws {
    let text = try lossaudit("dataset", "list").output
    #expect(
      text.contains(
        "mnist: 70,000 handwritten digits, 28x28x1, 10 classes; IDX files\n  in \(folder.path("data/mnist"))\n"))
    #expect(
      text.contains("\nsvhn: ") && text.contains("\nfolder: your own images") && text.contains("\n  not found"))
    let json = try lossaudit("dataset", "list", "--json", "-").output
    let entries = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]])
    #expect(
      entries.contains { $0["name"] as? String == "mnist" && $0["folder"] as? String == folder.path("data/mnist") })
  }

  @Test("inspect counts the images of each class")
  func inspect() throws {
    let summary = try lossaudit("dataset", "inspect", "mnist", "--json", "-").object()
    #expect(summary["training"] as? [Int] == [Int](repeating: 8, count: 10))
    #expect(summary["test"] as? [Int] == [3, 3, 3, 3, 2, 2, 2, 2, 2, 2])
    #expect((summary["sha256"] as? String)?.count == 64)
  }

  @Test("subset writes a stratified part that can be read, and overwrites nothing unasked")
  func subset() throws {
    let arguments = ["dataset", "subset", "mnist", "--training", "20", "--test", "10", "--output", "part", "--quiet"]
    let outcome = try lossaudit.run(arguments)
    #expect(outcome.code == 0 && outcome.output == "part\n")
    let summary = try lossaudit("dataset", "inspect", "mnist", "--data-dir", "part", "--json", "-").object()
    #expect(summary["training"] as? [Int] == [Int](repeating: 2, count: 10))
    let before = try folder.files(below: "part")
    #expect(before.keys.contains("SOURCE.md"))
    let again = try lossaudit.run(arguments)
    #expect(again.code == 1 && again.errors.hasPrefix("lossaudit: part: is not empty; expected a new or empty folder"))
    #expect(try lossaudit.run(arguments + ["--force"]).code == 0)
    #expect(try folder.files(below: "part") == before)
  }

  @Test("inspect prints a table, and draws a contact sheet where asked for")
  func sheet() throws {
    let outcome = try lossaudit("dataset", "inspect", "mnist", "--sheet", "sheet.png")
    #expect(outcome.code == 0)
    #expect(outcome.output.contains("class       training  test\n0           8         3\n"))
    #expect(outcome.output.contains("all         80        24\n"))
    #expect(try folder.data("sheet.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))
    #expect(try lossaudit("dataset", "inspect", "mnist", "--sheet", "sheet.jpg").code == 64)
  }

  @Test("an image folder is trained on and audited, and a model meets only its own classes")
  func imageFolder() throws {
    for (index, path) in ["train/cat/1", "train/cat/2", "train/dog/1", "train/dog/2", "test/cat/1", "test/dog/1"]
      .enumerated()
    {
      let pixels = (0..<10 * 9 * 3).map { UInt8(truncatingIfNeeded: $0 * (index + 3) >> 2) }
      let image = PNGImage(width: 10, height: 9, channels: 3, pixels: pixels)
      for place in ["pets", "others"] {
        let named = place == "pets" ? path : path.replacing("dog", with: "hound")
        try folder.write(image.encoded(), to: "\(place)/\(named).png")
      }
    }
    let trained = try lossaudit.run([
      "train", "--dataset", "folder", "--data-dir", "pets", "--architecture", "preresnet-8", "--epochs", "1",
      "--batch-size", "2", "--output", "m.safetensors.zst",
    ])
    #expect(trained.code == 0, "\(trained.errors)")
    let attacked = try lossaudit(
      "attack", "m.safetensors.zst", "--data-dir", "pets", "--epsilons", "0", "--limit", "1", "--json", "-")
    #expect(try attacked.object()["total"] as? Int == 1)
    #expect(attacked.errors.contains("note: only 1 of 2 classes are among the 1 images that are used; missing: dog\n"))
    let beyond = try lossaudit(
      "attack", "m.safetensors.zst", "--data-dir", "pets", "--epsilons", "0", "--limit", "9", "--json", "-")
    #expect(try beyond.object()["total"] as? Int == 2)
    #expect(beyond.errors.contains("note: --limit 9 is more than there is; all 2 test images are used\n"))
    let other = try lossaudit("attack", "m.safetensors.zst", "--data-dir", "others", "--epsilons", "0")
    #expect(other.code == 1)
    #expect(
      other.errors.contains("others: the classes are not the model's; expected dog among them, found cat, hound\n"))
  }

  @Test("subset refuses what IDX files cannot hold, before it looks for it")
  func colours() throws {
    let outcome = try lossaudit("dataset", "subset", "svhn", "--training", "1", "--test", "1", "--output", "part")
    #expect(outcome.code == 64 && outcome.errors.contains("svhn: cannot be cut, since IDX files hold grey images"))
  }
}
