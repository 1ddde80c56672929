import Files
import Foundation
import Models
import ONNX
import Tensors

/// What is computed when the file is read, since no pixel takes part in it.
extension Importer {
  /// Computes a node that reads constants alone, or the shape of a value; `false` where it must be computed later.
  mutating func foldConstant(_ node: ONNXNode) throws -> Bool {
    switch node.operation {
    case "Shape", "Size":
      let sizes = try sizes(node)
      if node.operation == "Size" {
        guard let total = sizes.reduce(AxisSize(1), { multiplied($0, $1) }) else {
          throw refusal(node, "the batch stands twice in the shape")
        }
        set(node, .constant(Constant([total], shape: [])))
      } else {
        let start = place(node.int("start") ?? 0, sizes.count), end = place(node.int("end") ?? sizes.count, sizes.count)
        let part = Array(sizes[start..<max(start, end)])
        set(node, .constant(Constant(part, shape: [part.count])))
      }
      return true
    case "Constant":
      set(node, .constant(try literal(node)))
      return true
    // What is random is no constant, whatever it is drawn for.
    case "RandomNormalLike", "RandomUniformLike": return false
    default: break
    }
    let inputs = node.inputs.map { $0.isEmpty ? nil : known($0) }
    let constants = inputs.map { known -> Constant? in
      if case .constant(let constant)? = known { constant } else { nil }
    }
    guard zip(inputs, constants).allSatisfy({ $0 == nil || $1 != nil }), constants.contains(where: { $0 != nil }),
      let first = constants[0]
    else { return false }
    if node.operation == "Split" { return try splitConstant(node, first) }
    guard let result = try folded(node, first, constants) else { return false }
    set(node, .constant(result))
    return true
  }

  private func place(_ index: Int, _ count: Int) -> Int { min(max(index < 0 ? index + count : index, 0), count) }

  private func sizes(_ node: ONNXNode) throws -> [AxisSize] {
    switch known(node.inputs[0]) {
    case .constant(let constant)?: constant.shape.map { AxisSize($0) }
    case .value(let value)?: shape(value)
    case .pixels?: shape(0)
    case .places?: throw refusal(node, "the shape of what counts the images is not supported")
    case nil: throw refusal(node, "nothing makes \(node.inputs[0])")
    }
  }

  private func literal(_ node: ONNXNode) throws -> Constant {
    if let tensor = node.tensor("value") { return Constant(tensor) }
    if let value = node.float("value_float") { return Constant([value], shape: []) }
    if let values = node.floats("value_floats") { return Constant(values, shape: [values.count]) }
    if let value = node.int("value_int") { return Constant([AxisSize(value)], shape: []) }
    if let values = node.ints("value_ints") { return Constant(values.map { AxisSize($0) }, shape: [values.count]) }
    throw refusal(node, "it has no value that is supported", expected: "numbers")
  }

  private mutating func splitConstant(_ node: ONNXNode, _ input: Constant) throws -> Bool {
    let axis = try axis(node, node.int("axis") ?? 0, input.shape.count), size = input.shape[axis]
    let parts = node.outputs.count, each = (size + parts - 1) / parts
    let sizes =
      (has(node, 1) ? constant(node, 1)?.integers : node.ints("split"))
      ?? (0..<parts).map { min(each, size - $0 * each) }
    guard sizes.count == parts, sizes.allSatisfy((1...max(size, 1)).contains), sizes.reduce(0, +) == size else {
      throw refusal(node, "the parts do not make up the axis", expected: "\(size) together", found: "\(sizes)")
    }
    var start = 0
    for (output, size) in zip(node.outputs, sizes) {
      set(output, .constant(input.selecting(Array(start..<start + size), axis: axis)))
      start += size
    }
    return true
  }

