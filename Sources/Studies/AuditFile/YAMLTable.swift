import Files
import Foundation
import Settings
import Yams

/// One mapping of a YAML file whose keys are all known: whatever else stands there is an error with its line.
struct YAMLTable {
  let path: String
  /// Where the table stands: `training`, `losses[2].evolve`; empty at the top.
  private let place: String
  private let entries: [(key: String, line: Int, value: Node)]
  private let line: Int

  init(_ node: Node, path: String, place: String, keys: [String]) throws {
    self.path = path
    self.place = place
    line = node.mark?.line ?? 1
    guard let mapping = node.mapping else {
      throw FileError(
        path, at: "line \(line)", place.isEmpty ? "not an audit" : "\(place) is not a table",
        expected: "keys: \(keys.joined(separator: ", "))", found: Self.words(node))
    }
    var entries: [(key: String, line: Int, value: Node)] = []
    for (key, value) in mapping {
      let name = key.string ?? "", line = key.mark?.line ?? self.line
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

  func contains(_ key: String) -> Bool { node(key) != nil }

  func node(_ key: String) -> Node? { entries.first { $0.key == key }?.value }

  func table(_ key: String, keys: [String]) throws -> YAMLTable? {
    try node(key).map { try YAMLTable($0, path: path, place: path(to: key), keys: keys) }
  }

  /// A list; a single value counts as a list of one.
  func list(_ key: String) -> [Node]? {
    node(key).map { node in node.sequence.map { Array($0) } ?? [node] }
  }

  /// A path of the file as one that is relative to nothing.
  func resolved(_ given: String) -> String {
    guard !given.hasPrefix("/") else { return given }
    let base = URL(fileURLWithPath: path).deletingLastPathComponent()
    return URL(fileURLWithPath: given, relativeTo: base).standardizedFileURL.path
  }

  private func path(to key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }

  func error(_ key: String, expected: String, found: String? = nil, advice: String? = nil) -> FileError {
    let found = found ?? node(key).map(Self.words) ?? "nothing"
    return error(SettingError(key, expected: expected, found: found, advice: advice))
  }

  /// `error` with the place of its key, or of the table where the key is missing.
  private func error(_ error: SettingError) -> FileError {
    let line = entries.first { $0.key == error.key }?.line ?? line
    return FileError(path, at: "line \(line): \(path(to: error.key))", "\(error)")
  }

  /// Gives the `SettingError` that `body` throws of one of these keys its place.
  func placing<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error as SettingError { throw self.error(error) }
  }

  /// Sets in `root` what the table says; `group` is the table of its settings that this is.
  func set<Root: Configurable>(in root: inout Root, group: String? = nil) throws {
    let prefix = group.map { "\($0)." } ?? ""
    for key in Root.keys(of: group) where contains(key) {
      guard let setting = Root.settings.first(where: { $0.key == prefix + key }) else {
        try table(key, keys: Root.keys(of: prefix + key))?.set(in: &root, group: prefix + key)
        continue
      }
      do { try setting.set(text(key, of: setting), in: &root) } catch var error as SettingError {
        error.key = key
        throw self.error(error)
      }
    }
  }

  private func text<Root: Configurable>(_ key: String, of setting: Setting<Root>) throws -> SettingText {
    let node = node(key)!
    if let word = node.scalar?.string { return .word(word) }
    let words = node.sequence.map { $0.compactMap { $0.scalar?.string } }
    guard let words, words.count == node.sequence?.count else {
      throw SettingError(key, expected: setting.values, found: Self.words(node))
    }
    return .list(words)
  }

  private static func words(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : scalar.string
    case .mapping: "a table"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }
}
