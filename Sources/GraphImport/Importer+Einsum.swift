import Files
import Models
import ONNX

/// Einsum of one value or of two. Axes are moved so that shared ones come first and summed ones meet; then it is a product
/// of matrices.
extension Importer {
  /// A value and the names of its axes.
  private struct Operand {
    var labels: [Character]
    var value: Int
  }

  mutating func einsum(_ node: ONNXNode) throws {
    let shapes = try node.inputs.indices.map { index -> GraphShape in
      if let constant = constant(node, index) { return constant.shape.map { AxisSize($0) } }
      return try shape(of: node, index)
    }
    let (inputs, output) = try equation(node, ranks: shapes.map(\.count))
    var sizes: [Character: AxisSize] = [:]
    for (labels, shape) in zip(inputs, shapes) {
      guard labels.count == shape.count, Set(labels).count == labels.count else {
        throw refusal(
          node, "the equation does not fit a value", expected: "\(labels.count) different axes", found: shape.text)
      }
      for (label, size) in zip(labels, shape) where sizes.updateValue(size, forKey: label) ?? size != size {
        throw refusal(
          node, "axis \(label) has two sizes", expected: "the same in each value",
          found: shapes.map(\.text).joined(separator: " and "))
      }
    }
    guard Set(output).count == output.count, output.allSatisfy({ sizes[$0] != nil }) else {
      throw refusal(node, "the result has axes that no value has", found: node.string("equation"))
    }
    // Each image has its own result.
    let images = sizes.filter(\.value.hasBatch).map(\.key)
    guard images.count == 1, output.contains(images[0]) else {
      throw refusal(
        node, "the images are not kept apart", expected: "one axis of images, also in the result",
        found: shapes.map(\.text).joined(separator: " and "))
    }
    if inputs.count == 1 {
      return try end(node, Operand(labels: inputs[0], value: try value(node)), output)
    }
    // The product is the same in either order: only the second one may be constant.
    let first = constant(node, 0) == nil ? 0 : 1, second = 1 - first
    let a = Operand(labels: inputs[first], value: try value(node, first)), b: Operand
    if let weights = constant(node, second) {
      let labels = inputs[second], shared = Set(a.labels).intersection(labels)
      if shared.isDisjoint(with: output), labels.allSatisfy({ shared.contains($0) || output.contains($0) }) {
        return try weighted(node, a, weights, labels, named: node.inputs[second], output, sizes)
      }
      // The same numbers for each image: their axis is that of the images.
      guard sizes[images[0]] == .batch, weights.count > 0 else {
        throw refusal(
          node, "such constants are not supported", expected: "an axis of images alone", found: "\(weights.shape)")
      }
      let name = "\(node.inputs[second]) for each image"
      set(name, .constant(weights.reshaped([1] + weights.shape)))
      b = Operand(labels: images + labels, value: try value(name, label(node)))
    } else {
      b = Operand(labels: inputs[second], value: try value(node, second))
    }
    try multiplied(node, a, b, output, sizes)
  }

  /// The names of the axes of each value and of the result. Those that an ellipsis stands for are numbered from the last one.
  private func equation(_ node: ONNXNode, ranks: [Int]) throws -> (inputs: [[Character]], output: [Character]) {
    let text = (node.string("equation") ?? "").filter { $0 != " " }
    let sides = text.split(separator: ">", omittingEmptySubsequences: false)
    let terms = (sides[0].last == "-" ? sides[0].dropLast() : sides[0]).split(
      separator: ",", omittingEmptySubsequences: false)
    guard (1...2).contains(ranks.count), terms.count == ranks.count, sides.count <= 2,
      (sides.count == 2) == (sides[0].last == "-")
    else {
      throw refusal(node, "not an equation for \(ranks.count) values", expected: "such as bij,bjk->bik", found: text)
    }
    func letters(_ term: Substring, open: Int) throws -> [Character] {
      let parts = term.split(separator: "...", omittingEmptySubsequences: false)
      guard parts.count <= 2, term.allSatisfy({ $0.isASCII && $0.isLetter || $0 == "." }), (0...9).contains(open),
        parts.allSatisfy({ !$0.contains(".") })
      else { throw refusal(node, "not the axes of a value", expected: "letters and one ellipsis", found: text) }
      guard parts.count == 2 else { return Array(term) }
      return parts[0] + (0..<open).reversed().map { Character("\($0)") } + parts[1]
    }
    let inputs = try zip(terms, ranks).map { term, rank in
      try letters(term, open: max(0, rank - term.count { $0 != "." }))
    }
    let all = inputs.joined(), open = all.compactMap(\.wholeNumberValue).max().map { $0 + 1 } ?? 0
    if sides.count == 2 { return (inputs, try letters(sides[1], open: open)) }
    // Without an arrow: what stands once, in the order of the alphabet.
    let once = Set(all).filter { label in label.isLetter && all.count { $0 == label } == 1 }.sorted()
    return (inputs, (0..<open).reversed().map { Character("\($0)") } + once)
  }

