import Models
import ONNX
import Tensors

/// An array that does not depend on the images' pixels: weights, sizes, and what is computed from them.
///
/// Sizes may be multiples of the number of images in the batch, which is not known when a file is read.
struct Constant {
  enum Numbers {
    case floats([Float])
    case wholes([AxisSize])
  }

  var shape: [Int]
  var numbers: Numbers

  init(_ values: [Float], shape: [Int]) {
    self.shape = shape
    numbers = .floats(values)
  }

  init(_ values: [AxisSize], shape: [Int]) {
    self.shape = shape
    numbers = .wholes(values)
  }

  init(_ tensor: ONNXTensor) {
    shape = tensor.shape
    numbers =
      switch tensor.payload {
      case .floats(let values): .floats(values)
      case .ints(let values): .wholes(values.map { AxisSize(Int($0)) })
      case .booleans(let values): .wholes(values.map { AxisSize($0 ? 1 : 0) })
      }
  }

  var count: Int { shape.saturatingProduct }

  /// The numbers as floats; `nil` where one is a multiple of the batch.
  var floats: [Float]? {
    switch numbers {
    case .floats(let values): values
    case .wholes(let values): values.contains(where: \.hasBatch) ? nil : values.map { Float($0.count) }
    }
  }

  /// The numbers as sizes; `nil` where they are floats.
  var wholes: [AxisSize]? {
    guard case .wholes(let values) = numbers else { return nil }
    return values
  }

  /// The numbers as whole numbers; `nil` for others.
  var integers: [Int]? {
    guard let wholes, !wholes.contains(where: \.hasBatch) else { return nil }
    return wholes.map(\.count)
  }

  /// The numbers at `places`, with another shape.
  func taking(_ places: [Int], shape: [Int]) -> Constant {
    switch numbers {
    case .floats(let values): Constant(places.map { values[$0] }, shape: shape)
    case .wholes(let values): Constant(places.map { values[$0] }, shape: shape)
    }
  }

  func reshaped(_ shape: [Int]) -> Constant {
    var result = self
    result.shape = shape
    return result
  }

  /// Row-major distance between neighbours along each axis.
  static func steps(_ shape: [Int]) -> [Int] {
    var steps = [Int](repeating: 1, count: shape.count)
    // Where an axis is empty, the others may have any size.
    for axis in shape.indices.dropLast().reversed() { steps[axis] = steps[axis + 1] &* shape[axis + 1] }
    return steps
  }

  /// For each number of an array of `shape`, in row-major order, the place that `steps` gives it.
  static func places(_ shape: [Int], steps: [Int]) -> [Int] {
    zip(shape, steps).reduce([0]) { places, axis in
      places.flatMap { start in (0..<axis.0).map { start + $0 * axis.1 } }
    }
  }

  func transposed(_ order: [Int]) -> Constant {
    let steps = Self.steps(shape), shape = order.map { self.shape[$0] }
    return taking(Self.places(shape, steps: order.map { steps[$0] }), shape: shape)
  }

  /// Repeated along axes of one number; `nil` where it does not fit.
  func broadcast(to target: [Int]) -> Constant? {
    guard target.count >= shape.count else { return nil }
    let own = Array(repeating: 1, count: target.count - shape.count) + shape, steps = Self.steps(own)
    guard zip(own, target).allSatisfy({ $0 == $1 || $0 == 1 }) else { return nil }
    return taking(
      Self.places(target, steps: zip(own, steps).map { $0 == 1 ? 0 : $1 }), shape: target)
  }

  /// The shape that two arrays take together; `nil` where they do not fit.
  static func commonShape(_ a: [Int], _ b: [Int]) -> [Int]? {
    let rank = max(a.count, b.count)
    let a = Array(repeating: 1, count: rank - a.count) + a, b = Array(repeating: 1, count: rank - b.count) + b
    guard zip(a, b).allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }) else { return nil }
    return zip(a, b).map { $0 == 1 ? $1 : $0 }
  }

  /// The numbers along an axis at `indices`.
  func selecting(_ indices: [Int], axis: Int) -> Constant {
    let inner = shape[(axis + 1)...].saturatingProduct, outer = shape[..<axis].saturatingProduct
    let places = (0..<outer).flatMap { o in
      indices.flatMap { index in (0..<inner).map { (o * shape[axis] + index) * inner + $0 } }
    }
    var target = shape
    target[axis] = indices.count
    return taking(places, shape: target)
  }
}
