/// An input or output of a graph with what the file declares of it.
public struct ONNXValue: Sendable, Equatable {
  public var name: String
  /// `nil` where the file does not say.
  public var elementType: ONNXElementType?
  /// `nil` where the file does not say how many dimensions there are.
  public var shape: [ONNXDimension]?

  public init(name: String, elementType: ONNXElementType? = nil, shape: [ONNXDimension]? = nil) {
    self.name = name
    self.elementType = elementType
    self.shape = shape
  }
}

/// One dimension of a declared shape.
public enum ONNXDimension: Sendable, Equatable {
  case fixed(Int)
  /// A size that the caller chooses, such as "batch". Dimensions of the same name have the same size. The name is empty
  /// where the file gives none, and then nothing is known of the size.
  case symbol(String)
}
