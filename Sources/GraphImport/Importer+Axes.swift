import Files
import Models
import ONNX

/// Operators that say where numbers stand.
extension Importer {
  mutating func reshape(_ node: ONNXNode) throws {
    let input = try value(node), target = try reshaped(node, shape(input))
    try append(.reshape(target), node, to: [input])
  }

  /// The shape after Reshape, Flatten, Squeeze or Unsqueeze.
  private func reshaped(_ node: ONNXNode, _ shape: GraphShape) throws -> GraphShape {
    switch node.operation {
    case "Flatten":
      let axis = try node.int("axis") == shape.count ? shape.count : axis(node, node.int("axis") ?? 1, shape.count)
      return [try product(node, shape[..<axis]), try product(node, shape[axis...])]
    case "Squeeze":
      let axes = try axes(node, input: 1, shape.count)
      return try shape.enumerated().filter { index, dimension in
        guard let axes else { return dimension != AxisSize(1) }
        guard !axes.contains(index) || dimension == AxisSize(1) else {
          throw refusal(node, "axis \(index) has more than one number", found: shape.text)
        }
        return !axes.contains(index)
      }.map(\.element)
    case "Unsqueeze":
      let count = has(node, 1) ? constant(node, 1)?.count ?? 0 : node.ints("axes")?.count ?? 0
      guard let axes = try axes(node, input: 1, shape.count + count) else { throw refusal(node, "it has no axes") }
      var rest = shape[...]
      return (0..<shape.count + count).map { axes.contains($0) ? AxisSize(1) : rest.removeFirst() }
    default:
      guard let wanted = constant(node, 1)?.wholes else {
        throw refusal(
          node, "the new shape depends on the images", expected: "sizes", found: has(node, 1) ? node.inputs[1] : "none")
      }
      return try fitted(node, wanted, shape)
    }
  }

  private func product(_ node: ONNXNode, _ shape: ArraySlice<AxisSize>) throws -> AxisSize {
    guard shape.count(where: \.hasBatch) <= 1 else { throw refusal(node, "the batch stands twice in the shape") }
    return AxisSize(Array(shape).countPerImage, hasBatch: shape.contains(where: \.hasBatch))
  }

  /// The stated shape with its 0 and −1 replaced, and the batch where a file that was made for one image says 1.
  private func fitted(_ node: ONNXNode, _ wanted: [AxisSize], _ shape: GraphShape) throws -> GraphShape {
    var target = wanted, open: Int?
    for (index, dimension) in wanted.enumerated() where !dimension.hasBatch {
      if dimension.count == 0, node.int("allowzero") != 1 {
        guard index < shape.count else {
          throw refusal(node, "a 0 stands for an axis that is not there", found: shape.text)
        }
        target[index] = shape[index]
      } else if dimension.count == -1 {
        guard open == nil else { throw refusal(node, "two axes are left open", expected: "one -1") }
        open = index
      } else if dimension.count < 0 {
        throw refusal(node, "a negative size", found: "\(dimension.count)")
      }
    }
    let total = try product(node, shape[...])
    let rest = try product(node, (target.enumerated().filter { $0.offset != open }.map(\.element))[...])
    if let open {
      guard rest.count > 0, total.count % rest.count == 0 else {
        throw refusal(node, "the numbers do not fall into the shape", expected: shape.text, found: target.text)
      }
      target[open] = AxisSize(total.count / rest.count)
    }
    // Of the batch nothing is said yet: it is the first axis where a file for one image has a 1, else the open one.
    if total.hasBatch, !rest.hasBatch {
      if isForOneImage, target.first == AxisSize(1) {
        target[0] = .batch
      } else if let open {
        target[open].hasBatch = true
      }
    }
    return target
  }

  mutating func expand(_ node: ONNXNode) throws {
    let input = try value(node)
    guard let wanted = constant(node, 1)?.wholes else { throw refusal(node, "the new shape depends on the images") }
    var own = shape(input), target = wanted
    // Aligned at the last axis; the longer shape has the first ones.
    while own.count < target.count { own.insert(AxisSize(1), at: 0) }
    while target.count < own.count { target.insert(AxisSize(1), at: 0) }
    try append(
      .expansion(zip(own, target).map { $1 == AxisSize(1) ? $0 : $0.hasBatch && !$1.hasBatch ? $0 : $1 }), node,
      to: [input])
  }

  mutating func tile(_ node: ONNXNode) throws {
    var current = try value(node)
    guard let repeats = constant(node, 1)?.integers, repeats.count == shape(current).count,
      repeats.allSatisfy({ (1...4096).contains($0) })
    else { throw refusal(node, "its repeats are no constants that fit", found: shape(current).text) }
    for (axis, count) in repeats.enumerated() where count > 1 {
      current = try operate(.concatenation(axis: axis), node, Array(repeating: current, count: count))
    }
    set(node, .value(current))
  }

  mutating func concatenation(_ node: ONNXNode) throws {
    let parts = node.inputs.filter { if case .constant(let constant)? = known($0) { constant.count > 0 } else { true } }
    guard let first = parts.first(where: { if case .constant? = known($0) { false } else { true } }) else {
      throw refusal(node, "it has no inputs")
    }
    let rank = try shape(of: first, label(node)).count
    let inputs = try parts.map { try value($0, label(node)) }
    try append(
      .concatenation(axis: try axis(node, node.int("axis") ?? 1, rank)), node, to: inputs)
  }

