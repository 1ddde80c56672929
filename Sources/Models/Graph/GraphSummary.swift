public import Tensors

/// A graph as `checkpoint inspect` shows it.
public struct GraphSummary: Sendable, Encodable {
  public struct Node: Sendable, Encodable {
    public let name: String
    public let operation: String
    public let inputs: [Int]
    /// Such as `N×16×32×32`.
    public let shape: String
    /// Numbers of the tensors that it reads.
    public let parameters: Int
    /// Multiplications of one image in products.
    public let multiplications: Int
  }

  public let name: String
  public let input: ImageShape
  public let nodes: [Node]
  public let parameters: Int
  public let multiplications: Int

  public init(_ graph: Graph, tensors: [NamedTensor]) {
    let counts = Dictionary(tensors.map { ($0.name, $0.values.count) }, uniquingKeysWith: { first, _ in first })
    let needed = graph.isNeeded
    name = graph.name
    input = graph.input
    nodes = graph.nodes.enumerated().filter { needed[$0.offset + 1] }.map { index, node in
      Node(
        name: node.name, operation: node.operation.text, inputs: node.inputs, shape: node.shape.text,
        parameters: node.weights.reduce(0) { $0 + (counts[$1] ?? 0) },
        multiplications: node.operation.multiplications(node.inputs.map { graph.shape(of: $0) }, to: node.shape))
    }
    parameters = nodes.reduce(0) { $0 + $1.parameters }
    multiplications = nodes.reduce(0) { $0 + $1.multiplications }
  }

  /// The graph in the language of Graphviz.
  public static func dot(_ graph: Graph) -> String {
    func quoted(_ text: String) -> String {
      "\"" + text.map { "\"\\".contains($0) ? "\\\($0)" : "\($0)" }.joined() + "\""
    }
    let needed = graph.isNeeded
    var lines = [
      "digraph model {", "  rankdir=TB; node [shape=box];",
      "  0 [label=\(quoted("images \(graph.shape(of: 0).text)"))];",
    ]
    for (index, node) in graph.nodes.enumerated() where needed[index + 1] {
      lines.append("  \(index + 1) [label=\(quoted("\(node.operation.text), \(node.shape.text)"))];")
      lines += node.inputs.map { "  \($0) -> \(index + 1);" }
    }
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }
}

extension GraphOperation {
  /// Multiplications of one image in convolutions and products of matrices.
  func multiplications(_ inputs: [GraphShape], to output: GraphShape) -> Int {
    switch self {
    case .convolution(let window, _, let groups, _):
      output.countPerImage * window.kernel.y * window.kernel.x * inputs[0][1].count / groups
    case .linear, .product: output.countPerImage * inputs[0].last!.count
    default: 0
    }
  }
}
