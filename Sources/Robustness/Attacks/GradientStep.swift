import CKernels

/// The step that every gradient attack makes: FGSM's sweep, PGD, APGD and the attack of adversarial training.
///
/// All vectors are (d). A step leads where a linear objective rises most: along the gradient's signs in L∞, along the
/// gradient itself in L2, in L1 along its largest components, and in L0 where the largest gains are. A gradient of zero moves nothing. What is not a number moves nothing either: in L∞ its own
/// pixel, in L2 the whole image, which an infinite gradient does not move there.
extension Norm {
  /// Writes to `next` the point a step of the length `size` away from `image`, in [0, 1].
  ///
  /// No such point is farther than `size` from the image: there is nothing to bring back into a ball.
  func step(
    from image: UnsafePointer<Float>, along gradient: UnsafePointer<Float>, size: Float, count: Int,
    into next: UnsafeMutablePointer<Float>
  ) {
    switch self {
    case .linf: la_projected_step(next, image, image, gradient, size, size, Int64(count))
    case .l2:
      move(from: image, along: gradient, size: size, count: count, into: next)
      for i in 0..<count { next[i] = min(max(next[i], 0), 1) }
    case .l1: L1Ball.ascend(from: image, along: gradient, size: size, count: count, into: next)
    case .l0: L0Ball.ascend(from: image, along: gradient, size: size, count: count, into: next)
    }
  }

  /// In L1 a step from any point moves one pixel in so many: one alone would reach black or white at once.
  static let sparsity = 20

  /// Writes to `next` the point a step of the length `size` away from `point`, brought back into the ball of radius
  /// `epsilon` around `image` and into [0, 1].
  func step(
    from point: UnsafePointer<Float>, along gradient: UnsafePointer<Float>, size: Float,
    around image: UnsafePointer<Float>, epsilon: Float, count: Int, into next: UnsafeMutablePointer<Float>
  ) {
    switch self {
    case .linf: la_projected_step(next, point, image, gradient, size, epsilon, Int64(count))
    case .l2:
      move(from: point, along: gradient, size: size, count: count, into: next)
      project(next, around: image, epsilon: epsilon, count: count)
    case .l1:
      L1Ball.move(
        from: point, along: gradient, size: size, places: count / Self.sparsity, avoidsWalls: true, count: count,
        into: next)
      project(next, around: image, epsilon: epsilon, count: count)
    case .l0: preconditionFailure("no attack goes step by step in L0")
    }
  }

  /// Brings `point` back into the ball of radius `epsilon` around `image`, and then into [0, 1]. It stays in the ball
  /// there, since the image is in both.
  func project(
    _ point: UnsafeMutablePointer<Float>, around image: UnsafePointer<Float>, epsilon: Float, count: Int
  ) {
    switch self {
    case .linf:
      for i in 0..<count { point[i] = clipped(point[i], near: image[i], epsilon) }
    case .l2:
      let length = distance(image, point, count: count)
      let factor = length > Double(epsilon) ? Double(epsilon) / length : 1
      for i in 0..<count {
        let pixel = image[i]
        point[i] = min(max(pixel + Float(factor * Double(point[i] - pixel)), 0), 1)
      }
    case .l1: L1Ball.project(point, around: image, epsilon: epsilon, count: count)
    case .l0: preconditionFailure("no attack brings a point back in L0")
    }
  }

  /// A step in L2, in [0, 1] or not.
  private func move(
    from point: UnsafePointer<Float>, along gradient: UnsafePointer<Float>, size: Float, count: Int,
    into next: UnsafeMutablePointer<Float>
  ) {
    // In Double: squares of a gradient near the ends of Float's range are beyond them.
    let length = euclidean(gradient, count)
    guard length > 0, length.isFinite else { return next.update(from: point, count: count) }
    let factor = Double(size) / length
    for i in 0..<count { next[i] = point[i] + Float(Double(gradient[i]) * factor) }
  }
}

/// The nearest value to `value` that is within ε of `pixel` and in [0, 1].
@inline(__always)
func clipped(_ value: Float, near pixel: Float, _ epsilon: Float) -> Float {
  min(max(min(max(value, pixel - epsilon), pixel + epsilon), 0), 1)
}
