import ONNX

/// Attributes by name and type, `nil` where the file does not have them.
extension ONNXNode {
  func int(_ name: String) -> Int? { if case .int(let value)? = attributes[name] { Int(value) } else { nil } }
  func float(_ name: String) -> Float? { if case .float(let value)? = attributes[name] { value } else { nil } }
  func string(_ name: String) -> String? { if case .string(let value)? = attributes[name] { value } else { nil } }
  func ints(_ name: String) -> [Int]? {
    if case .ints(let values)? = attributes[name] { values.map { Int($0) } } else { nil }
  }
  func floats(_ name: String) -> [Float]? { if case .floats(let values)? = attributes[name] { values } else { nil } }
  func tensor(_ name: String) -> ONNXTensor? {
    if case .tensor(let value)? = attributes[name] { value } else { nil }
  }
}
