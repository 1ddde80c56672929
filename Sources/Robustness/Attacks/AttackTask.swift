import Foundation
import Tensors

/// An image, how far it may be moved, and where its random numbers come from.
struct AttackTask: Sendable {
  /// (H, W, C), in [0, 1].
  let image: [Float]
  let shape: ImageShape
  let label: Int
  let classes: Int
  let norm: Norm
  /// The largest change, measured by `norm`.
  let epsilon: Float
  let seed: UInt64
  /// Which image of its data set this is.
  let index: Int
  /// The class that the attack leads to; `nil` where it leads anywhere away from the label.
  var target: Int?

  /// What an attack through `loss` climbs.
  func objective(_ loss: AttackLoss) -> Objective { target.map { .towards(loss, target: $0) } ?? .loss(loss) }

  /// The random numbers of one try of an attack at this image. They are the same for every ε.
  func stream(_ attack: StreamName, attempt: Int = 0) -> RandomStream {
    RandomStream(
      seed: seed, purpose: .attackStart, index: UInt64(index), subindex: attack.rawValue << 16 | UInt32(attempt))
  }

  /// Attacks that draw random numbers; two never share them. The numbers are part of what makes results repeatable.
  enum StreamName: UInt32, Sendable {
    case pgd = 1, apgd, targetedAPGD, square, noise, selfTest, target, pma, malt
  }
}

/// The ball around the image, within [0, 1]ᵈ. Points are (H, W, C).
extension AttackTask {
  /// Brings `point` back into the ball and into [0, 1].
  func project(_ point: UnsafeMutablePointer<Float>) {
    norm.project(point, around: image, epsilon: epsilon, count: image.count)
  }

  /// The nearest value to `value` that is within ε of `pixel` and in [0, 1].
  @inline(__always)
  func clipped(_ value: Float, _ pixel: Float) -> Float {
    Robustness.clipped(value, near: pixel, epsilon)
  }

  /// Whether `point` is in the ball as it is.
  func holds(_ point: [Float]) -> Bool {
    switch norm {
    case .linf: zip(point, image).allSatisfy { $0 == clipped($0, $1) }
    case .l2: norm.distance(image, point, count: image.count) <= Double(epsilon)
    case .l1, .l0: preconditionFailure("no attack asks this in \(norm.title)")
    }
  }

  /// One step of the length `step` from `point` along `gradient`, brought back into the ball.
  func ascend(
    from point: UnsafePointer<Float>, along gradient: UnsafePointer<Float>, step: Float,
    into next: UnsafeMutablePointer<Float>
  ) {
    norm.step(
      from: point, along: gradient, size: step, around: image, epsilon: epsilon, count: image.count, into: next)
  }

  /// Where a linear objective is largest, of the points at most `size` away from the image.
  func leap(along gradient: UnsafePointer<Float>, size: Float, into next: UnsafeMutablePointer<Float>) {
    switch norm {
    case .linf, .l2: ascend(from: image, along: gradient, step: size, into: next)
    case .l1, .l0: norm.step(from: image, along: gradient, size: size, count: image.count, into: next)
    }
  }

  /// A point drawn uniformly from the ball.
  func drawFromBall(_ stream: inout RandomStream, into next: UnsafeMutablePointer<Float>) {
    switch norm {
    case .linf:
      for i in image.indices { next[i] = image[i] + (2 * stream.nextUniform() - 1) * epsilon }
      project(next)
    case .l2:
      let share = pow(Double(stream.nextUniform()), 1 / Double(image.count))
      drawDirection(&stream, length: share * Double(epsilon), into: next)
    case .l1:
      // Exponential numbers over their sum are uniform on a simplex; the last one is the way to the surface.
      func exponential() -> Double { -log(1 - stream.nextUniformDouble()) }
      let sizes = image.indices.map { _ in exponential() }, sum = sizes.reduce(exponential(), +)
      for i in image.indices {
        next[i] = image[i] + stream.nextSign() * Float(Double(epsilon) * sizes[i] / sum)
      }
      project(next)
    case .l0: L0Ball.draw(&stream, around: image, size: epsilon, isCorner: false, into: next)
    }
  }

  /// A point of the ball's surface in a random direction; in L∞ x + ε t / max |t|, t uniform in [−1, 1]ᵈ (Croce & Hein
  /// 2020).
  func drawFromSurface(_ stream: inout RandomStream, into next: UnsafeMutablePointer<Float>) {
    switch norm {
    case .linf:
      var largest: Float = 0
      for i in image.indices {
        next[i] = 2 * stream.nextUniform() - 1
        largest = max(largest, abs(next[i]))
      }
      for i in image.indices { next[i] = image[i] + epsilon * (largest > 0 ? next[i] / largest : 0) }
      project(next)
    case .l2:
      drawDirection(&stream, length: Double(epsilon), into: next)
    case .l1, .l0: preconditionFailure("no attack starts from the surface in \(norm.title)")
    }
  }

  /// A random corner of the largest cube about the image that fits into the ball; in L0 as many values as ε says are
  /// black or white.
  func drawCorner(_ stream: inout RandomStream, into next: UnsafeMutablePointer<Float>) {
    if norm == .l0 { return L0Ball.draw(&stream, around: image, size: epsilon, isCorner: true, into: next) }
    let shift = Float(Double(epsilon) / norm.diameter(of: image.count))
    for i in image.indices { next[i] = image[i] + (stream.nextBits() & 1 == 0 ? -shift : shift) }
    project(next)
  }

  /// Normal numbers have no preferred direction.
  private func drawDirection(
    _ stream: inout RandomStream, length: Double, into next: UnsafeMutablePointer<Float>
  ) {
    for i in image.indices { next[i] = Float(stream.nextNormal()) }
    let own = euclidean(next, image.count)
    for i in image.indices { next[i] = image[i] + Float(own > 0 ? length * Double(next[i]) / own : 0) }
    project(next)
  }
}
