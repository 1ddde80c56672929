import Files

/// The order in which nodes can be computed, and the check that all they read is made once.
struct GraphOrder {
  private let nodes: [FileNode]
  private let path: String
  private var makers: [String: Maker] = [:]

  /// What makes a value.
  private enum Maker {
    /// An input or an initialiser.
    case start
    /// The node of this index.
    case node(Int)
  }

  /// `nodes` in an order in which each comes after those that it reads; unchanged where they are in one already.
  ///
  /// Throws a `FileError` for a value that is made twice or by nobody, and for nodes that wait for each other.
  static func sorted(
    _ nodes: [FileNode], inputs: [ONNXValue], initialisers: some Sequence<String>, outputs: [ONNXValue], path: String
  ) throws -> [ONNXNode] {
    let order = try GraphOrder(nodes, inputs: inputs, initialisers: initialisers, path: path)
    try order.requireMakers(outputs)
    return try order.sorted().map(\.node)
  }

  private init(
    _ nodes: [FileNode], inputs: [ONNXValue], initialisers: some Sequence<String>, path: String
  ) throws {
    (self.nodes, self.path) = (nodes, path)
    for name in initialisers { makers[name] = .start }
    for input in inputs {
      guard makers.updateValue(.start, forKey: input.name) == nil else {
        throw FileError(path, at: "input \(quoted(input.name))", "stands twice in the file")
      }
    }
    for (index, node) in nodes.enumerated() {
      for name in node.node.outputs where !name.isEmpty {
        guard let former = makers.updateValue(.node(index), forKey: name) else { continue }
        let maker =
          switch former {
          case .start: "an input or initialiser"
          case .node(let other): "made by \(nodes[other].place)"
          }
        throw FileError(
          path, at: node.place, "makes a value that is there already", expected: "a name of its own",
          found: "\(quoted(name)), \(maker)")
      }
    }
  }

  private func requireMakers(_ outputs: [ONNXValue]) throws {
    for node in nodes {
      if let missing = node.node.inputs.first(where: { !$0.isEmpty && makers[$0] == nil }) {
        throw FileError(
          path, at: node.place, "reads a value that nobody makes", found: quoted(missing),
          advice: "is the file whole, and are its initialisers in it?")
      }
    }
    if let missing = outputs.first(where: { makers[$0.name] == nil }) {
      throw FileError(path, at: "output \(quoted(missing.name))", "is made by no node")
    }
  }

  private func sorted() throws -> [FileNode] {
    let sources = nodes.map { node in
      node.node.inputs.compactMap { if case .node(let index) = makers[$0] { index } else { nil } }
    }
    guard sources.enumerated().contains(where: { index, sources in sources.contains { $0 >= index } }) else {
      return nodes
    }
    var waiting = sources.map(\.count), readers = [[Int]](repeating: [], count: nodes.count)
    for (index, sources) in sources.enumerated() { for source in sources { readers[source].append(index) } }
    var order = nodes.indices.filter { waiting[$0] == 0 }
    var next = 0
    while next < order.count {
      for reader in readers[order[next]] {
        waiting[reader] -= 1
        if waiting[reader] == 0 { order.append(reader) }
      }
      next += 1
    }
    guard order.count == nodes.count else { throw cycle(waiting, sources) }
    return order.map { nodes[$0] }
  }

  /// The error for nodes that wait for each other. Each node that still waits reads another that does.
  private func cycle(_ waiting: [Int], _ sources: [[Int]]) -> FileError {
    var trail: [Int] = [], places: [Int: Int] = [:], node = waiting.firstIndex { $0 > 0 }
    while let current = node, places[current] == nil {
      places[current] = trail.count
      trail.append(current)
      node = sources[current].first { waiting[$0] > 0 }
    }
    let ring = trail[(node.flatMap { places[$0] } ?? 0)...].reversed()
    let shown = 8
    let words = ring.prefix(shown).map { nodes[$0].place }.joined(separator: ", ")
    return FileError(
      path, "nodes wait for each other in a ring", expected: "a graph without rings",
      found: words + (ring.count > shown ? " and \(ring.count - shown) more" : ""))
  }
}
