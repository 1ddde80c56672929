import Files
import Foundation
import Yams

/// One `key=value` that replaces a value of an audit file: `training.epochs=2`, `losses.1.loss=mse`.
///
/// An element of a list is named by its index, counted from 0, or by its `name`.
struct Override {
  /// As the user wrote it.
  let text: String
  let key: String
  let value: Node

  init(_ text: String) throws {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty,
      let value = try? BoundedYAML.node(Data(parts[1].utf8), path: "--set \(text)")
    else {
      throw FileError("--set \(text)", "not an override", expected: "key=value, such as training.epochs=2")
    }
    self.text = text
    key = String(parts[0])
    self.value = value
  }

  func applied(to node: Node) throws -> Node { try replace(node, key.split(separator: ".").map(String.init)[...]) }

  /// What a plain word in a list stands for.
  private var plain: String { key.hasPrefix("checkpoints.") ? "file" : "loss" }

  private static func name(_ element: Node) -> String? { element.mapping?["name"]?.string ?? element.scalar?.string }

  private func replace(_ node: Node, _ rest: ArraySlice<String>) throws -> Node {
    guard let first = rest.first else { return value }
    switch node {
    case .mapping(var mapping):
      let key = mapping.keys.first { $0.string == first } ?? Node(first)
      mapping[key] = try replace(mapping[key] ?? Node.mapping(Node.Mapping([])), rest.dropFirst())
      return .mapping(mapping)
    case .sequence(var sequence):
      let named = sequence.firstIndex { Self.name($0) == first }
      guard let index = Int(first) ?? named, sequence.indices.contains(index) else {
        throw FileError(
          "--set \(text)", "no such element \"\(first)\"", expected: "a name, or an index below \(sequence.count)",
          advice: NearestName.of(first, in: sequence.compactMap(Self.name)).map { "did you mean \"\($0)\"?" })
      }
      sequence[index] = try replace(sequence[index], rest.dropFirst())
      return .sequence(sequence)
    case .scalar, .alias:
      // A plain loss name, or a plain model's file, becomes a table as soon as something is set in it.
      guard let name = node.scalar?.string, !name.isEmpty else {
        return try replace(Node.mapping(Node.Mapping([])), rest)
      }
      return try replace(Node.mapping(Node.Mapping([(Node(plain), node)])), rest)
    }
  }
}