  /// A value times constants that share only axes which are summed.
  private mutating func weighted(
    _ node: ONNXNode, _ a: Operand, _ weights: Constant, _ labels: [Character], named name: String,
    _ output: [Character], _ sizes: [Character: AxisSize]
  ) throws {
    let own = labels.filter { !a.labels.contains($0) }, summed = labels.filter(a.labels.contains)
    let rest = a.labels.filter { !labels.contains($0) }
    let order = (own + summed).map { labels.firstIndex(of: $0)! }
    guard weights.count > 0, let numbers = weights.transposed(order).floats else {
      throw refusal(node, "\(name) holds no weights", found: "\(weights.shape)")
    }
    let rows = merged(own, sizes).count, terms = merged(summed, sizes).count
    let moved = try operate(
      .reshape(rest.map { sizes[$0]! } + [AxisSize(terms)]), node, [try transposed(node, a, rest + summed)])
    let product = try operate(
      .linear(outputs: rows, hasBias: false), node, [moved], weights: [store(numbers, [rows, terms], named: name)])
    let parted = try operate(.reshape((rest + own).map { sizes[$0]! }), node, [product])
    try end(node, Operand(labels: rest + own, value: parted), output)
  }

  private mutating func multiplied(
    _ node: ONNXNode, _ a: Operand, _ b: Operand, _ output: [Character], _ sizes: [Character: AxisSize]
  ) throws {
    let a = try summed(node, a, keeping: output + b.labels), b = try summed(node, b, keeping: output + a.labels)
    let both = a.labels.filter(b.labels.contains)
    // The images come first.
    let shared = both.filter(output.contains).sorted { sizes[$0]!.hasBatch && !sizes[$1]!.hasBatch }
    let inner = both.filter { !output.contains($0) }
    let left = a.labels.filter { !both.contains($0) }, right = b.labels.filter { !both.contains($0) }
    func matrix(_ operand: Operand, _ parts: [[Character]]) throws -> Int {
      let moved = try transposed(node, operand, parts.flatMap(\.self))
      return try operate(.reshape(parts.map { merged($0, sizes) }), node, [moved])
    }
    let outer = shared.isEmpty ? [] : [shared]
    let product = try operate(
      .product, node, [try matrix(a, outer + [left, inner]), try matrix(b, outer + [inner, right])])
    let labels = shared + left + right
    let parted = try operate(.reshape(labels.map { sizes[$0]! }), node, [product])
    try end(node, Operand(labels: labels, value: parted), output)
  }

  /// The axes as one.
  private func merged(_ labels: [Character], _ sizes: [Character: AxisSize]) -> AxisSize {
    let shape = labels.map { sizes[$0]! }
    return AxisSize(shape.countPerImage, hasBatch: shape.contains(where: \.hasBatch))
  }

  private mutating func summed(_ node: ONNXNode, _ operand: Operand, keeping kept: [Character]) throws -> Operand {
    let axes = operand.labels.indices.filter { !kept.contains(operand.labels[$0]) }
    guard !axes.isEmpty else { return operand }
    return Operand(
      labels: operand.labels.filter(kept.contains),
      value: try operate(.reduction(.sum, axes: axes, keeps: false), node, [operand.value]))
  }

  private mutating func transposed(_ node: ONNXNode, _ operand: Operand, _ labels: [Character]) throws -> Int {
    guard operand.labels != labels else { return operand.value }
    return try operate(.transpose(labels.map { operand.labels.firstIndex(of: $0)! }), node, [operand.value])
  }

  /// The operand as the node's output.
  private mutating func end(_ node: ONNXNode, _ operand: Operand, _ output: [Character]) throws {
    let kept = try summed(node, operand, keeping: output)
    set(node, .value(try transposed(node, kept, output)))
  }
}
