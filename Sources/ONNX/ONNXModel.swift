/// The graph of a model file, as it stands in the file.
///
/// Every name that a node reads is made by one input, initialiser or node, and the nodes are in an order in which each
/// comes after those that it reads. Local functions of the file are written out at their calls.
/// What the operations mean is not looked at.
public struct ONNXModel: Sendable, Equatable {
  /// The program that wrote the file and its version, such as "pytorch 2.7.1"; empty where the file does not say.
  public var producer: String
  /// The version of the set of operators that the nodes are from, one of `opsets`.
  public var opset: Int
  /// The inputs that a caller gives. Initialisers are not among them.
  public var inputs: [ONNXValue]
  public var outputs: [ONNXValue]
  public var nodes: [ONNXNode]
  /// The weights and other constants by name.
  public var initialisers: [String: ONNXTensor]

  /// The versions of the set of operators that are read.
  public static let opsets = 9...21

  public init(
    producer: String = "", opset: Int, inputs: [ONNXValue], outputs: [ONNXValue], nodes: [ONNXNode],
    initialisers: [String: ONNXTensor] = [:]
  ) {
    self.producer = producer
    self.opset = opset
    self.inputs = inputs
    self.outputs = outputs
    self.nodes = nodes
    self.initialisers = initialisers
  }
}
