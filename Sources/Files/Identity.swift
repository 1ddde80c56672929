import Foundation

/// All that decides the bytes of a result, by name.
///
/// It tells one piece of work from another, and says in what they differ. Every part is taken apart into its values: a
/// part `settings` becomes `settings.epochs` and the like. The program's version is a part of every identity.
public struct Identity: Sendable, Equatable {
  /// The text of each value, by its place.
  public let values: [String: String]
  /// The SHA-256 of all values with their places.
  public let digest: String

  /// A part that is `nil` is left out.
  public init(_ parts: [String: (any Encodable)?]) throws {
    let data = try StableJSON.encode(parts.compactMapValues { $0.map(Part.init) })
    var values = ["version": Version.current]
    for (name, tree) in try JSONDecoder().decode([String: Tree].self, from: data) {
      tree.add(to: &values, at: name)
    }
    try self.init(values: values)
  }

  private init(values: [String: String]) throws {
    self.values = values
    digest = Digest.sha256(try StableJSON.encode(values))
  }

  /// The same with one more value.
  public func with(_ place: String, _ value: String) throws -> Identity {
    try Identity(values: values.merging([place: value]) { $1 })
  }

  /// The first value in which `other` differs, in the order of the places; `nil` where all are the same.
  func difference(from other: Identity) -> (place: String, own: String, other: String)? {
    let places = Set(values.keys).union(other.values.keys).sorted()
    return places.first { values[$0] != other.values[$0] }
      .map { ($0, values[$0] ?? "nothing", other.values[$0] ?? "nothing") }
  }

  /// Throws a `FileError` where `found`, which `path` holds, is not this identity. The error names the first value that
  /// differs: what is expected now, and what was found.
  public func require(_ found: Identity, in path: String, else problem: String, advice: String) throws {
    guard let difference = difference(from: found) else { return }
    throw FileError(
      path, at: difference.place, problem, expected: difference.own, found: difference.other, advice: advice)
  }

  /// Reads the identity that `text` from `path` holds, and throws as the other `require` does.
  ///
  /// It throws too where `text` is no identity: versions before 0.2.0 kept digests alone.
  public func require(_ text: String?, in path: String, else problem: String, advice: String) throws {
    guard let text, let found = try? JSONDecoder().decode(Identity.self, from: Data(text.utf8)) else {
      throw FileError(
        path, "does not say what it was made from, as files of versions before 0.2.0", expected: "an identity",
        found: text.map { String($0.prefix(80)).trimmingCharacters(in: .whitespacesAndNewlines) } ?? "none",
        advice: advice)
    }
    try require(found, in: path, else: problem, advice: advice)
  }
}

/// An identity is coded as the table of its values.
extension Identity: Codable {
  public init(from decoder: any Decoder) throws {
    try self.init(values: decoder.singleValueContainer().decode([String: String].self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(values)
  }
}

private struct Part: Encodable {
  let value: any Encodable

  func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
}

/// JSON of any form.
private enum Tree: Decodable {
  case leaf(String)
  case branches([(name: String, tree: Tree)])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let table = try? container.decode([String: Tree].self) {
      self = .branches(table.map { ($0.key, $0.value) })
    } else if let list = try? container.decode([Tree].self) {
      self = .branches(list.enumerated().map { ("\($0.offset)", $0.element) })
    } else {
      self = .leaf(try Self.text(container))
    }
  }

  private static func text(_ container: any SingleValueDecodingContainer) throws -> String {
    if container.decodeNil() { return "nothing" }
    if let text = try? container.decode(String.self) { return text }
    if let truth = try? container.decode(Bool.self) { return "\(truth)" }
    // A seed may be larger than a Double tells apart.
    if let whole = try? container.decode(UInt64.self) { return "\(whole)" }
    return "\(try container.decode(Double.self))"
  }

  func add(to values: inout [String: String], at place: String) {
    switch self {
    case .leaf(let text): values[place] = text
    case .branches(let branches):
      if branches.isEmpty { values[place] = "none" }
      for branch in branches { branch.tree.add(to: &values, at: "\(place).\(branch.name)") }
    }
  }
}
