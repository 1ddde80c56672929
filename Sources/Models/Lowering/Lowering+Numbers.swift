import Files
import Tensors

/// Operations on single numbers, and on values that are repeated along axes.
extension Lowering {
  mutating func activate(_ function: ActivationFunction, _ input: Placement, _ node: Graph.Node, origin: Int)
    -> Placement
  {
    if function == .relu, rectifyProducer(of: node.inputs[0], input) { return input }
    var result = input
    result.value = append(
      Activation(function: function), to: [input.value], origin: origin)
    return result
  }

  mutating func combine(
    _ function: BinaryFunction, _ inputs: [Placement], _ node: Graph.Node, origin: Int
  ) throws -> Placement {
    let count = node.shape.countPerImage
    var inputs = inputs
    // One of the two has all numbers of the result, and says in which order they are stored.
    if !inputs.contains(where: { $0.count == count }) { inputs[0] = expand(inputs[0], node.shape, origin: origin) }
    let leader = inputs.firstIndex { $0.count == count }!
    let tables = try inputs.map { try meetings($0, inputs[leader], node) }
    var result = widened(inputs[leader], node.shape.count)
    let places = inputs.map(\.value), shape = shape(of: inputs[leader].value)
    if function == .add, tables.allSatisfy({ $0 == Array(0..<count) }) {
      result.value = append(Addition(), to: places, origin: origin)
      return result
    }
    let operands = zip(inputs, tables).enumerated().map { index, operand in
      BinaryOperation.Operand(
        source: .input(index), pattern: .of(operand.1, operand.0.count), count: operand.0.count)
    }
    result.value = append(
      BinaryOperation(function: function, output: shape, operands: operands), to: places, origin: origin)
    return result
  }

  mutating func combine(
    _ function: BinaryFunction, _ input: Placement, constant: [Int], isFirst: Bool, _ node: Graph.Node, origin: Int
  ) throws -> Placement {
    let count = node.shape.countPerImage
    let value = input.count == count ? input : expand(input, node.shape, origin: origin)
    let axes = constant.map { Placement.Axis(atom($0)) }
    let other = Placement(value: 0, axes: axes, order: axes.flatMap(\.atoms))
    let table = try meetings(other, value, node), shape = shape(of: value.value)
    let operands = [
      BinaryOperation.Operand(source: .input(0), pattern: .same, count: count),
      BinaryOperation.Operand(source: .weights, pattern: .of(table, other.count), count: other.count),
    ]
    var result = widened(value, node.shape.count)
    result.value = append(
      BinaryOperation(function: function, output: shape, operands: isFirst ? operands.reversed() : operands),
      to: [value.value], origin: origin, weights: node.weights)
    return result
  }

  private func widened(_ placement: Placement, _ rank: Int) -> Placement {
    var result = placement
    result.axes = Array(repeating: Placement.Axis(), count: rank - placement.axes.count) + placement.axes
    return result
  }

  /// For each number of `leader` in memory the number of `operand` that meets it.
  private func meetings(_ operand: Placement, _ leader: Placement, _ node: Graph.Node) throws -> [Int] {
    let rank = max(operand.axes.count, leader.axes.count)
    let own = widened(operand, rank), other = widened(leader, rank)
    var ownPlaces = [0], leaderPlaces = [0]
    for (mine, theirs) in zip(own.axes, other.axes) {
      let count = theirs.count
      if mine.hasBatch, mine.outer.reduce(1, { $0 * $1.size }) != theirs.outer.reduce(1, { $0 * $1.size }) {
        throw FileError(
          node.name, "the values hold the images of the batch in different places", expected: "one order of axes",
          found: node.shape.text)
      }
      let offsets = mine.count == count ? own.offsets(of: mine.atoms) : Array(repeating: 0, count: count)
      let leaderOffsets = other.offsets(of: theirs.atoms)
      ownPlaces = Placement.offsets([ownPlaces, offsets])
      leaderPlaces = Placement.offsets([leaderPlaces, leaderOffsets])
    }
    var table = [Int](repeating: 0, count: leader.count)
    for (place, mine) in zip(leaderPlaces, ownPlaces) { table[place] = mine }
    return table
  }
}

extension BinaryOperation.Operand.Pattern {
  /// The simplest pattern that says the same as `table` for an operand of `count` numbers.
  static func of(_ table: [Int], _ count: Int) -> Self {
    if table.count == count, table.enumerated().allSatisfy({ $0 == $1 }) { return .same }
    if table.enumerated().allSatisfy({ $0 % count == $1 }) { return .repeating }
    return .table(table.map { Int32($0) })
  }
}
