import Files
import Tensors

/// Makes a network of a graph: decides where every value lies in memory and which layer computes it.
///
/// Reshapes and transpositions cost nothing where what follows can read the numbers as they lie; else they are moved
/// once. A ReLU becomes part of the layer before it where nobody else reads that layer's numbers.
struct Lowering {
  let graph: Graph
  private var builder: NetworkBuilder
  /// Where each value of the graph lies.
  private var placements: [Placement?]
  private let uses: [Int]
  /// For each value of the network the graph's value that it was made for.
  private var origins: [Int] = [0]
  private var atoms = 0

  init(_ graph: Graph) throws {
    self.graph = graph
    builder = NetworkBuilder(input: graph.input)
    placements = [Placement?](repeating: nil, count: graph.nodes.count + 1)
    uses = graph.uses
    placements[0] = map(graph.input, value: 0)
    let needed = graph.isNeeded
    for (index, node) in graph.nodes.enumerated() where needed[index + 1] {
      let inputs = node.inputs.map { placements[$0]! }
      placements[index + 1] = try lower(node, inputs, value: index + 1)
    }
  }

  /// The network whose logits are the value `logits`, which must be its last one.
  func network(logits: Placement) -> Network {
    precondition(logits.value == builder.nodes.count)
    return builder.network(graph.name)
  }

  func placement(of value: Int) -> Placement { placements[value]! }

  // MARK: What the lowerings of operations are made of

  mutating func atom(_ size: Int) -> [Placement.Atom] {
    guard size > 1 else { return [] }
    atoms += 1
    return [Placement.Atom(id: atoms, size: size)]
  }

  /// A feature map: N, C, H, W for the graph, channels last in memory.
  mutating func map(_ shape: ImageShape, value: Int) -> Placement {
    let channels = atom(shape.channels), rows = atom(shape.height), columns = atom(shape.width)
    return Placement(
      value: value,
      axes: [Placement.Axis(hasBatch: true), Placement.Axis(channels), Placement.Axis(rows), Placement.Axis(columns)],
      order: rows + columns + channels)
  }

  func shape(of value: Int) -> ImageShape { builder.shape(of: value) }

  /// Appends a layer for the graph's value `origin`; its tensors get the names `weights`.
  mutating func append(
    _ layer: some Layer, to inputs: [Int], origin: Int, weights: [String] = [], inputShape: ImageShape? = nil
  ) -> Int {
    origins.append(origin)
    return builder.append(layer, to: inputs, weights: weights, inputShape: inputShape)
  }

  /// The value with its atoms in another order of memory.
  mutating func arranged(_ placement: Placement, _ order: [Placement.Atom], origin: Int) -> Placement {
    guard order != placement.order else { return placement }
    var result = placement
    result.order = order
    result.value = gather(placement.offsets(of: order), from: placement, origin: origin)
    return result
  }

  /// The value with its axes' atoms in the order in which they are counted.
  mutating func inCountedOrder(_ placement: Placement, origin: Int) -> Placement {
    arranged(placement, placement.counted, origin: origin)
  }

  /// A feature map with channels last. Maps that the first axis has beside the images count as rows.
  mutating func channelsLast(_ placement: Placement, origin: Int) -> (Placement, ImageShape) {
    let axes = placement.axes
    let spatial = axes.dropFirst(2).flatMap(\.atoms)
    let arranged = arranged(placement, axes[0].atoms + spatial + axes[1].atoms, origin: origin)
    let height = axes[0].count * (axes.count > 2 ? axes[2].count : 1)
    let width = axes.dropFirst(3).reduce(1) { $0 * $1.count }
    return (arranged, ImageShape(height: height, width: width, channels: axes[1].count))
  }

  /// A layer that copies: for each number of the output where it lies in `source`, a negative number for `fill`.
  mutating func gather(_ places: [Int], from source: Placement, fill: Float = 0, origin: Int) -> Int {
    let run = Self.runLength(places)
    let starts = stride(from: 0, to: places.count, by: run).map { places[$0] < 0 ? nil : places[$0] }
    let output = ImageShape(height: starts.count, width: 1, channels: run)
    return append(
      Gathering(output: output, run: run, copying: starts, of: source.count, fill: fill), to: [source.value],
      origin: origin)
  }

  /// The longest length of which all runs of neighbours are multiples.
  private static func runLength(_ places: [Int]) -> Int {
    var divisor = 0, length = 0
    for (i, place) in places.enumerated() {
      let follows = i > 0 && (place < 0 ? places[i - 1] < 0 : places[i - 1] >= 0 && places[i - 1] + 1 == place)
      if !follows, i > 0 {
        divisor = greatestDivisor(divisor, length)
        length = 0
      }
      length += 1
    }
    return max(greatestDivisor(divisor, length), 1)
  }

  static func greatestDivisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : greatestDivisor(b, a % b) }

  /// Makes the last layer rectify if it computed `value` of the graph for nobody else.
  mutating func rectifyProducer(of value: Int, _ placement: Placement) -> Bool {
    let index = placement.value - 1
    guard index >= 0, uses[value] == 1, origins[placement.value] == value,
      let layer = builder.nodes[index].layer.rectified()
    else { return false }
    builder.nodes[index].layer = layer
    return true
  }
}

extension [Placement.Atom] {
  /// Where `part` begins, if its atoms lie here together and in this order.
  private func start(of part: Self) -> Int? {
    part.isEmpty ? nil : indices.first { self[$0...].starts(with: part) }
  }

  func contains(_ part: Self) -> Bool { start(of: part) != nil }

  /// Puts other atoms in the place of `part`, which is here.
  mutating func replace(_ part: Self, with other: Self) {
    let start = start(of: part)!
    replaceSubrange(start..<start + part.count, with: other)
  }
}
