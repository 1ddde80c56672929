import Foundation

/// A graph of `fixtures/onnx`, which holds its input as the initialiser `case/x` and, as `case/y`, what onnxruntime makes
/// of it.
public struct OperationCase: Sendable, CustomStringConvertible {
  /// What the graph is about, and its opset.
  public let description: String
  /// The bytes of an ONNX file.
  public let model: [UInt8]

  /// All graphs, in the order of their making.
  public static func all() throws -> [OperationCase] {
    let path = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../fixtures/onnx/operations.bin")
    var bytes = [UInt8](try Data(contentsOf: path.standardized))[...]
    func part() -> [UInt8] {
      let count = bytes.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
      defer { bytes = bytes.dropFirst(4 + count) }
      return Array(bytes.dropFirst(4).prefix(count))
    }
    var cases: [OperationCase] = []
    while !bytes.isEmpty {
      cases.append(OperationCase(description: String(decoding: part(), as: UTF8.self), model: part()))
    }
    return cases
  }
}
