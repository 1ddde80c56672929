/// One operation of a graph.
public struct ONNXNode: Sendable, Equatable {
  /// May be empty, and need not be unique.
  public var name: String
  /// Empty for the operators of ONNX itself.
  public var domain: String
  /// The operator, such as "Conv".
  public var operation: String
  /// The names of the values that are read. An empty name is an input that was left out.
  public var inputs: [String]
  /// The names of the values that are made. An empty name is an output that nobody wants.
  public var outputs: [String]
  public var attributes: [String: ONNXAttribute]

  public init(
    name: String = "", domain: String = "", operation: String, inputs: [String], outputs: [String],
    attributes: [String: ONNXAttribute] = [:]
  ) {
    self.name = name
    self.domain = domain
    self.operation = operation
    self.inputs = inputs
    self.outputs = outputs
    self.attributes = attributes
  }
}

/// The value of an attribute of a node.
public enum ONNXAttribute: Sendable, Equatable {
  case int(Int64)
  case float(Float)
  case string(String)
  case ints([Int64])
  case floats([Float])
  case strings([String])
  case tensor(ONNXTensor)
}
