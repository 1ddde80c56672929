import Files
import Foundation
import Testing

@Suite("Values coded as text")
struct CodedAsTextTests {
  struct Even: CodedAsText, Equatable {
    var number: Int
    var text: String { "\(number)" }

    init(_ number: Int) { self.number = number }

    init(parsing text: String) throws {
      guard let number = Int(text), number % 2 == 0 else {
        throw FileError("number", "not even", expected: "2, 4, …", found: text)
      }
      self.number = number
    }
  }

  @Test("are the text alone, and read back the same")
  func roundTrip() throws {
    let data = try StableJSON.encode([Even(2), Even(4)], pretty: false)
    #expect(String(decoding: data, as: UTF8.self) == "[\"2\",\"4\"]\n")
    #expect(try StableJSON.decode([Even].self, from: data, path: "f") == [Even(2), Even(4)])
  }

  @Test("another text is refused with file, place and what was expected")
  func refused() {
    let error = #expect(throws: FileError.self) {
      try StableJSON.decode([Even].self, from: Data(#"["2", "3"]"#.utf8), path: "f.json")
    }
    #expect(
      error?.description
        == "f.json: [1]: not the JSON expected here: number: not even; expected 2, 4, …, found 3")
  }
}
