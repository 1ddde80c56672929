import Files
import Foundation
import Yams

/// YAML from a file that is not trusted: what it expands to is bounded.
///
/// A few lines of aliases can stand for more nodes than there is memory, and Yams expands an alias as it reads it.
/// Therefore the star of every alias is hidden from Yams, which then sees a plain word, and aliases are expanded here.
struct BoundedYAML {
  /// An audit file has some hundred lines.
  private static let largestFile = 1 << 20
  private static let mostNodes = 20_000
  private static let deepest = 32
  /// Brackets, dashes or spaces that may stand in texts and comments too, so that they prove nothing before this many.
  private static let loosest = 1_000
  /// A character of private use in place of every star.
  private static let star: Character = "\u{E000}"

  private let path: String
  /// What each anchor stands for, and how much that is.
  private var anchors: [String: Part] = [:]

  private struct Part {
    var node: Node
    var count: Int
    var height: Int
  }

  /// The root of the file; `nil` where it is empty. A byte order mark in front is passed over.
  ///
  /// Throws a `FileError` for bytes that are not UTF-8, for what is not YAML, for a key that is no single word, and for
  /// a file that is too large, too deep, or expands to too much.
  static func node(_ data: Data, path: String) throws -> Node? {
    guard data.count <= largestFile else {
      throw FileError(path, "the file is too large", expected: "at most \(largestFile) bytes", found: "\(data.count)")
    }
    if let place = firstInvalidByte(in: data) {
      throw FileError(
        path, at: "byte \(place)", "not UTF-8", expected: "a text in UTF-8",
        found: "the byte " + String(format: "%02x", data[data.startIndex + place]), advice: "save it as UTF-8")
    }
    let content = data.starts(with: [0xEF, 0xBB, 0xBF]) ? data.dropFirst(3) : data
    let text = String(decoding: content, as: UTF8.self)
    guard !text.contains(star) else {
      throw FileError(path, "a character of private use is not allowed here", found: "U+E000")
    }
    try requireShallow(text, path)
    do {
      // Nodes do not keep their anchors alive, but the parser does.
      let parser = try Parser(yaml: text.replacing("*", with: String(star)))
      return try withExtendedLifetime(parser) {
        guard let root = try parser.singleRoot() else { return nil }
        var reader = BoundedYAML(path: path)
        return try reader.expanded(root, depth: 0).node
      }
    } catch let error as YamlError {
      let words = "\(error)".replacing(String(star), with: "*").trimmingCharacters(in: .whitespacesAndNewlines)
      throw FileError(path, "not YAML: \(words)")
    }
  }

  private init(path: String) { self.path = path }

  /// Throws where brackets or dashes open more levels than an audit has, since the parser goes down them on its own
  /// stack.
  private static func requireShallow(_ text: String, _ path: String) throws {
    var open = 0
    for (index, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      for byte in line {
        if [UInt8(ascii: "["), UInt8(ascii: "{")].contains(byte) { open += 1 }
        if [UInt8(ascii: "]"), UInt8(ascii: "}")].contains(byte) { open = max(0, open - 1) }
        guard open <= loosest else { break }
      }
      let markers = line.count { [UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":")].contains($0) }
      let indentation = line.prefix { $0 == UInt8(ascii: " ") }.count
      guard max(open, markers, indentation) <= loosest else {
        throw FileError(path, at: "line \(index + 1)", "nested too deep", expected: "at most \(deepest) levels")
      }
    }
  }

  private func error(_ node: Node, _ problem: String, expected: String? = nil, found: String? = nil) -> FileError {
    FileError(path, at: "line \(node.mark?.line ?? 1)", problem, expected: expected, found: found)
  }

  /// The node with its aliases replaced, and how much it is.
  private mutating func expanded(_ node: Node, depth: Int) throws -> Part {
    guard depth <= Self.deepest else {
      throw error(node, "nested too deep", expected: "at most \(Self.deepest) levels")
    }
    var part: Part
    switch node {
    case .scalar(var scalar):
      if scalar.style == .plain, scalar.string.first == Self.star {
        let name = String(scalar.string.dropFirst())
        guard let anchored = anchors[name] else { throw error(node, "the alias *\(name) has no anchor before it") }
        part = anchored
      } else {
        scalar.string = scalar.string.replacing(String(Self.star), with: "*")
        part = Part(node: .scalar(scalar), count: 1, height: 0)
      }
    case .sequence(var sequence):
      part = Part(node: node, count: 1, height: 0)
      for index in sequence.indices {
        sequence[index] = try take(sequence[index], into: &part, depth)
      }
      part.node = .sequence(sequence)
    case .mapping(var mapping):
      part = Part(node: node, count: 1, height: 0)
      for (key, value) in mapping {
        guard let word = key.scalar else {
          throw error(key, "a key is not a word", expected: "a name", found: key.mapping == nil ? "a list" : "a table")
        }
        guard word.style != .plain || word.string.first != Self.star else {
          throw error(key, "an alias stands as a key", expected: "a name", found: "*\(word.string.dropFirst())")
        }
        mapping[key] = try take(value, into: &part, depth)
      }
      part.node = .mapping(mapping)
    case .alias: throw error(node, "an alias that is not known")
    }
    guard part.height + depth <= Self.deepest else {
      throw error(node, "nested too deep", expected: "at most \(Self.deepest) levels")
    }
    guard part.count <= Self.mostNodes else {
      throw error(node, "the file expands to too much", expected: "at most \(Self.mostNodes) values", found: "more")
    }
    if let anchor = node.anchor { anchors[anchor.rawValue] = part }
    return part
  }

  private mutating func take(_ child: Node, into part: inout Part, _ depth: Int) throws -> Node {
    let own = try expanded(child, depth: depth + 1)
    part.count += own.count
    part.height = max(part.height, own.height + 1)
    return own.node
  }

  /// The place of the first byte that belongs to no character; `nil` where all do.
  private static func firstInvalidByte(in data: Data) -> Int? {
    var bytes = data.makeIterator(), parser = UTF8.ForwardParser(), place = 0
    while true {
      switch parser.parseScalar(from: &bytes) {
      case .valid(let character): place += character.count
      case .error: return place
      case .emptyInput: return nil
      }
    }
  }
}
