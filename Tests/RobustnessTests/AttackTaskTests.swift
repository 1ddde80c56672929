import Tensors
import TestSupport
import Testing

@testable import Robustness

@Suite("The ball around an image")
struct AttackTaskTests {
  static func task(_ norm: Norm, epsilon: Float, image: [Float]? = nil) -> AttackTask {
    let image = image ?? SampleNumbers.floats(108, seed: 8, scale: 0.5).map { min(max($0 + 0.5, 0), 1) }
    return AttackTask(
      image: image, shape: ImageShape(height: image.count / 3, width: 1, channels: 3), label: 0, classes: 2,
      norm: norm, epsilon: epsilon, seed: 5, index: 7)
  }

  @Test("a point outside is brought to the surface, one inside stays", arguments: Norm.ofLengths)
  func project(norm: Norm) {
    let task = Self.task(norm, epsilon: 0.1, image: [0.5, 0.5, 0.5])
    var far: [Float] = [0.5, 0.9, 0.5], near: [Float] = [0.5, 0.55, 0.5]
    task.project(&far)
    task.project(&near)
    #expect(zip(far, [0.5, 0.6, 0.5]).allSatisfy { abs($0 - $1) < 1e-7 } && near == [0.5, 0.55, 0.5])
  }

  @Test("a point is told to be in the ball or not", arguments: [Norm.linf, .l2])
  func holds(norm: Norm) {
    let task = Self.task(norm, epsilon: 0.1, image: [0.5, 0.5, 0.5])
    #expect(!task.holds([0.5, 0.9, 0.5]) && task.holds([0.5, 0.55, 0.5]))
    #expect(task.holds([0.57, 0.57, 0.57]) == (norm == .linf))
  }

  @Test("the walls of [0, 1] hold as well", arguments: Norm.ofLengths)
  func walls(norm: Norm) {
    var point: [Float] = [-1, 2, 0.5]
    Self.task(norm, epsilon: 3, image: [0, 1, 0.5]).project(&point)
    #expect(point == [0, 1, 0.5])
  }

  /// Points as an attack may start from: within the ball, most of them far from its centre, never twice the same.
  @Test("random points are in the ball", arguments: Norm.ofLengths, [0.01, 0.2] as [Float])
  func draws(norm: Norm, epsilon: Float) {
    let task = Self.task(norm, epsilon: epsilon)
    var stream = task.stream(.noise), points: [[Float]] = []
    var point = task.image
    let draws = [task.drawFromBall, task.drawCorner] + (norm == .l1 ? [] : [task.drawFromSurface])
    for _ in 0..<20 {
      for draw in draws {
        draw(&stream, &point)
        #expect(norm.distance(task.image, point, count: 108) <= Double(epsilon) + 1e-7)
        #expect(point.allSatisfy { $0 >= 0 && $0 <= 1 })
        points.append(point)
      }
    }
    #expect(Set(points).count == points.count)
  }

  /// Of 108 numbers the share u^(1/108) of the radius is above 0.97 for 96 % of all draws.
  @Test("points drawn from the surface are on it, and almost all of the L2 ball is near its surface")
  func radius() {
    let task = Self.task(.l2, epsilon: 0.001, image: [Float](repeating: 0.5, count: 108))
    var stream = task.stream(.noise), point = task.image
    task.drawFromSurface(&stream, into: &point)
    #expect(abs(Norm.l2.distance(task.image, point, count: 108) / 0.001 - 1) < 1e-4)
    let near = (0..<200).count { _ in
      task.drawFromBall(&stream, into: &point)
      return Norm.l2.distance(task.image, point, count: 108) > 0.97 * 0.001
    }
    #expect(near > 175 && near < 200)
  }
}
