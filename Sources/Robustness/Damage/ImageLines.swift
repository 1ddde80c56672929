import Tensors

/// The lines of an image (H, W, C), channel by channel: each of its rows, or of its columns.
struct ImageLines {
  enum Axis { case across, down }

  let shape: ImageShape

  func length(along axis: Axis) -> Int { axis == .across ? shape.width : shape.height }

  /// Replaces each value by one computed from the line it lies in and its place there.
  func replace(
    _ image: UnsafeMutableBufferPointer<Float>, along axis: Axis,
    with value: (_ line: UnsafeMutableBufferPointer<Double>, _ place: Int) -> Double
  ) {
    let count = length(along: axis), row = shape.width * shape.channels
    let step = axis == .across ? shape.channels : row
    withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { line in
      for other in 0..<shape.count / count {
        let first = axis == .across ? other / shape.channels * row + other % shape.channels : other
        for i in 0..<count { line[i] = Double(image[first + i * step]) }
        for i in 0..<count { image[first + i * step] = Corruption.clipped(value(line, i)) }
      }
    }
  }
}
