import Files

/// A function of a model file: nodes under a name, which a node calls as if it were an operator.
struct FunctionMessage {
  /// What a node names to call the function.
  struct Key: Hashable {
    var domain = "", name = "", overload = ""

    /// The function in an error.
    var words: String { domain.isEmpty ? name : "\(domain).\(name)" }
  }

  private(set) var key = Key()
  private(set) var inputs: [String] = []
  private(set) var outputs: [String] = []
  private(set) var nodes: [FileNode] = []
  /// The values of attributes that a call may leave out.
  private(set) var defaults: [String: ONNXAttribute] = [:]
  /// The version of ONNX's operators that the nodes are from; `nil` where the function has none of them.
  private(set) var opset: Int?

  init(_ message: WireMessage, folder: String) throws {
    var attributes: [AttributeMessage] = []
    try message.forEachField { field in
      switch field.number {
      case 1: key.name = try field.string()
      case 4: inputs.append(try field.string())
      case 5: outputs.append(try field.string())
      case 7: nodes.append(try FileNode(field.message("a node"), number: nodes.count, folder: folder))
      case 9:
        let (domain, version) = try field.operatorSet()
        if domain.isEmpty { opset = version }
      case 10: key.domain = try field.string()
      case 11: attributes.append(try AttributeMessage(field.message("an attribute")))
      case 13: key.overload = try field.string()
      default: break
      }
    }
    if key.domain == "ai.onnx" { key.domain = "" }
    for attribute in attributes {
      let place = "attribute \(quoted(attribute.name)) of function \(key.words)"
      guard case .value(let value) = try attribute.content(at: place, folder: folder) else {
        throw FileError(message.file.path, at: place, "has a value that is not read")
      }
      defaults[attribute.name] = value
    }
  }
}
