import Files

/// A graph as the fields of its message hold it.
struct GraphMessage {
  private(set) var nodes: [FileNode] = []
  private(set) var inputs: [ONNXValue] = []
  private(set) var outputs: [ONNXValue] = []
  private(set) var initialisers: [String: ONNXTensor] = [:]

  /// A graph without anything.
  init() {}

  /// Files beside the model are found in `folder`.
  init(_ message: WireMessage, folder: String) throws {
    let path = message.file.path
    try message.forEachField { field in
      switch field.number {
      case 1: nodes.append(try FileNode(field.message("a node"), number: nodes.count, folder: folder))
      case 5:
        let message = try TensorMessage(field.message("an initialiser"))
        let place = "initialiser \(quoted(message.name))"
        let tensor = try message.tensor(at: place, folder: folder)
        guard !message.name.isEmpty else { throw FileError(path, at: place, "has no name") }
        guard initialisers.updateValue(tensor, forKey: message.name) == nil else {
          throw FileError(path, at: place, "stands twice in the file")
        }
      case 11: inputs.append(try ONNXValue(field.message("an input"), kind: "input"))
      case 12: outputs.append(try ONNXValue(field.message("an output"), kind: "output"))
      case 15: throw FileError(path, at: "byte \(field.start)", "sparse initialisers are not read")
      default: break
      }
    }
    // Old files list initialisers among the inputs, as values that a caller could give too.
    inputs.removeAll { initialisers[$0.name] != nil }
  }
}
