import Tensors
import TestSupport
import Testing

@testable import Robustness

@Suite("The L0 ball")
struct L0BallTests {
  private static let image: [Float] = [0, 0.2, 0.5, 0.9, 1, 0.5]
  private static let gradient: [Float] = [-3, 2, -1, 1, 5, 0]

  private static func step(_ size: Float) -> [Float] {
    var next = image
    Norm.l0.step(from: image, along: gradient, size: size, count: 6, into: &next)
    return next
  }

  /// What the values gain as far as they can go: 0, 1.6, 0.5, 0.1, 0 and 0.
  @Test("a step moves the values of the largest gain to black or white, and as many as it may")
  func ascends() {
    #expect(Self.step(0) == Self.image)
    #expect(Self.step(1) == [0, 1, 0.5, 0.9, 1, 0.5])
    #expect(Self.step(2) == [0, 1, 0, 0.9, 1, 0.5])
    #expect(Self.step(6) == [0, 1, 0, 1, 1, 0.5], "what cannot gain stays as it is")
  }

  @Test("no choice of so many values gains more", arguments: [1, 2, 3])
  func best(size: Int) {
    func gain(_ point: [Float]) -> Float {
      zip(Self.gradient, zip(point, Self.image)).reduce(0) { $0 + $1.0 * ($1.1.0 - $1.1.1) }
    }
    let found = gain(Self.step(Float(size)))
    for set in 0..<64 where set.nonzeroBitCount <= size {
      let point = Self.image.indices.map { i in set >> i & 1 == 0 ? Self.image[i] : Self.gradient[i] > 0 ? 1 : 0 }
      #expect(gain(point) <= found)
    }
  }

  @Test("a gradient that is no number moves nothing")
  func notANumber() {
    var next = Self.image
    Norm.l0.step(from: Self.image, along: [.nan, .nan, .nan, .nan, .nan, 1], size: 3, count: 6, into: &next)
    #expect(next == [0, 0.2, 0.5, 0.9, 1, 1])
  }

  @Test(
    "random points have as many places changed as they may, but for those that hit what was there, never the same ones; corners are black or white there"
  )
  func draws() {
    let task = AttackTaskTests.task(.l0, epsilon: 7)
    var stream = task.stream(.noise), points: [[Float]] = [], point = task.image
    for _ in 0..<20 {
      for draw in [task.drawFromBall, task.drawCorner] {
        draw(&stream, &point)
        #expect((3...7).contains(Norm.l0.distance(task.image, point, count: 108)))
        #expect(point.allSatisfy { (0...1).contains($0) })
        points.append(point)
      }
      #expect(zip(point, task.image).allSatisfy { $0 == $1 || $0 == 0 || $0 == 1 })
    }
    #expect(Set(points).count == points.count)
  }

  @Test("rounding to 8 bits changes no value that the attack left alone")
  func rounded() {
    let image: [Float] = [10, 20, 30].map { $0 / 255 }
    var point = [image[0], image[1] + 0.4 / 255, 0.9]
    Norm.l0.roundToLevels(&point, around: image, epsilon: 2, count: 3)
    #expect(Norm.l0.distance(image, point, count: 3) == 1 && point[2] == (0.9 * 255).rounded() / 255)
  }
}
