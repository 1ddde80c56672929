import Files

/// The operators of a file that cannot be read, all in one error.
struct Refusals {
  /// The operator and why it is refused, with the nodes that name it.
  private var places: [(reason: String, nodes: [String])] = []

  /// `operators` are the names of those that the caller knows; `nil` for all.
  init(_ nodes: [FileNode], operators: Set<String>?) {
    var indices: [String: Int] = [:]
    for file in nodes {
      guard let reason = Self.reason(file, operators) else { continue }
      if let index = indices[reason] {
        places[index].nodes.append(file.label)
      } else {
        indices[reason] = places.count
        places.append((reason, [file.label]))
      }
    }
  }

  /// Why a node cannot be read; `nil` where it can.
  private static func reason(_ file: FileNode, _ operators: Set<String>?) -> String? {
    let node = file.node
    guard node.domain.isEmpty else { return "\(node.domain).\(node.operation)".prefix(120).description }
    // The least name, so that the same file has the same words each time.
    let operation = node.operation.prefix(80)
    if let (name, kind) = file.unread.min(by: { $0.key < $1.key }) {
      return "\(operation) with \(kind) as \(quoted(name))"
    }
    if let name = file.references.keys.min() {
      return "\(operation) with \(quoted(name)) from a function that is not there"
    }
    if let operators, !operators.contains(node.operation) { return "\(operation)" }
    return nil
  }

  /// Throws one error for all.
  func check(path: String) throws {
    guard !places.isEmpty else { return }
    let shown = 3, kinds = 40
    var words = places.prefix(kinds).map { place in
      let nodes = place.nodes.prefix(shown).joined(separator: ", ")
      let more = place.nodes.count > shown ? ", …" : ""
      return "\(place.reason), \(place.nodes.count.counted("time")) (\(nodes)\(more))"
    }
    if places.count > kinds { words.append("\(places.count - kinds) others") }
    throw FileError(
      path, "operators that cannot be read", expected: "known operators of ONNX itself, without graphs inside",
      found: words.joined(separator: "; "),
      advice: "export the model anew, in evaluation mode, and without an optimiser that merges operators")
  }
}
