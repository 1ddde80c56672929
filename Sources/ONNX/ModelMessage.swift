import Files

/// A model as the fields of its message hold it.
struct ModelMessage {
  private(set) var producer = ""
  private(set) var opset = 0
  private(set) var graph = GraphMessage()
  private(set) var functions: [FunctionMessage.Key: FunctionMessage] = [:]

  init(_ message: WireMessage) throws {
    let path = message.file.path, folder = PathParts(path).folder
    var graph: GraphMessage?, opset: Int?, name = "", version = ""
    try message.forEachField { field in
      switch field.number {
      case 2: name = try field.string()
      case 3: version = try field.string()
      case 7:
        guard graph == nil else { throw FileError(path, at: "byte \(field.start)", "a second graph") }
        graph = try GraphMessage(field.message("the graph"), folder: folder)
      case 8:
        let (domain, version) = try field.operatorSet()
        if domain.isEmpty { opset = version }
      case 25:
        let function = try FunctionMessage(field.message("a function"), folder: folder)
        guard functions.updateValue(function, forKey: function.key) == nil else {
          throw FileError(path, at: "function \(function.key.words)", "stands twice in the file")
        }
      default: break
      }
    }
    guard let graph else { throw FileError(path, "has no graph", advice: "is this an ONNX model, and whole?") }
    guard let opset else {
      throw FileError(path, "does not say from which opset its operators are", advice: "is the file whole?")
    }
    guard ONNXModel.opsets.contains(opset) else {
      throw FileError(
        path, "unsupported opset", expected: "\(ONNXModel.opsets.lowerBound) to \(ONNXModel.opsets.upperBound)",
        found: "\(opset)", advice: "export the model anew, with opset_version=17")
    }
    (self.graph, self.opset) = (graph, opset)
    producer = [name, version].filter { !$0.isEmpty }.joined(separator: " ")
  }
}

extension WireField {
  /// The key and the value of an entry of a table of texts.
  func entry() throws -> (key: String, value: String) {
    var key = "", value = ""
    try message("an entry").forEachField { field in
      switch field.number {
      case 1: key = try field.string()
      case 2: value = try field.string()
      default: break
      }
    }
    return (key, value)
  }

  /// A set of operators: its domain, empty for ONNX's own, and its version.
  func operatorSet() throws -> (domain: String, version: Int) {
    var domain = "", version = 0
    try message("an operator set").forEachField { field in
      switch field.number {
      case 1: domain = try field.string()
      case 2: version = Int(try field.int())
      default: break
      }
    }
    return (domain == "ai.onnx" ? "" : domain, version)
  }
}
