import Files
import Models
import ONNX
import Tensors

/// Where the numbers of constants stand.
extension Importer {
  /// The numbers in another type. A truth value is 1 for whatever is not 0.
  func cast(_ node: ONNXNode, _ input: Constant) throws -> Constant {
    if Self.isFloat(node) { return input.floats.map { Constant($0, shape: input.shape) } ?? input }
    let isTruth = node.int("to") == ONNXElementType.bool.rawValue
    switch input.numbers {
    case .floats(let floats):
      return Constant(
        try floats.map { AxisSize(isTruth ? ($0 == 0 ? 0 : 1) : try whole(node, $0)) }, shape: input.shape)
    case .wholes(let wholes):
      return isTruth ? Constant(wholes.map { AxisSize($0.count == 0 ? 0 : 1) }, shape: input.shape) : input
    }
  }

  private func whole(_ node: ONNXNode, _ number: Float) throws -> Int {
    guard let result = Int(exactly: number.rounded(.towardZero)) else {
      throw refusal(node, "a number becomes no size", found: "\(number)")
    }
    return result
  }

  func reshapedConstant(_ node: ONNXNode, _ input: Constant) throws -> [Int] {
    let shape = input.shape
    switch node.operation {
    case "Flatten":
      let axis = node.int("axis") ?? 1, split = axis < 0 ? axis + shape.count : axis
      guard (0...shape.count).contains(split) else { throw refusal(node, "no such axis", found: "\(axis)") }
      return [shape[..<split].saturatingProduct, shape[split...].saturatingProduct]
    case "Squeeze":
      let axes = try axes(node, input: 1, shape.count)
      return shape.enumerated().filter {
        axes?.contains($0.offset) == true ? $0.element != 1 : axes != nil || $0.element != 1
      }
      .map(\.element)
    case "Unsqueeze":
      let count = has(node, 1) ? constant(node, 1)?.count ?? 0 : node.ints("axes")?.count ?? 0
      guard let axes = try axes(node, input: 1, shape.count + count) else { throw refusal(node, "it has no axes") }
      var rest = shape[...]
      return (0..<shape.count + count).map { axes.contains($0) ? 1 : rest.removeFirst() }
    default:
      guard let wanted = constant(node, 1)?.integers else { throw refusal(node, "the new shape is no constant") }
      var target = wanted.enumerated().map {
        $1 == 0 && $0 < shape.count && node.int("allowzero") != 1 ? shape[$0] : $1
      }
      if let open = target.firstIndex(of: -1) {
        let rest = target.enumerated().filter { $0.offset != open }.map(\.element).saturatingProduct
        guard rest > 0 else { throw refusal(node, "the numbers do not fall into the shape", found: "\(target)") }
        target[open] = input.count / rest
      }
      guard target.allSatisfy({ $0 >= 0 }), target.saturatingProduct == input.count else {
        throw refusal(
          node, "the numbers do not fall into the shape", expected: "\(input.count) numbers", found: "\(target)")
      }
      return target
    }
  }

  func concatenated(_ parts: [Constant], _ axis: Int) -> Constant {
    var shape = parts[0].shape
    shape[axis] = parts.reduce(0) { $0 + $1.shape[axis] }
    let outer = shape[..<axis].saturatingProduct
    func joined<Number>(_ numbers: [[Number]]) -> [Number] {
      (0..<outer).flatMap { o in
        numbers.flatMap { values in
          let length = values.count / max(outer, 1)
          return values[o * length..<(o + 1) * length]
        }
      }
    }
    let wholes = parts.compactMap(\.wholes)
    if wholes.count == parts.count { return Constant(joined(wholes), shape: shape) }
    return Constant(joined(parts.map { $0.floats ?? [] }), shape: shape)
  }
}