  mutating func split(_ node: ONNXNode) throws {
    let input = try value(node), shape = shape(input)
    let axis = try axis(node, node.int("axis") ?? 0, shape.count), size = shape[axis].count
    let parts = node.outputs.count
    let sizes: [Int]
    if let stated = has(node, 1) ? constant(node, 1)?.integers : node.ints("split") {
      sizes = stated
    } else {
      // The last part is smaller where the axis does not fall into equal ones.
      let each = (size + parts - 1) / parts
      sizes = (0..<parts).map { min(each, size - $0 * each) }
    }
    guard sizes.count == parts, sizes.allSatisfy((1...size).contains), sizes.reduce(0, +) == size else {
      throw refusal(
        node, "the parts do not make up axis \(axis)", expected: "\(parts) sizes of \(size) together", found: "\(sizes)"
      )
    }
    var start = 0
    for (output, size) in zip(node.outputs, sizes) {
      if !output.isEmpty {
        set(output, .value(try operate(.selection(axis: axis, indices: Array(start..<start + size)), node, [input])))
      }
      start += size
    }
  }

  /// The indices that a slice takes of each axis that it names.
  func sliced(_ node: ONNXNode, _ shape: [Int?]) throws -> [(axis: Int, indices: [Int])] {
    func numbers(_ index: Int, _ attribute: String) throws -> [Int]? {
      guard model.opset >= 10 else { return node.ints(attribute) }
      guard has(node, index) else { return nil }
      guard let values = constant(node, index)?.integers else {
        throw refusal(node, "its \(attribute) depend on the images or the batch", expected: "constants")
      }
      return values
    }
    guard let starts = try numbers(1, "starts"), let ends = try numbers(2, "ends"), starts.count == ends.count else {
      throw refusal(node, "it has no starts and ends")
    }
    let axes = try (numbers(3, "axes") ?? Array(starts.indices)).map { try axis(node, $0, shape.count) }
    let steps = try numbers(4, "steps") ?? starts.map { _ in 1 }
    guard axes.count == starts.count, steps.count == starts.count, !steps.contains(0) else {
      throw refusal(node, "starts, ends, axes and steps do not fit each other")
    }
    return try axes.indices.map { i in
      guard let size = shape[axes[i]] else {
        // All images, from the first one on.
        guard starts[i] == 0, ends[i] > 1_000_000, steps[i] == 1 else {
          throw refusal(node, "it takes some images of the batch", expected: "all")
        }
        return (axes[i], [])
      }
      func place(_ index: Int, _ low: Int, _ high: Int) -> Int { min(max(index < 0 ? index + size : index, low), high) }
      let indices =
        steps[i] > 0
        ? Array(stride(from: place(starts[i], 0, size), to: place(ends[i], 0, size), by: steps[i]))
        : Array(
          stride(
            from: place(starts[i], 0, size - 1), to: ends[i] < -size ? -1 : place(ends[i], -1, size - 1), by: steps[i]))
      return (axes[i], indices)
    }
  }

  mutating func slice(_ node: ONNXNode) throws {
    var current = try value(node)
    let shape = shape(current)
    for (axis, indices) in try sliced(node, shape.map { $0.hasBatch ? nil : $0.count }) where !shape[axis].hasBatch {
      guard !indices.isEmpty else {
        // Nothing, for each image: a concatenation may take it.
        var empty = shape.map { $0.hasBatch ? 1 : $0.count }
        empty[axis] = 0
        return set(node, .constant(Constant([Float](), shape: empty)))
      }
      current = try operate(.selection(axis: axis, indices: indices), node, [current])
    }
    set(node, .value(current))
  }

  mutating func gather(_ node: ONNXNode) throws {
    let input = try value(node), shape = shape(input)
    guard let indices = constant(node, 1), let numbers = indices.integers else {
      throw refusal(node, "its indices are no constants", found: node.inputs.count > 1 ? node.inputs[1] : "none")
    }
    let axis = try axis(node, node.int("axis") ?? 0, shape.count)
    let places = numbers.map { $0 < 0 ? $0 + shape[axis].count : $0 }
    let selected = try operate(.selection(axis: axis, indices: places), node, [input])
    var target = shape
    target.replaceSubrange(axis...axis, with: indices.shape.map { AxisSize($0) })
    try append(.reshape(target), node, to: [selected])
  }

  mutating func padding(_ node: ONNXNode) throws {
    let input = try value(node), rank = shape(input).count
    let stated = model.opset < 11 ? node.ints("pads") : has(node, 1) ? constant(node, 1)?.integers : nil
    guard let stated else { throw refusal(node, "its pads are no constants") }
    let axes = has(node, 3) ? try axes(node, input: 3, rank)! : Array(0..<rank)
    guard stated.count == 2 * axes.count, stated.allSatisfy((-(1 << 24)...1 << 24).contains) else {
      throw refusal(
        node, "the pads do not fit the axes", expected: "\(2 * axes.count) numbers", found: "\(stated.count)")
    }
    var before = [Int](repeating: 0, count: rank), after = before
    for (i, axis) in axes.enumerated() {
      before[axis] = stated[i]
      after[axis] = stated[axes.count + i]
    }
    let name = node.string("mode") ?? "constant"
    guard let mode = PaddingMode(rawValue: name) else {
      throw refusal(node, "unknown mode", expected: "constant, reflect or edge", found: name)
    }
    let fill: Float
    if model.opset < 11 {
      fill = node.float("value") ?? 0
    } else if has(node, 2) {
      guard let value = constant(node, 2)?.floats?.first else { throw refusal(node, "its value is no constant") }
      fill = value
    } else {
      fill = 0
    }
    try append(.padding(before: before, after: after, mode, value: fill), node, to: [input])
  }
}
