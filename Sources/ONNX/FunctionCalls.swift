import Files

/// Writes the functions of a file out where they are called, so that only operators are left.
struct FunctionCalls {
  private let functions: [FunctionMessage.Key: FunctionMessage]
  private let opset: Int
  private let path: String
  private var result: [FileNode] = []
  /// Calls and nodes so far. Functions that call functions can grow without bound.
  private var steps = 0
  private var calls = 0
  /// The memory for the names that calls make.
  private var nameBytes = 0

  /// More nodes than any classifier has.
  private static let mostSteps = 1 << 17
  private static let mostNameBytes = 1 << 26
  private static let deepest = 32

  /// `nodes` with every call replaced by the nodes of its function.
  static func writeOut(
    _ nodes: [FileNode], functions: [FunctionMessage.Key: FunctionMessage], opset: Int, path: String
  ) throws -> [FileNode] {
    var calls = FunctionCalls(functions: functions, opset: opset, path: path)
    for node in nodes { try calls.append(node, depth: 0) }
    return calls.result
  }

  private init(functions: [FunctionMessage.Key: FunctionMessage], opset: Int, path: String) {
    (self.functions, self.opset, self.path) = (functions, opset, path)
  }

  private mutating func append(_ node: FileNode, depth: Int) throws {
    steps += 1
    guard steps <= Self.mostSteps else {
      throw FileError(path, "too many nodes", expected: "at most \(Self.mostSteps)", found: "more")
    }
    let key = FunctionMessage.Key(domain: node.node.domain, name: node.node.operation, overload: node.overload)
    guard let function = functions[key] else {
      result.append(node)
      return
    }
    let place = "function \(key.words), called by \(node.place)"
    guard depth < Self.deepest else {
      throw FileError(
        path, at: place, "functions call each other without end", expected: "at most \(Self.deepest) deep")
    }
    guard function.opset ?? opset == opset else {
      throw FileError(
        path, at: place, "the function is written in another version of the operators",
        expected: "opset \(opset)", found: "opset \(function.opset ?? opset)")
    }
    guard node.node.inputs.count <= function.inputs.count, node.node.outputs.count <= function.outputs.count else {
      throw FileError(
        path, at: place, "the call has too many inputs or outputs",
        expected: "\(function.inputs.count) and \(function.outputs.count)",
        found: "\(node.node.inputs.count) and \(node.node.outputs.count)")
    }
    try append(function, called: node.node, depth: depth)
  }

  private mutating func append(_ function: FunctionMessage, called call: ONNXNode, depth: Int) throws {
    calls += 1
    steps += function.inputs.count + function.outputs.count
    let prefix = "\(call.name.isEmpty ? call.operation : call.name)#\(calls)/"
    var names: [String: String] = ["": ""], copies: [(from: String, to: String)] = []
    for (index, name) in function.inputs.enumerated() {
      names[name] = index < call.inputs.count ? call.inputs[index] : ""
    }
    for (name, outer) in zip(function.outputs, call.outputs) where !outer.isEmpty {
      if let made = names[name] { copies.append((made, outer)) } else { names[name] = outer }
    }
    func named(_ name: String) -> String { names[name] ?? prefix + name }
    for inner in function.nodes {
      var node = inner
      node.node.name = prefix + (inner.node.name.isEmpty ? inner.node.operation : inner.node.name)
      node.node.inputs = inner.node.inputs.map(named)
      node.node.outputs = inner.node.outputs.map(named)
      for (name, reference) in inner.references {
        node.node.attributes[name] = call.attributes[reference] ?? function.defaults[reference]
      }
      node.references = [:]
      nameBytes += ([node.node.name] + node.node.inputs + node.node.outputs + inner.references.keys)
        .reduce(0) { $0 + MemoryLayout<String>.size + $1.utf8.count }
      guard nameBytes <= Self.mostNameBytes else {
        throw FileError(path, "the names in functions become too long", expected: "at most \(Self.mostNameBytes) bytes")
      }
      try append(node, depth: depth + 1)
    }
    for copy in copies {
      let node = ONNXNode(name: prefix + "Identity", operation: "Identity", inputs: [copy.from], outputs: [copy.to])
      try append(FileNode(node), depth: depth + 1)
    }
  }
}
