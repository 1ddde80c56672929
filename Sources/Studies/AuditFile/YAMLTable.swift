import Files
import Foundation
import Yams

/// One mapping of a YAML file whose keys are all known: whatever else stands there is an error with its line.
struct YAMLTable {
  let path: String
  /// Where the table stands: `training`, `losses[2].evolve`; empty at the top.
  let place: String
  private let entries: [(key: String, line: Int, value: Node)]
  private let line: Int

  init(_ node: Node, path: String, place: String, keys: [String]) throws {
    self.path = path
    self.place = place
    line = node.mark?.line ?? 1
    guard let mapping = node.mapping else {
      throw FileError(
        path, at: "line \(line)", place.isEmpty ? "not an audit" : "\(place) is not a table",
        expected: "keys: \(keys.joined(separator: ", "))", found: node.scalar.map { "\"\($0.string)\"" } ?? "a list")
    }
    var entries: [(key: String, line: Int, value: Node)] = []
    for (key, value) in mapping {
      let name = key.string ?? "\(key)", line = key.mark?.line ?? self.line
      guard keys.contains(name) else {
        throw FileError(
          path, at: "line \(line)", "unknown key \"\(name)\"\(place.isEmpty ? "" : " in \(place)")",
          advice: NearestName.of(name, in: keys).map { "did you mean \"\($0)\"?" }
            ?? "the keys here are \(keys.joined(separator: ", "))")
      }
      entries.append((name, line, value))
    }
    self.entries = entries
  }

  func contains(_ key: String) -> Bool { entries.contains { $0.key == key } }

  func node(_ key: String) -> Node? { entries.first { $0.key == key }?.value }

  func path(to key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }

  func error(_ key: String, expected: String, found: String? = nil, advice: String? = nil) -> FileError {
    let entry = entries.first { $0.key == key }
    return FileError(
      path, at: "line \(entry?.line ?? line)", "\(path(to: key)) is not valid", expected: expected,
      found: found ?? entry.map { Self.words($0.value) } ?? "nothing", advice: advice)
  }

  private static func words(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : "\"\(scalar.string)\""
    case .mapping: "a table"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }

  func table(_ key: String, keys: [String]) throws -> YAMLTable? {
    try node(key).map { try YAMLTable($0, path: path, place: path(to: key), keys: keys) }
  }

  func string(_ key: String) throws -> String? {
    try scalar(key, expected: "a text") { $0.isEmpty ? nil : $0 }
  }

  func integer(_ key: String, in range: ClosedRange<Int>) throws -> Int? {
    let expected =
      range.upperBound == .max
      ? "a whole number from \(range.lowerBound)" : "a whole number from \(range.lowerBound) to \(range.upperBound)"
    return try scalar(key, expected: expected) { Int($0).flatMap { range.contains($0) ? $0 : nil } }
  }

  func seed(_ key: String) throws -> UInt64? { try scalar(key, expected: "a whole number from 0") { UInt64($0) } }

  func number(_ key: String, expected: String, where isValid: (Double) -> Bool) throws -> Double? {
    try scalar(key, expected: expected) { Double($0).flatMap { $0.isFinite && isValid($0) ? $0 : nil } }
  }

  func boolean(_ key: String) throws -> Bool? {
    try scalar(key, expected: "true or false") { $0 == "true" ? true : $0 == "false" ? false : nil }
  }

  func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, _ type: Choice.Type) throws -> Choice?
  where Choice.RawValue == String {
    try string(key).map { try choice(key, type, of: $0) }
  }

  /// One word, itself or one of a list, as the choice it names.
  func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, _: Choice.Type, of word: String) throws -> Choice
  where Choice.RawValue == String {
    let names = Choice.allCases.map(\.rawValue)
    guard let choice = Choice(rawValue: word) else {
      throw error(
        key, expected: names.count == 1 ? names[0] : "one of \(names.joined(separator: ", "))", found: "\"\(word)\"",
        advice: NearestName.of(word, in: names).map { "did you mean \"\($0)\"?" })
    }
    return choice
  }

  /// A list; a single value counts as a list of one.
  func list(_ key: String) -> [Node]? {
    guard let node = node(key) else { return nil }
    return node.sequence.map { Array($0) } ?? [node]
  }

  func strings(_ key: String) throws -> [String]? {
    try list(key)?.map { node in
      guard let text = node.scalar?.string else {
        throw error(key, expected: "a list of texts", found: Self.words(node))
      }
      return text
    }
  }

  /// Likewise, but `[]` is an error.
  func nonEmptyStrings(_ key: String) throws -> [String]? {
    let texts = try strings(key)
    guard texts?.isEmpty != true else { throw error(key, expected: "at least one", found: "an empty list") }
    return texts
  }

  private func scalar<Value>(_ key: String, expected: String, _ parse: (String) -> Value?) throws -> Value? {
    guard let node = node(key) else { return nil }
    guard let text = node.scalar?.string, let value = parse(text) else { throw error(key, expected: expected) }
    return value
  }
}
