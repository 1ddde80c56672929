import Files
import Models
import ONNX

/// Whole numbers of which each image has its own: the number of the image times a step, plus offsets that all share.
///
/// PyTorch's exporter says so where the numbers of an image stand in a flattened batch (`as_strided`).
struct ImagePlaces {
  /// How far apart the numbers of two neighbouring images are.
  var step: Int
  /// The numbers of the first image. Their first axis, of size 1, is that of the images.
  var offsets: Constant
}

extension Importer {
  /// Follows places of images from the Range that counts the images to the Gather that takes what stands there. `false` for
  /// every other node.
  mutating func followPlaces(_ node: ONNXNode) throws -> Bool {
    if node.operation == "Range" {
      guard constant(node, 0)?.integers == [0], constant(node, 1)?.wholes == [.batch],
        constant(node, 2)?.integers == [1]
      else { return false }
      set(node, .places(ImagePlaces(step: 1, offsets: Constant([AxisSize(0)], shape: [1]))))
      return true
    }
    guard let input = node.inputs.indices.first(where: { places(node, $0) != nil }), let found = places(node, input)
    else { return false }
    if node.operation == "Gather", input == 1 {
      try take(node, found)
      return true
    }
    guard let result = try moved(node, found, other: node.inputs.count == 2 ? constant(node, 1 - input) : nil) else {
      return false
    }
    set(node, .places(result))
    return true
  }

  private func places(_ node: ONNXNode, _ index: Int) -> ImagePlaces? {
    guard case .places(let places)? = known(node.inputs[index]) else { return nil }
    return places
  }

  /// The places after an operator; `nil` where they are no such places any more.
  private func moved(_ node: ONNXNode, _ places: ImagePlaces, other: Constant?) throws -> ImagePlaces? {
    switch node.operation {
    case "Identity": return places
    case "Unsqueeze":
      let shape = try reshapedConstant(node, places.offsets), added = shape.count - places.offsets.shape.count
      // The axis of the images stays the first one.
      guard let axes = try axes(node, input: 1, shape.count), axes.count == added, !axes.contains(0) else { return nil }
      return ImagePlaces(step: places.step, offsets: places.offsets.reshaped(shape))
    case "Mul":
      guard let other, other.count == 1, let factor = other.integers?.first,
        let offsets = try combined(node, places.offsets, other)
      else { return nil }
      let (step, overflow) = places.step.multipliedReportingOverflow(by: factor)
      return overflow ? nil : ImagePlaces(step: step, offsets: offsets)
    case "Add":
      guard let other, other.integers != nil else { return nil }
      return try combined(node, places.offsets, other).map { ImagePlaces(step: places.step, offsets: $0) }
    default: return nil
    }
  }

  /// Two constants of different shapes together; `nil` where they do not fit, or the first axis is no longer that of the
  /// images.
  private func combined(_ node: ONNXNode, _ a: Constant, _ b: Constant) throws -> Constant? {
    guard b.shape.count <= a.shape.count, let common = Constant.commonShape(a.shape, b.shape), common.first == 1 else {
      return nil
    }
    let shape = try limited(node, common)
    guard let a = a.broadcast(to: shape), let b = b.broadcast(to: shape) else { return nil }
    return try Self.combined(node.operation, a, b, shape: shape) { refusal(node, $0) }
  }

  /// Gather of a flattened batch where each image takes of its own numbers.
  private mutating func take(_ node: ONNXNode, _ places: ImagePlaces) throws {
    let input = try value(node), shape = shape(input)
    guard try shape.count == 1 && axis(node, node.int("axis") ?? 0, 1) == 0 && shape[0].hasBatch,
      places.step == shape[0].count, let offsets = places.offsets.integers,
      offsets.allSatisfy((0..<shape[0].count).contains)
    else {
      throw refusal(
        node, "its indices take numbers of other images", expected: "of each image its own", found: shape.text)
    }
    let images = try operate(.reshape([.batch, AxisSize(shape[0].count)]), node, [input])
    let taken = try operate(.selection(axis: 1, indices: offsets), node, [images])
    try append(.reshape([.batch] + places.offsets.shape.dropFirst().map { AxisSize($0) }), node, to: [taken])
  }
}
