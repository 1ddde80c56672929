import Files
import Foundation
import TestSupport
import Testing

@Suite("Sealed results")
struct SealTests {
  struct Sample: Codable, Equatable {
    var accuracy = 0.5
    var nested = ["sha256": "not the seal"]
    var text = "line\n  \"sha256\" : \"no\""
  }

  let scratch: ScratchFolder
  let path: String
  let identity: Identity

  init() throws {
    scratch = try ScratchFolder()
    path = scratch.path("result.json")
    identity = try Identity(["seed": 1])
    try ResultFile(Sample(), madeFrom: identity).write(to: path)
  }

  private func read() throws -> Sample { try ResultFile.read(path, madeFrom: identity, advice: "remove it") }

  @Test("read back as they were written, and name all that they were made from")
  func roundTrip() throws {
    #expect(try read() == Sample())
    let object = try #require(JSONSerialization.jsonObject(with: scratch.data("result.json")) as? [String: Any])
    #expect(object["made_from"] as? [String: String] == identity.values)
    #expect((object["sha256"] as? String)?.count == 64)
  }

  @Test("no byte can be changed, added or taken away without being told")
  func everyByte() throws {
    let whole = try scratch.data("result.json")
    for index in whole.indices {
      var data = whole
      data[index] ^= 1
      try scratch.write(data, to: "result.json")
      #expect(throws: FileError.self, "byte \(index)") { try read() }
    }
    for data in [whole + Data("\n".utf8), whole.dropLast(), whole.dropLast(10)] {
      try scratch.write(data, to: "result.json")
      #expect(throws: FileError.self) { try read() }
    }
  }

  @Test("an edited number is told by file and digest; the file of an earlier version by what it lacks")
  func words() throws {
    let text = try scratch.text("result.json")
    try scratch.write(text.replacing("0.5", with: "0.9"), to: "result.json")
    let edited = #expect(throws: FileError.self) { try read() }
    #expect(edited?.path == path && edited?.problem == "was changed after it was written" && edited?.found?.count == 64)
    #expect(edited?.advice == "remove it")
    try scratch.write(StableJSON.encode(Sample()), to: "result.json")
    let former = #expect(throws: FileError.self) { try read() }
    #expect(
      former?.description
        == "\(path): does not say what it was made from, as files of versions before 0.2.0; expected the key sha256, "
        + "found none; remove it")
  }

  @Test("a whole result of other work is refused with the value that differs")
  func otherWork() throws {
    try ResultFile(Sample(), madeFrom: Identity(["seed": 2])).write(to: path)
    let error = #expect(throws: FileError.self) { try read() }
    #expect(
      error?.description == "\(path): seed: was made from something else; expected 1, found 2; remove it")
  }
}
