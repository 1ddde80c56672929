import Yams

/// The first setting in which two audits differ.
struct AuditDifference: Equatable {
  /// As an override names it: `training.epochs`, `losses.1.loss`.
  var key: String
  var first: String
  var second: String

  static func first(between first: AuditFile, and second: AuditFile) -> AuditDifference? {
    guard let nodes = try? [first, second].map({ try Yams.compose(yaml: $0.yaml()) }) else { return nil }
    return difference(nodes[0], nodes[1], at: [])
  }

  private static func difference(_ first: Node?, _ second: Node?, at place: [String]) -> AuditDifference? {
    switch (first, second) {
    case (.mapping(let a), .mapping(let b)):
      let keys = Set((Array(a.keys) + Array(b.keys)).compactMap(\.string)).sorted()
      return keys.lazy.compactMap { difference(a[Node($0)], b[Node($0)], at: place + [$0]) }.first
    case (.sequence(let a), .sequence(let b)):
      return (0..<max(a.count, b.count)).lazy.compactMap { index in
        difference(
          a.indices.contains(index) ? a[index] : nil, b.indices.contains(index) ? b[index] : nil,
          at: place + ["\(index)"])
      }.first
    default:
      if let a = first?.scalar, let b = second?.scalar, a.string == b.string { return nil }
      return AuditDifference(key: place.joined(separator: "."), first: words(first), second: words(second))
    }
  }

  private static func words(_ node: Node?) -> String {
    switch node {
    case .scalar(let scalar): scalar.string
    case .mapping(let table): table["name"]?.string ?? "a table"
    case .sequence: "a list"
    case .alias, nil: "nothing"
    }
  }
}
