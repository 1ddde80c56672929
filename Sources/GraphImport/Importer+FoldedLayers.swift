import Files
import Foundation
import Models
import ONNX
import Tensors

/// Operators that change numbers of images in most files, computed here of constants: weights that are standardised, masks
/// of attention, encodings of positions.
extension Importer {
  func foldedLayer(_ node: ONNXNode, _ input: Constant, _ all: [Constant?]) throws -> Constant? {
    // Where an axis is empty, the others may have any size: loops along them could be endless.
    guard all.allSatisfy({ $0 == nil || $0!.count > 0 }) else { return nil }
    switch node.operation {
    case "ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceL2": return try reduced(node, input)
    case "BatchNormalization": return try normalised(node, input, all)
    case "MatMul": return try product(node, input, all[1])
    case "Gemm": return try affine(node, input, all)
    case "GatherND": return try gathered(node, input, all[1])
    case "Softmax":
      let axis = try axis(node, node.int("axis") ?? -1, input.shape.count)
      return model.opset < 13 ? nil : input.alongAxis(axis) { softmax($0) }
    case "CumSum":
      guard let axis = all[1]?.integers?.first else { return nil }
      let excludesItself = node.int("exclusive") == 1, isReversed = node.int("reverse") == 1
      let result = input.alongAxis(try self.axis(node, axis, input.shape.count)) { line in
        cumulativeSum(isReversed ? line.reversed() : line, excludesItself: excludesItself, isReversed: isReversed)
      }
      return input.wholes == nil ? result : result?.roundedToWholes
    case "ScatterND": return try scattered(node, input, all)
    case "Tile":
      // Once for each image: the first axis becomes that of the batch when the value is used.
      guard let wholes = all[1]?.wholes, wholes.count == input.shape.count,
        wholes.enumerated().allSatisfy({ $1.hasBatch ? $0 == 0 && $1 == .batch && input.shape[0] == 1 : $1.count >= 1 })
      else { throw refusal(node, "its repeats do not fit", found: "\(input.shape)") }
      let repeats = wholes.map(\.count),
        shape = try limited(node, zip(input.shape, repeats).map { [$0, $1].saturatingProduct })
      return repeats.indices.reduce(input) { part, axis in
        part.selecting((0..<shape[axis]).map { $0 % part.shape[axis] }, axis: axis)
      }
    case "Trilu":
      guard input.shape.count >= 2, let diagonal = all.count > 1 ? all[1]?.integers?.first : 0 else { return nil }
      let rows = input.shape[input.shape.count - 2], columns = input.shape[input.shape.count - 1]
      let keepsUpper = node.int("upper") ?? 1 == 1
      return input.zeroing { place in
        let row = place / columns % rows, distance = place % columns - row
        return keepsUpper ? distance < diagonal : distance > diagonal
      }
    case "Clip":
      guard let floats = input.floats, all.dropFirst().allSatisfy({ $0 == nil || $0?.floats?.count == 1 }) else {
        return nil
      }
      let low = (all.count > 1 ? all[1]?.floats?[0] : node.float("min")) ?? -.infinity
      let high = (all.count > 2 ? all[2]?.floats?[0] : node.float("max")) ?? .infinity
      let result = Constant(floats.map { min(max($0, low), high) }, shape: input.shape)
      return input.wholes == nil ? result : result.roundedToWholes
    default: return nil
    }
  }

  /// A shape of a constant that is computed, refused where it is too large.
  func limited(_ node: ONNXNode, _ shape: [Int]) throws -> [Int] {
    guard shape.allSatisfy({ $0 >= 0 }), shape.saturatingProduct <= Constant.limit else {
      throw refusal(
        node, "the constant is too large", expected: "at most \(Constant.limit) numbers", found: "\(shape)")
    }
    return shape
  }

  /// Numbers from a start to a limit that is left out.
  func floatRange(_ node: ONNXNode, _ all: [Constant?]) throws -> Constant? {
    let numbers = all.compactMap { $0?.wholes == nil ? $0?.floats?.first.map(Double.init) : nil }
    guard numbers.count == 3, numbers.allSatisfy(\.isFinite), numbers[2] != 0 else { return nil }
    let count = max(0, ((numbers[1] - numbers[0]) / numbers[2]).rounded(.up))
    let shape = try limited(node, [Int(min(count, Double(Int32.max)))])
    return Constant((0..<shape[0]).map { Float(numbers[0] + Double($0) * numbers[2]) }, shape: shape)
  }

