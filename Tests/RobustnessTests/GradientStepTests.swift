import TestSupport
import Testing

@testable import Robustness

@Suite("Gradient steps")
struct GradientStepTests {
  /// A step of 0.25 from here ends inside [0, 1].
  static let middle = SampleNumbers.floats(30, seed: 5).map { min(max($0, 0.25), 0.75) }
  static let gradient = SampleNumbers.floats(30, seed: 4, scale: 2)

  /// The point a step away from `image`.
  static func step(_ norm: Norm, from image: [Float], along gradient: [Float], size: Float) -> [Float] {
    var next = [Float](repeating: 7, count: image.count)
    norm.step(from: image, along: gradient, size: size, count: image.count, into: &next)
    return next
  }

  /// No direction of length 1 has a larger product with the gradient than its dual length (Hölder).
  @Test("a step goes where a linear objective rises most", arguments: Norm.ofLengths)
  func ascends(norm: Norm) {
    let next = Self.step(norm, from: Self.middle, along: Self.gradient, size: 0.25)
    let changes = zip(next, Self.middle).map { Double($0) - Double($1) }
    let rise = zip(Self.gradient, changes).reduce(0) { $0 + Double($1.0) * $1.1 }
    #expect(abs(rise - 0.25 * norm.dualLength(Self.gradient.map(Double.init))) < 1e-5)
    #expect(abs(norm.distance(Self.middle, next, count: 30) - 0.25) < 1e-6)
  }

  @Test("a step from the image ends in [0, 1], and no farther away than it is long", arguments: Norm.ofLengths)
  func stays(norm: Norm) {
    let image = SampleNumbers.floats(30, seed: 6).map { min(max($0, 0), 1) }
    for size: Float in [0, 0.1, 1, 4] {
      let next = Self.step(norm, from: image, along: Self.gradient, size: size)
      #expect(next.allSatisfy { (0...1).contains($0) })
      #expect(norm.distance(image, next, count: 30) <= Double(size) + 1e-6)
    }
  }

  /// In L2 the way back into the ball rounds once more: float32 numbers near 1 are 6e-8 apart.
  @Test(
    "a step from the image is one from a point of its ball", arguments: Norm.ofLengths, [0, 0.03, 0.25, 1] as [Float])
  func sameStep(norm: Norm, size: Float) {
    let image = SampleNumbers.floats(30, seed: 6).map { min(max($0, 0), 1) }
    let next = Self.step(norm, from: image, along: Self.gradient, size: size)
    var around = image
    norm.step(
      from: image, along: Self.gradient, size: size, around: image, epsilon: size, count: 30, into: &around)
    switch norm {
    case .linf: #expect(around == next)
    case .l2: #expect(zip(around, next).allSatisfy { abs($0 - $1) < 1e-6 })
    // From the image all of the change goes where it is worth most; from any point it is spread.
    case .l1: #expect(norm.distance(image, around, count: 30) <= Double(size) + 1e-6)
    case .l0: Issue.record("no steps around an image")
    }
  }

  @Test("a step from any point comes back into the ball and into [0, 1]", arguments: Norm.ofLengths)
  func returns(norm: Norm) {
    let image = SampleNumbers.floats(30, seed: 6).map { min(max($0, 0), 1) }
    var point = image
    for _ in 0..<5 {
      let from = point
      norm.step(
        from: from, along: Self.gradient, size: 0.2, around: image, epsilon: 0.3, count: 30, into: &point)
      #expect(point.allSatisfy { (0...1).contains($0) })
      #expect(norm.distance(image, point, count: 30) <= 0.3 + 1e-6)
    }
    #expect(norm.distance(image, point, count: 30) > 0.2)
  }

  @Test("a gradient that is infinite or not a number makes no image that is none", arguments: Norm.ofLengths)
  func broken(norm: Norm) {
    for value in [Float.nan, .infinity, -.infinity] {
      let next = Self.step(norm, from: [0.25, 0.5], along: [value, 0], size: 0.5)
      #expect(next.allSatisfy(\.isFinite) && next[1] == 0.5)
    }
  }

  @Test(
    "gradients at the ends of Float's range have a direction, a gradient of zero has none", arguments: Norm.ofLengths)
  func extremes(norm: Norm) {
    for size: Float in [.leastNonzeroMagnitude, 1e-30, 1e30, 3e38] {
      #expect(Self.step(norm, from: [0, 0], along: [size, 0], size: 0.5) == [0.5, 0])
    }
    #expect(Self.step(norm, from: [0, 0], along: [0, 0], size: 0.5) == [0, 0])
  }
}
