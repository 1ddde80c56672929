import Files
import Foundation
import TestSupport
import Testing

@Suite("Names in folders")
struct FolderNamesTests {
  @Test("names are told apart by their bytes")
  func bytes() {
    #expect("\u{E9}" == "e\u{301}" && !"\u{E9}".isSameName(as: "e\u{301}"))
    #expect(!["a", "\u{E9}"].areSameNames(as: ["a", "e\u{301}"]) && ["a"].areSameNames(as: ["a"]))
    #expect(!["a"].areSameNames(as: ["a", "b"]))
  }

  @Test("a name that is not UTF-8 is refused by its bytes, and hidden names are left out")
  func notUTF8() throws {
    try withTemporaryFolder { folder in
      for name in ["b", "e\u{301}", "\u{E9}", ".hidden", ".\u{301}hidden"] {
        try AtomicFile.write("", to: "\(folder)/\(name)")
      }
      let names = try FolderNames.visible(in: folder)
      #expect(names.map { Array($0.utf8) } == [[0x62], [0x65, 0xCC, 0x81], [0xC3, 0xA9]])
      let path: [CChar] = (Array(folder.utf8) + [0x2F, 0x61, 0xFF, 0x0A, 0]).map { CChar(bitPattern: $0) }
      close(open(path, O_CREAT | O_WRONLY, 0o644))
      let error = #expect(throws: FileError.self) { try FolderNames.visible(in: folder) }
      #expect(
        error?.description == "\(folder)/a\\xff\\x0a: the name is not UTF-8; expected a name in UTF-8; rename it")
    }
  }

  @Test(
    "a list that is shortened says how many names it leaves out",
    arguments: [(0, ""), (1, "1"), (3, "1, 2, 3"), (5, "1, 2, 3 and 2 more")])
  func listed(count: Int, text: String) {
    #expect((0..<count).map { "\($0 + 1)" }.listed(most: 3) == text)
  }
}
