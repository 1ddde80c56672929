import Files
import Foundation
import Testing

@testable import Losses

@Suite("A loss coded by its name")
struct CodedByNameTests {
  struct Winner: Codable, Equatable {
    @CodedByName var loss: Loss
  }

  @Test("is a text that reads back as the same loss", arguments: ["baikal", "taylorglo:0.1,-2,1e-07"])
  func roundTrip(name: String) throws {
    let winner = Winner(loss: try Loss(parsing: name))
    let data = try StableJSON.encode(winner, pretty: false)
    #expect(String(decoding: data, as: UTF8.self) == "{\"loss\":\"\(name)\"}\n")
    #expect(try StableJSON.decode(Winner.self, from: data, path: "winner.json") == winner)
  }

  @Test("is refused with file and key where no loss has that name")
  func unknown() {
    let error = #expect(throws: FileError.self) {
      try StableJSON.decode(Winner.self, from: Data(#"{"loss": "baikel"}"#.utf8), path: "winner.json")
    }
    #expect(error?.description.hasPrefix("winner.json: loss: ") == true)
    #expect(error?.description.contains("did you mean baikal?") == true)
  }
}
