import Files
import Models
import ONNX

/// Operators that sum along axes, and those that change the size of a map.
extension Importer {
  mutating func reduction(_ node: ONNXNode, _ kind: ReductionKind) throws {
    let rank = try shape(of: node).count
    let stated = try axes(node, input: 1, rank)
    if stated?.isEmpty ?? true, node.int("noop_with_empty_axes") == 1 { return set(node, .value(try value(node))) }
    let axes = stated.flatMap { $0.isEmpty ? nil : $0 } ?? Array(0..<rank)
    try reduce(node, kind, axes: axes, keeps: node.int("keepdims") ?? 1 == 1)
  }

  mutating func reduce(_ node: ONNXNode, _ kind: ReductionKind, axes: [Int], keeps: Bool) throws {
    try append(.reduction(kind, axes: axes, keeps: keeps), node, to: [try value(node)])
  }

  /// The square root of the sum of squares.
  mutating func lengths(_ node: ONNXNode) throws {
    let input = try value(node), rank = shape(input).count
    guard let axes = try axes(node, input: 1, rank), !axes.isEmpty else { throw refusal(node, "it has no axes") }
    let squares = try operate(.activation(.power(exponent: 2)), node, [input])
    let sums = try operate(.reduction(.sum, axes: axes, keeps: node.int("keepdims") ?? 1 == 1), node, [squares])
    try append(.activation(.squareRoot), node, to: [sums])
  }

  mutating func resize(_ node: ONNXNode) throws {
    let input = try value(node), shape = shape(input)
    guard shape.count == 4, shape[0] == .batch else {
      throw refusal(node, "only feature maps are resized", expected: "N×C×H×W", found: shape.text)
    }
    let isOld = node.operation == "Upsample" || model.opset < 11, scaleInput = isOld ? 1 : 2
    // Sizes and scales may be for some axes alone.
    let axes = try isOld ? nil : node.ints("axes")?.map { try axis(node, $0, 4) }
    func four<Number>(_ numbers: [Number], otherwise: [Number]) -> [Number]? {
      guard let axes else { return numbers.count == 4 ? numbers : nil }
      guard axes.count == numbers.count else { return nil }
      var result = otherwise
      for (axis, number) in zip(axes, numbers) { result[axis] = number }
      return result
    }
    var scales = node.floats("scales")?.map(Double.init)
    if has(node, scaleInput), let stated = constant(node, scaleInput)?.floats, !stated.isEmpty {
      scales = stated.map(Double.init)
    }
    let size: (Int, Int), scale: (Double, Double)
    if let scales {
      guard let all = four(scales, otherwise: [1, 1, 1, 1]), all[0] == 1, all[1] == 1,
        all[2...].allSatisfy({ $0 > 0 && $0 <= 1024 })
      else {
        throw refusal(node, "only height and width are scaled", expected: "scales 1, 1, y, x", found: "\(scales)")
      }
      scale = (all[2], all[3])
      size = (Int(Double(shape[2].count) * scale.0), Int(Double(shape[3].count) * scale.1))
    } else if !isOld, has(node, 3), let sizes = constant(node, 3)?.wholes.flatMap({ four($0, otherwise: shape) }) {
      guard node.string("keep_aspect_ratio_policy") ?? "stretch" == "stretch" else {
        throw refusal(node, "keeping the aspect ratio is not supported", expected: "stretch")
      }
      size = (sizes[2].count, sizes[3].count)
      scale = (Double(size.0) / Double(shape[2].count), Double(size.1) / Double(shape[3].count))
    } else {
      throw refusal(node, "its sizes are no constants", expected: "scales or sizes")
    }
    func option<Option: RawRepresentable<String>>(_ name: String, _ text: String) throws -> Option {
      guard let option = Option(rawValue: text) else { throw refusal(node, "\(name) \(text) is not supported") }
      return option
    }
    // Before opset 11 places were found by dividing alone, and rounded down.
    let how = Resizing(
      interpolation: try option("the mode", node.string("mode") ?? "nearest"),
      coordinates: isOld
        ? .asymmetric
        : try option(
          "the way of coordinates", node.string("coordinate_transformation_mode") ?? "half_pixel"),
      rounding: isOld
        ? .floor : try option("the rounding", node.string("nearest_mode") ?? "round_prefer_floor"),
      scaleY: scale.0, scaleX: scale.1)
    guard node.int("antialias") ?? 0 == 0 else { throw refusal(node, "antialiasing is not supported") }
    try append(.resize(height: size.0, width: size.1, how), node, to: [input])
  }
}
