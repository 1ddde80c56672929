import Files
public import Tensors

/// What a network computes, operation by operation: no numbers, and nothing of how or where it is computed.
///
/// Values have the axes that PyTorch gives them: feature maps are (N, C, H, W). Value 0 is the batch of images, and node i
/// computes value i + 1 from values before it.
public struct Graph: Sendable, Codable, Equatable {
  /// Such as `all-cnn-mini`, or the name of a model file.
  public var name: String
  /// The shape of one image, in pixels in [0, 1].
  public var input: ImageShape
  public internal(set) var nodes: [Node] = []
  /// The value of the logits, (N, K).
  public var output = 0
  /// What tells a model from a file from another one of its name: SHA-256 of its graph and numbers.
  public var digest: String?

  public struct Node: Sendable, Codable, Equatable {
    public var name: String
    public var operation: GraphOperation
    public var inputs: [Int]
    /// Names of the tensors that the operation reads, in its order.
    public var weights: [String]
    public internal(set) var shape: GraphShape
  }

  /// A gigabyte for one image's value, which no classifier of images needs.
  static let largestValue = 1 << 28

  public init(name: String, input: ImageShape) {
    self.name = name
    self.input = input
  }

  /// The shape of value `value`.
  public func shape(of value: Int) -> GraphShape {
    value == 0
      ? [.batch, AxisSize(input.channels), AxisSize(input.height), AxisSize(input.width)] : nodes[value - 1].shape
  }

  /// Appends a node and returns the value that it computes.
  ///
  /// Throws a `FileError` where the operation cannot take values of these shapes.
  public mutating func append(
    _ operation: GraphOperation, named name: String = "", to inputs: [Int], weights: [String] = []
  ) throws -> Int {
    let shape = try operation.outputShape(inputs.map { self.shape(of: $0) }, node: name)
    guard shape.allSatisfy({ $0.count > 0 }), shape.countPerImage <= Self.largestValue else {
      throw FileError(
        name, "the value has no size that can be computed", expected: "1 to \(Self.largestValue) numbers an image",
        found: shape.text)
    }
    nodes.append(Node(name: name, operation: operation, inputs: inputs, weights: weights, shape: shape))
    output = nodes.count
    return output
  }

  /// How many nodes read each value; the output counts once more.
  var uses: [Int] {
    var uses = [Int](repeating: 0, count: nodes.count + 1)
    for node in nodes { for input in node.inputs { uses[input] += 1 } }
    uses[output] += 1
    return uses
  }

  /// For each value whether the output depends on it.
  public var isNeeded: [Bool] {
    var needed = [Bool](repeating: false, count: nodes.count + 1)
    needed[output] = true
    for (index, node) in nodes.enumerated().reversed() where needed[index + 1] {
      for input in node.inputs { needed[input] = true }
    }
    return needed
  }
}

/// One axis of a value: a number, or so many times the number of images in the batch.
public struct AxisSize: Sendable, Codable, Hashable, CustomStringConvertible {
  public var count: Int
  /// Whether the axis has the images of the batch in it, times `count`.
  public var hasBatch: Bool

  public init(_ count: Int, hasBatch: Bool = false) {
    self.count = count
    self.hasBatch = hasBatch
  }

  /// One for each image.
  public static let batch = AxisSize(1, hasBatch: true)

  public var description: String { hasBatch ? (count == 1 ? "N" : "\(count)N") : "\(count)" }
}

public typealias GraphShape = [AxisSize]

extension GraphShape {
  /// Numbers of one image; the largest integer where there are more.
  public var countPerImage: Int { lazy.map(\.count).saturatingProduct }
  /// Such as `N×3×32×32`.
  public var text: String { map(\.description).joined(separator: "×") }
}
