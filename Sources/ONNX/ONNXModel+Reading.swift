import Files
import Foundation

extension ONNXModel {
  /// Reads and checks the model in a file.
  ///
  /// Throws a `FileError` for what is no ONNX model, is not whole or does not hold together, and one for all operators
  /// that are not ONNX's own or not among `operators`, which the caller knows; `nil` takes all. Memory is asked for
  /// before it is taken, and a `FileError` says where there is too little.
  public init(contentsOf path: String, operators: Set<String>? = nil) throws {
    try self.init(decoding: Self.bytes(of: path), path: path, operators: operators)
  }

  /// Reads and checks the model in the bytes of the file at `path`, beside which it may have other files.
  public init(decoding bytes: [UInt8], path: String, operators: Set<String>? = nil) throws {
    if let foreign = Self.format(bytes), foreign != .onnx { throw foreign.refusalAsONNX(path) }
    let file = WireFile(bytes, path: path)
    let message = try ModelMessage(WireMessage(file: file, range: file.bytes.indices, content: "the model"))
    let nodes = try FunctionCalls.writeOut(
      message.graph.nodes, functions: message.functions, opset: message.opset, path: path)
    try Refusals(nodes, operators: operators).check(path: path)
    let graph = message.graph
    guard !graph.outputs.isEmpty else { throw FileError(path, "the graph has no output") }
    self.init(
      producer: message.producer, opset: message.opset, inputs: graph.inputs, outputs: graph.outputs,
      nodes: try GraphOrder.sorted(
        nodes, inputs: graph.inputs, initialisers: graph.initialisers.keys, outputs: graph.outputs, path: path),
      initialisers: graph.initialisers)
  }

  /// The format that the bytes look like. They are not copied, since a model may have 2 GB.
  private static func format(_ bytes: [UInt8]) -> ForeignFormat? {
    bytes.withUnsafeBytes { bytes in
      bytes.baseAddress.flatMap { start in
        ForeignFormat(
          Data(bytesNoCopy: UnsafeMutableRawPointer(mutating: start), count: bytes.count, deallocator: .none))
      }
    }
  }

  /// The bytes of a file that may be a model.
  private static func bytes(of path: String) throws -> [UInt8] {
    if FileManager.default.fileExists(atPath: "\(path)/saved_model.pb") {
      throw ForeignFormat.savedModel.refusalAsONNX(path)
    }
    let size = try FileBlocks.size(of: path)
    // The format has no larger files.
    guard size <= Int(Int32.max) else {
      throw FileError(path, "too long for an ONNX model", expected: "at most \(Int32.max) bytes", found: "\(size)")
    }
    // The bytes, and as much for numbers, which most files hold as float32. Others take more: a tensor asks for it.
    try Memory.require(2 * size, for: "the model", of: path)
    guard size > 0 else { throw FileError(path, "the file is empty", expected: "an ONNX model") }
    return try FileBlocks.bytes(of: path, 0..<size)
  }
}
