import Files

/// A node as it stands in the file, before functions are written out and what cannot be read is refused.
struct FileNode {
  var node: ONNXNode
  /// The place among the nodes of the graph or the function around, by which errors name it where it has no name.
  var number = 0
  /// Tells functions of one name apart. Mostly empty.
  var overload = ""
  /// The names of attributes whose values are attributes of the function around, with the latter's names.
  var references: [String: String] = [:]
  /// The names of attributes of kinds that are not read, and their kinds, such as "a graph".
  var unread: [String: String] = [:]

  /// An operator with a name, and without anything that is not read.
  init(_ node: ONNXNode) { self.node = node }

  init(_ message: WireMessage, number: Int, folder: String) throws {
    node = ONNXNode(operation: "", inputs: [], outputs: [])
    self.number = number
    var attributes: [AttributeMessage] = []
    try message.forEachField { field in
      switch field.number {
      case 1: node.inputs.append(try field.string())
      case 2: node.outputs.append(try field.string())
      case 3: node.name = try field.string()
      case 4: node.operation = try field.string()
      case 5: attributes.append(try AttributeMessage(field.message("an attribute")))
      case 7: node.domain = try field.string()
      case 8: overload = try field.string()
      default: break
      }
    }
    // Both are names of the operators of ONNX itself.
    if node.domain == "ai.onnx" { node.domain = "" }
    let path = message.file.path
    guard !node.operation.isEmpty else { throw FileError(path, at: place, "has no operator") }
    var names: Set<String> = []
    for attribute in attributes {
      guard names.insert(attribute.name).inserted else {
        throw FileError(path, at: place, "attribute \(quoted(attribute.name)) stands twice")
      }
      switch try attribute.content(at: "attribute \(quoted(attribute.name)) of \(place)", folder: folder) {
      case .value(let value): node.attributes[attribute.name] = value
      case .reference(let name): references[attribute.name] = name
      case .unread(let kind): unread[attribute.name] = kind
      }
    }
  }
}

extension FileNode {
  /// The name of the node in an error, or else its number.
  var label: String { node.name.isEmpty ? "\(number)" : quoted(node.name) }

  /// The node with its operator in an error.
  var place: String { "node \(label) (\(node.operation.prefix(80)))" }
}

/// A name of the file in an error, in quotation marks, and shortened where it is very long.
func quoted(_ name: String) -> String {
  let start = name.prefix(120)
  return "\"\(start)\(start.endIndex < name.endIndex ? "…" : "")\""
}
