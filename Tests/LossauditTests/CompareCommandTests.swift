import Foundation
import TestSupport
import Testing

@Suite("compare command")
struct CompareCommandTests {
  let lossaudit: Program

  init() throws { lossaudit = Program(folder: try ScratchFolder()) }

  @Test("one run alone is no comparison, and a folder without results is named")
  func refused() throws {
    #expect(try lossaudit("compare", "a").code == 64)
    let outcome = try lossaudit("compare", "a", "b")
    #expect(outcome.code == 1 && outcome.errors.contains("a/results.json"))
  }

  @Test("the report is never written over a run's own")
  func own() throws {
    try lossaudit.folder.write("{}", to: "a/results.json")
    let outcome = try lossaudit("compare", "a", "b", "--output", "a")
    #expect(outcome.code == 1 && outcome.errors.contains("a: is a run folder"))
  }
}
