import Datasets
public import Foundation

/// A JSON Schema of audit files (draft 2020-12), by which editors complete keys, explain them and mark those that are
/// unknown.
///
/// Its keys come from the tables of settings by which an audit file is read. Values are described in words: what a key
/// takes is checked where the file is read.
public struct AuditSchema {
  public init() {}

  /// The schema as JSON.
  public var json: Data {
    get throws {
      let top = Self.table(AuditTemplate(.cifar10, folder: nil).keys)
      let head: [String: any Sendable] = [
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Audit file of lossaudit",
        "description": "What lossaudit run trains, evolves and attacks.",
      ]
      return try JSONSerialization.data(
        withJSONObject: top.merging(head) { $1 }, options: [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted])
        + Data("\n".utf8)
    }
  }

  private static func table(_ keys: [AuditKey]) -> [String: any Sendable] {
    let training = keys.first { $0.name == "training" && !$0.keys.isEmpty }
    let evolution = keys.first { $0.name == "evolution" }
    let properties = Dictionary(
      keys.map { key in (key.name, schema(of: key.filled(training: training, evolution: evolution))) }
    ) { first, _ in first }
    return ["type": "object", "properties": properties, "additionalProperties": false]
  }

  private static func schema(of key: AuditKey) -> [String: any Sendable] {
    let words = [
      key.help, key.values.isEmpty ? "" : "Values: \(key.values).",
      key.values.isEmpty || key.usual.isEmpty ? "" : "Default: \(key.usual).",
    ].filter { !$0.isEmpty }.joined(separator: " ")
    guard !key.keys.isEmpty else { return ["description": words] }
    let table = table(key.keys)
    // A loss or a model may be its name alone, and a search without settings is an empty key.
    let item: [String: any Sendable] = ["anyOf": [["type": "string"], table]]
    return key.isList
      ? ["description": words, "type": "array", "items": item]
      : table.merging(["description": words, "type": ["object", "null"]]) { $1 }
  }
}

extension AuditKey {
  /// The key with the keys of the tables `training` and `evolution` of the file, where its value is a table of these.
  fileprivate func filled(training: AuditKey?, evolution: AuditKey?) -> AuditKey {
    var key = self
    if keys.isEmpty, name == "training", let training { key.keys = training.keys }
    if keys.isEmpty, name == "evolve", let evolution { key.keys = evolution.keys }
    key.keys = key.keys.map { $0.filled(training: training, evolution: evolution) }
    return key
  }
}
