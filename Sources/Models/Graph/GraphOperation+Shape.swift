import Files

extension GraphOperation {
  /// The shape of the result.
  ///
  /// Throws a `FileError` that names the node where the operation cannot take values of these shapes.
  func outputShape(_ inputs: [GraphShape], node: String) throws -> GraphShape {
    func refuse(_ problem: String, expected: String) -> FileError {
      FileError(node, problem, expected: expected, found: inputs.map(\.text).joined(separator: " and "))
    }
    func requireMap() throws -> (batch: AxisSize, channels: Int, height: Int, width: Int) {
      let shape = inputs[0]
      guard shape.count == 4, shape[0] == .batch, shape.dropFirst().allSatisfy({ !$0.hasBatch }) else {
        throw refuse("the operation takes feature maps", expected: "N×C×H×W")
      }
      return (shape[0], shape[1].count, shape[2].count, shape[3].count)
    }
    func map(_ channels: Int, _ places: Window.Pair) throws -> GraphShape {
      guard places.y > 0, places.x > 0 else {
        throw refuse("the kernel does not fit the map", expected: "a larger map")
      }
      return [.batch, AxisSize(channels), AxisSize(places.y), AxisSize(places.x)]
    }
    func requireAxis(_ axis: Int) throws {
      guard inputs[0].indices.contains(axis) else { throw refuse("no axis \(axis)", expected: "an axis of the value") }
      guard !inputs[0][axis].hasBatch else {
        throw refuse("axis \(axis) holds the images of the batch", expected: "an axis of one image's numbers")
      }
    }
    switch self {
    case .pixelNormalisation(let mean, let deviation):
      guard try requireMap().channels == mean.count, deviation.count == mean.count else {
        throw refuse("normalisation", expected: "\(mean.count) channels")
      }
      return inputs[0]
    case .convolution(let window, let outputs, let groups, _):
      let (_, channels, height, width) = try requireMap()
      guard groups > 0, channels % groups == 0, outputs % groups == 0 else {
        throw refuse("the channels do not fall into \(groups) groups", expected: "a multiple of \(groups)")
      }
      return try map(outputs, window.places(height: height, width: width))
    case .linear(let outputs, _):
      guard let last = inputs[0].last, !last.hasBatch else { throw refuse("a product", expected: "N×…×in") }
      return inputs[0].dropLast() + [AxisSize(outputs)]
    case .batchNormalisation:
      guard inputs[0].count >= 2, !inputs[0][1].hasBatch else { throw refuse("normalisation", expected: "N×C×…") }
      return inputs[0]
    case .groupNormalisation:
      guard inputs[0].count >= 2, inputs[0][0].hasBatch else { throw refuse("normalisation", expected: "N×C×…") }
      return inputs[0]
    case .layerNormalisation(let axes, _):
      guard axes < inputs[0].count, !inputs[0].suffix(axes).contains(where: \.hasBatch) else {
        throw refuse("normalisation", expected: "more than \(axes) axes, the images among the others")
      }
      return inputs[0]
    case .activation, .dropout: return inputs[0]
    case .binary: return try Self.broadcast(inputs, node)
    case .binaryConstant(_, let shape, _):
      return try Self.broadcast([inputs[0], shape.map { AxisSize($0) }], node)
    case .constant(let shape), .noise(_, let shape, _): return [.batch] + shape.map { AxisSize($0) }
    case .product:
      let a = inputs[0], b = inputs[1]
      guard a.count >= 2, b.count >= 2, a[a.count - 1] == b[b.count - 2] else {
        throw refuse("the matrices do not fit", expected: "…×m×k and …×k×n")
      }
      return try Self.broadcast([Array(a.dropLast(2)), Array(b.dropLast(2))], node)
        + [a[a.count - 2], b[b.count - 1]]
    case .softmax(let axis, _):
      try requireAxis(axis)
      return inputs[0]
    case .maxPooling(let window, let ceiling), .averagePooling(let window, let ceiling, _):
      let (_, channels, height, width) = try requireMap()
      return try map(channels, window.places(height: height, width: width, ceiling: ceiling))
    case .reduction(_, let axes, let keeps):
      for axis in axes { try requireAxis(axis) }
      return inputs[0].enumerated().compactMap { axes.contains($0) ? (keeps ? AxisSize(1) : nil) : $1 }
    case .concatenation(let axis):
      try requireAxis(axis)
      var shape = inputs[0]
      for other in inputs.dropFirst() {
        guard other.count == shape.count,
          shape.indices.allSatisfy({ $0 == axis || shape[$0] == other[$0] }), !other[axis].hasBatch
        else { throw refuse("the values do not fit beside each other", expected: "equal axes but axis \(axis)") }
        shape[axis].count += other[axis].count
      }
      return shape
    case .selection(let axis, let indices):
      try requireAxis(axis)
      guard !indices.isEmpty, indices.allSatisfy({ (0..<inputs[0][axis].count).contains($0) }) else {
        throw refuse("the indices leave axis \(axis), or nothing is left", expected: "indices inside the axis")
      }
      var shape = inputs[0]
      shape[axis].count = indices.count
      return shape
    case .padding(let before, let after, let mode, _):
      guard before.count == inputs[0].count, after.count == inputs[0].count else {
        throw refuse("padding of \(before.count) axes", expected: "as many axes as the value has")
      }
      return try inputs[0].enumerated().map { axis, dimension in
        let added = before[axis] + after[axis]
        guard added == 0 && before[axis] == 0 || !dimension.hasBatch else {
          throw refuse("padding along the batch", expected: "none")
        }
        guard dimension.count + added > 0, mode != .reflect || max(before[axis], after[axis]) < dimension.count else {
          throw refuse("the padding does not fit axis \(axis)", expected: "less padding")
        }
        return AxisSize(dimension.count + added, hasBatch: dimension.hasBatch)
      }
    case .resize(let height, let width, _): return try map(requireMap().channels, Window.Pair(height, width))
    case .reshape(let shape):
      guard shape.countPerImage == inputs[0].countPerImage,
        shape.count(where: \.hasBatch) == inputs[0].count(where: \.hasBatch)
      else { throw refuse("the numbers do not fit \(shape.text)", expected: "as many numbers as before") }
      return shape
    case .transpose(let order):
      guard order.sorted() == Array(inputs[0].indices) else {
        throw refuse("not an order of the axes: \(order)", expected: "each axis once")
      }
      return order.map { inputs[0][$0] }
    case .expansion(let shape): return try Self.broadcast([inputs[0], shape], node)
    }
  }

  /// The shape of values that are repeated along the axes that they lack, aligned at their last axes.
  ///
  /// Throws a `FileError` that names the node where they do not fit.
  public static func broadcast(_ shapes: [GraphShape], _ node: String) throws -> GraphShape {
    let rank = shapes.map(\.count).max() ?? 0
    return try (0..<rank).map { axis in
      var result = AxisSize(1)
      for shape in shapes {
        let place = axis - (rank - shape.count)
        guard place >= 0, shape[place] != AxisSize(1) else { continue }
        guard result == AxisSize(1) || result == shape[place] else {
          throw FileError(
            node, "the shapes do not fit each other", expected: "equal axes, or axes of 1",
            found: shapes.map(\.text).joined(separator: " and "))
        }
        result = shape[place]
      }
      return result
    }
  }
}