  private func reduced(_ node: ONNXNode, _ input: Constant) throws -> Constant? {
    let stated = try axes(node, input: 1, input.shape.count)
    if stated?.isEmpty ?? true, node.int("noop_with_empty_axes") == 1 { return input }
    let axes = stated.flatMap { $0.isEmpty ? nil : $0 } ?? Array(input.shape.indices)
    guard let floats = input.floats else { return nil }
    // The axes that go last, so that what becomes one number stands together.
    let kept = input.shape.indices.filter { !axes.contains($0) }
    let count = axes.map { input.shape[$0] }.saturatingProduct
    let moved = Constant(floats, shape: input.shape).transposed(kept + axes).floats!
    let results = stride(from: 0, to: moved.count, by: count).map { start -> Float in
      let part = moved[start..<start + count].lazy.map(Double.init)
      return switch node.operation {
      case "ReduceMean": Float(part.reduce(0, +) / Double(count))
      case "ReduceSum": Float(part.reduce(0, +))
      case "ReduceMax": Float(part.max()!)
      case "ReduceMin": Float(part.min()!)
      default: Float(part.reduce(0) { $0 + $1 * $1 }.squareRoot())
      }
    }
    let shape =
      node.int("keepdims") ?? 1 == 1
      ? input.shape.enumerated().map { axes.contains($0) ? 1 : $1 } : kept.map { input.shape[$0] }
    let result = Constant(results, shape: shape)
    return input.wholes == nil || node.operation == "ReduceMean" ? result : result.roundedToWholes
  }

  /// Batch-norm of a constant. Weights are standardised so: by their own moments, as in training mode.
  private func normalised(_ node: ONNXNode, _ input: Constant, _ all: [Constant?]) throws -> Constant? {
    guard input.shape.count >= 2, let floats = input.floats, all.count == 5 else { return nil }
    let channels = input.shape[1], inner = input.shape[2...].saturatingProduct
    let vectors = all[1...].compactMap { $0?.floats }
    guard vectors.count == 4, vectors.allSatisfy({ $0.count == channels }) else {
      throw refusal(node, "its vectors do not fit the channels", expected: "\(channels) numbers each")
    }
    let epsilon = Double(node.float("epsilon") ?? 1e-5)
    var result = floats
    for channel in 0..<channels {
      let places = (0..<input.shape[0]).flatMap { outer in
        let start = (outer * channels + channel) * inner
        return start..<start + inner
      }
      var mean = Double(vectors[2][channel]), variance = Double(vectors[3][channel])
      if isTraining(node) {
        let numbers = places.lazy.map { Double(floats[$0]) }
        mean = numbers.reduce(0, +) / Double(places.count)
        variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(places.count)
      }
      let factor = Double(vectors[0][channel]) / (variance + epsilon).squareRoot()
      for place in places {
        result[place] = Float((Double(floats[place]) - mean) * factor + Double(vectors[1][channel]))
      }
    }
    return Constant(result, shape: input.shape)
  }

  /// Whether a batch-norm is in training mode, which files before opset 14 say by the moments that it makes.
  func isTraining(_ node: ONNXNode) -> Bool {
    model.opset < 14 ? node.outputs.dropFirst().contains { !$0.isEmpty } : node.int("training_mode") == 1
  }

  private func product(_ node: ONNXNode, _ left: Constant, _ right: Constant?) throws -> Constant? {
    guard let right, let a = left.floats, let b = right.floats, left.shape.count >= 2, right.shape.count >= 2,
      let terms = left.shape.last, terms == right.shape[right.shape.count - 2]
    else { return nil }
    let rows = left.shape[left.shape.count - 2], columns = right.shape.last!
    guard let outer = Constant.commonShape(left.shape.dropLast(2), right.shape.dropLast(2)) else { return nil }
    let shape = try limited(node, outer + [rows, columns])
    let multiplications = shape.saturatingProduct.multipliedReportingOverflow(by: terms)
    guard !multiplications.overflow, multiplications.partialValue <= 64 * Constant.limit else {
      throw refusal(node, "the product of constants is too large", found: "\(left.shape) by \(right.shape)")
    }
    /// Where the matrices of one side begin.
    func starts(_ shape: [Int]) -> [Int] {
      let own = Constant((0..<shape.dropLast(2).saturatingProduct).map { AxisSize($0) }, shape: shape.dropLast(2))
      return own.broadcast(to: outer)!.integers!.map { $0 * shape.suffix(2).saturatingProduct }
    }
    let numbers = zip(starts(left.shape), starts(right.shape)).flatMap { first, second in
      (0..<rows * columns).map { place -> Float in
        let row = first + place / columns * terms, column = second + place % columns
        return Float((0..<terms).reduce(0.0) { $0 + Double(a[row + $1]) * Double(b[column + $1 * columns]) })
      }
    }
    return Constant(numbers, shape: shape)
  }

  private func affine(_ node: ONNXNode, _ input: Constant, _ all: [Constant?]) throws -> Constant? {
    guard input.shape.count == 2, let weights = all[1], weights.shape.count == 2 else { return nil }
    let left = node.int("transA") == 1 ? input.transposed([1, 0]) : input
    let right = node.int("transB") == 1 ? weights.transposed([1, 0]) : weights
    guard let product = try product(node, left, right), let numbers = product.floats else { return nil }
    let alpha = node.float("alpha") ?? 1, beta = node.float("beta") ?? 1
    guard all.count > 2, let bias = all[2] else { return Constant(numbers.map { $0 * alpha }, shape: product.shape) }
    guard let shifts = bias.broadcast(to: product.shape)?.floats else {
      throw refusal(node, "its bias does not fit", expected: "\(product.shape)", found: "\(bias.shape)")
    }
    return Constant(zip(numbers, shifts).map { $0 * alpha + $1 * beta }, shape: product.shape)
  }

