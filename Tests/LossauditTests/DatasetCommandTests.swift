import Foundation
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
    #expect(text.contains("mnist: 28x28x1, 10 classes, in \(folder.path("data/mnist"))\n"))
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
}
