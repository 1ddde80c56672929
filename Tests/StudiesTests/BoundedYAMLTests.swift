import Files
import Foundation
import Testing
import Yams

@testable import Studies

@Suite("YAML that is not trusted")
struct BoundedYAMLTests {
  private func node(_ text: String) throws -> [String: Int]? {
    try BoundedYAML.node(Data(text.utf8), path: "a.yaml")?.mapping.map { mapping in
      Dictionary(uniqueKeysWithValues: mapping.map { ($0.key.string ?? "?", $0.value.int ?? -1) })
    }
  }

  private func error(_ data: Data) -> String? {
    (#expect(throws: FileError.self) { try BoundedYAML.node(data, path: "a.yaml") })?.description
  }

  @Test("a byte order mark is passed over")
  func mark() throws { #expect(try node("\u{FEFF}a: 1\n") == ["a": 1]) }

  @Test("what is not UTF-8 is refused by the place of its byte", arguments: [0, 3])
  func notUTF8(marks: Int) {
    let data = Data([0xEF, 0xBB, 0xBF].prefix(marks)) + Data("name: é".utf8) + Data([0xE9, 0x0A])
    #expect(
      error(data)
        == "a.yaml: byte \(marks + 8): not UTF-8; expected a text in UTF-8, found the byte e9; save it as UTF-8")
    #expect(error("a: 1".data(using: .utf16LittleEndian)! + [0xFF])?.contains("byte 8: not UTF-8") == true)
  }

  @Test("an alias stands for its anchor, and a star in a text for itself")
  func alias() throws {
    #expect(try node("a: &x 3\nb: *x\n") == ["a": 3, "b": 3])
    #expect(try node("a: &x 3\nb: &x 4\nc: *x\n")?["c"] == 4)
    let text = try BoundedYAML.node(Data("a: '*x'\nb: 2*3 # * \nc: [\"*\"]".utf8), path: "a")!.mapping!
    #expect(text["a"]?.string == "*x" && text["b"]?.string == "2*3" && text["c"]?.sequence?[0].string == "*")
    #expect(error(Data("a: *x\n".utf8)) == "a.yaml: line 1: the alias *x has no anchor before it")
  }

  /// Lists of which each names the one before it nine times.
  private static let laughs = (1..<12).reduce("a0: &a0 [x]\n") { text, level in
    text + "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", "))]\n"
  }

  static let bombs: [(String, String)] = [
    (laughs, "the file expands to too much; expected at most 20000 values, found more"),
    (laughs + "? *a9\n: 1\n", "the file expands to too much; expected at most 20000 values, found more"),
    ("a: &a [x]\n? *a\n: 1\n", "line 2: an alias stands as a key; expected a name, found *a"),
    ("a: &a x\n*a : 1\n", "line 2: an alias stands as a key; expected a name, found *a"),
    ("? [a, b]\n: 1\n", "line 1: a key is not a word; expected a name, found a list"),
    ("? {a: b}\n: 1\n", "line 1: a key is not a word; expected a name, found a table"),
    ("a: " + String(repeating: "[", count: 40) + String(repeating: "]", count: 40), "nested too deep"),
    (String(repeating: "[\n", count: 200_000), "nested too deep"),
    ("a: " + String(repeating: "[", count: 900_000), "nested too deep"),
    (String(repeating: "- ", count: 400_000), "nested too deep"),
    (String(repeating: "? ", count: 400_000), "nested too deep"),
    ((0..<1200).map { String(repeating: " ", count: $0) + "a:\n" }.joined(), "nested too deep"),
    (String(repeating: "a", count: 1 << 20 + 1), "the file is too large"),
  ]

  @Test("what would expand, nest or key without bound is refused at once", arguments: bombs)
  func bounded(text: String, words: String) { #expect(error(Data(text.utf8))?.contains(words) == true) }

  @Test("an audit file and an override are read so too")
  func audit() {
    let bomb = Self.laughs + "losses: [mse]\n"
    let error = #expect(throws: FileError.self) { try AuditFile.parse(bomb, path: "b.yaml") }
    #expect(error?.problem == "the file expands to too much")
    #expect(throws: FileError.self) { try Override("a={? [x] : 1}") }
  }
}
