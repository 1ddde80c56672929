import Foundation
import Tensors

/// One run of auto-PGD in the L1 ball (Croce & Hein 2021, algorithm 1) on one image: steps along the signs of a few
/// gradient components, of which it takes fewer as the best change becomes sparser.
///
/// It begins in a ball of three times the radius, goes on in one of twice the radius and ends in the ball itself, as the
/// published code does for AutoAttack. Points before that are no adversarial images.
struct SparseAPGDRun: ImageAttack {
  private let task: AttackTask
  private let objective: Objective
  /// The radii, with as many iterations in each.
  private let stages: [(epsilon: Float, iterations: Int)]
  /// Iterations from one check of the progress to the next, in the present stage.
  private var interval: Int { max(Int(0.04 * Double(stages[stage].iterations)), 1) }

  private var stage = 0
  private var iteration = 0
  private var stepSize: Float = 0
  /// (H, W, C): where it stands, the gradient here; and the best point of the stage with its gradient.
  private var point: [Float]
  private var gradient: [Float]
  private var best: [Float]
  private var bestGradient: [Float]
  private var bestValue = -Double.infinity
  /// The pixels that differ from the image in the best point of the last check.
  private var changed = 0

  /// A best point with fewer changed pixels than this share of before makes steps long again, and sparser.
  private static let sparser = 0.95
  /// How many of the best point's changed pixels a step moves: 1 in 1.5.
  private static let density = 1.5
  /// A step is shortened by this factor, down to a tenth of the radius.
  private static let shortening: Float = 1.5
  private static let shortest: Float = 0.1

  /// Begins with normal noise, keyed by the attack and its attempt.
  init(_ task: AttackTask, objective: Objective, iterations: Int, attack: AttackTask.StreamName, attempt: Int) {
    self.task = task
    self.objective = objective
    let early = min(Int((0.3 * Double(iterations)).rounded(.up)), iterations), next = min(early, iterations - early)
    stages = [
      (3 * task.epsilon, early), (2 * task.epsilon, next), (task.epsilon, iterations - early - next),
    ]
    var stream = task.stream(attack, attempt: attempt)
    point = task.image.map { $0 + Float(stream.nextNormal()) }
    gradient = point
    best = point
    bestGradient = point
  }

  mutating func ask(_ next: UnsafeMutablePointer<Float>) -> Question? {
    if iteration > stages[stage].iterations {
      if stage == stages.count - 1 { return nil }
      stage += 1
      iteration = 0
      point = best
    }
    let count = point.count, epsilon = stages[stage].epsilon
    if iteration == 0 {
      next.update(from: point, count: count)
    } else {
      // As many components as the published code takes, which counts from the other end.
      let share = Double(changed) / Double(count) / Self.density
      let places = count - min(Int((1 - share) * Double(count)), count - 1)
      L1Ball.move(
        from: point, along: gradient, size: stepSize, places: places, avoidsWalls: false, count: count, into: next)
    }
    L1Ball.project(next, around: task.image, epsilon: epsilon, count: count)
    return .gradient(objective)
  }

  mutating func tell(_ answer: Answer) -> Bool {
    guard answer.resists || stage < stages.count - 1 else { return true }
    for i in point.indices { point[i] = answer.point[i] }
    if let found = answer.gradient { for i in gradient.indices { gradient[i] = found[i] } }
    if iteration == 0 || answer.value > bestValue {
      bestValue = answer.value
      best = point
      bestGradient = gradient
    }
    if iteration == 0 {
      stepSize = stages[stage].epsilon
      changed = changedPixels
    } else if iteration % interval == 0 {
      check()
    }
    iteration += 1
    return false
  }

  private var changedPixels: Int { zip(best, task.image).count { $0 != $1 } }

  private mutating func check() {
    let longest = stages[stage].epsilon, now = changedPixels
    if Double(now) < Self.sparser * Double(changed) {
      stepSize = longest
      point = best
      gradient = bestGradient
    } else {
      stepSize = max(stepSize / Self.shortening, Self.shortest * longest)
    }
    changed = now
  }
}