  private func folded(_ node: ONNXNode, _ input: Constant, _ all: [Constant?]) throws -> Constant? {
    func shaped(_ shape: [Int]) throws -> [Int] { try limited(node, shape) }
    switch node.operation {
    case "Identity", "Dropout": return input
    case "Cast": return try cast(node, input)
    case "CastLike": return all[1].flatMap { ($0.wholes == nil) == (input.wholes == nil) ? input : nil }
    case "Reshape", "Flatten", "Squeeze", "Unsqueeze":
      let target = try reshapedConstant(node, input)
      return input.reshaped(try shaped(target))
    case "Transpose":
      let order = node.ints("perm") ?? Array(input.shape.indices.reversed())
      guard order.sorted() == Array(input.shape.indices) else {
        throw refusal(node, "not an order of the axes", found: "\(order)")
      }
      return input.transposed(order)
    case "Expand":
      guard let wanted = all[1]?.wholes else { return nil }
      // For each image the same: the first axis becomes that of the batch when the value is used.
      guard let first = wanted.first, first == .batch else {
        guard let sizes = all[1]?.integers, let common = Constant.commonShape(input.shape, sizes) else {
          throw refusal(node, "the shapes do not fit", found: "\(input.shape)")
        }
        return input.broadcast(to: try shaped(common))
      }
      guard !wanted.dropFirst().contains(where: \.hasBatch),
        let common = Constant.commonShape(input.shape, [1] + wanted.dropFirst().map(\.count))
      else { throw refusal(node, "the shapes do not fit", found: "\(input.shape)") }
      return input.broadcast(to: try shaped(common))
    case "Concat":
      let parts = all.compactMap { $0 }, axis = try axis(node, node.int("axis") ?? 0, input.shape.count)
      guard
        parts.allSatisfy({
          $0.shape.count == input.shape.count
            && $0.shape.enumerated().allSatisfy { $0 == axis || $1 == input.shape[$0] }
        })
      else { throw refusal(node, "the constants do not fit beside each other", found: "\(parts.map(\.shape))") }
      return concatenated(parts, axis)
    case "Slice":
      return try sliced(node, input.shape).reduce(input) { $0.selecting($1.indices, axis: $1.axis) }
    case "Gather":
      guard let indices = all[1], let numbers = indices.integers else { return nil }
      let axis = try axis(node, node.int("axis") ?? 0, input.shape.count), size = input.shape[axis]
      let places = numbers.map { $0 < 0 ? $0 + size : $0 }
      guard places.allSatisfy({ (0..<size).contains($0) }) else {
        throw refusal(
          node, "the indices leave axis \(axis)", expected: "-\(size) to \(size - 1)", found: "\(numbers.prefix(8))")
      }
      var shape = input.shape
      shape.replaceSubrange(axis...axis, with: indices.shape)
      return input.selecting(places, axis: axis).reshaped(shape)
    case "ConstantOfShape":
      guard let sizes = input.wholes else { return nil }
      let fill = node.tensor("value").map(Constant.init) ?? Constant([0], shape: [1])
      // For each image the same numbers.
      let shape = try shaped(sizes.map { $0.hasBatch ? 1 : $0.count })
      guard !sizes.dropFirst().contains(where: \.hasBatch), fill.count == 1 else { return nil }
      return fill.reshaped([]).broadcast(to: shape)
    case "Range":
      guard let start = input.integers?.first, let limit = all[1]?.integers?.first, let step = all[2]?.integers?.first,
        step != 0, [start, limit, step].allSatisfy((-(1 << 40)...1 << 40).contains)
      else { return try floatRange(node, all) }
      let count = try shaped([max(0, (limit - start + step - step.signum()) / step)])[0]
      return Constant((0..<count).map { AxisSize(start + $0 * step) }, shape: [count])
    case "ReduceProd":
      guard input.shape.count == 1, let total = input.wholes?.reduce(AxisSize(1), { multiplied($0, $1) }) else {
        return nil
      }
      return Constant([total], shape: node.int("keepdims") == 0 ? [] : [1])
    case "Where":
      guard let yes = all[1], let no = all[2],
        let common = Constant.commonShape(yes.shape, no.shape).flatMap({ Constant.commonShape($0, input.shape) }),
        let which = input.broadcast(to: try shaped(common))?.integers, let a = yes.broadcast(to: common),
        let b = no.broadcast(to: common)
      else { return nil }
      if let a = a.wholes, let b = b.wholes {
        return Constant(which.indices.map { which[$0] != 0 ? a[$0] : b[$0] }, shape: common)
      }
      guard let a = a.floats, let b = b.floats else { return nil }
      return Constant(which.indices.map { which[$0] != 0 ? a[$0] : b[$0] }, shape: common)
    case "Add", "Sub", "Mul", "Div", "Mod", "Pow", "Min", "Max", "Equal", "Greater", "GreaterOrEqual", "Less",
      "LessOrEqual", "And", "Or":
      guard all.count == 2, let other = all[1], let common = Constant.commonShape(input.shape, other.shape),
        let a = input.broadcast(to: try shaped(common)), let b = other.broadcast(to: common)
      else { return nil }
      return try Self.combined(node.operation, a, b, shape: common) { self.refusal(node, $0) }
    case "Neg", "Abs", "Floor", "Ceil", "Sqrt", "Exp", "Log", "Reciprocal", "Not", "Sin", "Cos", "Tanh", "Sigmoid",
      "Erf", "Relu":
      return Self.mapped(node.operation, input)
    default: return try foldedLayer(node, input, all)
    }
  }
}