  private func gathered(_ node: ONNXNode, _ input: Constant, _ places: Constant?) throws -> Constant? {
    guard node.int("batch_dims") ?? 0 == 0, let places, let indices = places.integers, let depth = places.shape.last,
      (1...input.shape.count).contains(depth)
    else { return nil }
    let length = input.shape[depth...].saturatingProduct, count = places.shape.dropLast().saturatingProduct
    let shape = try limited(node, places.shape.dropLast() + input.shape[depth...])
    let starts = try (0..<count).map { try start(node, indices[$0 * depth..<($0 + 1) * depth], in: input.shape) }
    return input.taking(starts.flatMap { $0..<$0 + length }, shape: shape)
  }

  /// Where the part of an array begins that indices of its first axes stand for.
  private func start(_ node: ONNXNode, _ indices: ArraySlice<Int>, in shape: [Int]) throws -> Int {
    let steps = Constant.steps(shape)
    return try indices.enumerated().reduce(0) { start, place in
      let (axis, index) = place, size = shape[axis]
      guard (-size..<size).contains(index) else {
        throw refusal(node, "an index leaves axis \(axis)", expected: "\(-size) to \(size - 1)", found: "\(index)")
      }
      return start + (index < 0 ? index + size : index) * steps[axis]
    }
  }

  private func scattered(_ node: ONNXNode, _ input: Constant, _ all: [Constant?]) throws -> Constant? {
    guard node.string("reduction") ?? "none" == "none", all.count == 3, let places = all[1], let updates = all[2],
      let indices = places.integers, let depth = places.shape.last, depth <= input.shape.count
    else { return nil }
    let length = input.shape[depth...].saturatingProduct
    let count = places.shape.dropLast().saturatingProduct
    guard updates.count == count * length else {
      throw refusal(node, "the updates do not fit", expected: "\(count * length) numbers", found: "\(updates.shape)")
    }
    var from = Array(0..<input.count)
    for update in 0..<count {
      let start = try start(node, indices[update * depth..<(update + 1) * depth], in: input.shape)
      for place in 0..<length { from[start + place] = input.count + update * length + place }
    }
    return input.joined(updates)?.taking(from, shape: input.shape)
  }
}

private func softmax(_ line: [Double]) -> [Double] {
  let largest = line.max() ?? 0, powers = line.map { exp($0 - largest) }, total = powers.reduce(0, +)
  return powers.map { $0 / total }
}

private func cumulativeSum(_ line: [Double], excludesItself: Bool, isReversed: Bool) -> [Double] {
  var total = 0.0
  let sums = line.map { number in
    defer { total += number }
    return excludesItself ? total : total + number
  }
  return isReversed ? sums.reversed() : sums
}

extension Constant {
  /// Numbers that one folded constant may have: a file of a few bytes must not ask for gigabytes.
  static let limit = 1 << 26

  /// Each line along an axis turned into another one of the same length; `nil` where a number is a multiple of the batch.
  fileprivate func alongAxis(_ axis: Int, _ change: ([Double]) -> [Double]) -> Constant? {
    guard var numbers = floats else { return nil }
    let length = shape[axis], step = shape[(axis + 1)...].saturatingProduct
    for start in numbers.indices where start / step % length == 0 {
      let line = change((0..<length).map { Double(numbers[start + $0 * step]) })
      for (place, number) in line.enumerated() { numbers[start + place * step] = Float(number) }
    }
    return Constant(numbers, shape: shape)
  }

  fileprivate func zeroing(_ isZero: (Int) -> Bool) -> Constant {
    switch numbers {
    case .floats(let values): Constant(values.enumerated().map { isZero($0) ? 0 : $1 }, shape: shape)
    case .wholes(let values): Constant(values.enumerated().map { isZero($0) ? AxisSize(0) : $1 }, shape: shape)
    }
  }

  /// These numbers and then those of another constant in one row; `nil` where one has sizes and the other floats.
  fileprivate func joined(_ other: Constant) -> Constant? {
    let shape = [count + other.count]
    if let a = wholes, let b = other.wholes { return Constant(a + b, shape: shape) }
    guard wholes == nil, other.wholes == nil, let a = floats, let b = other.floats else { return nil }
    return Constant(a + b, shape: shape)
  }

  /// Floats that came from whole numbers as such again; `nil` where float32 cannot hold them all.
  fileprivate var roundedToWholes: Constant? {
    guard let floats, floats.allSatisfy({ abs($0) < 0x1p24 }) else { return nil }
    return Constant(floats.map { AxisSize(Int($0)) }, shape: shape)
  }
}
