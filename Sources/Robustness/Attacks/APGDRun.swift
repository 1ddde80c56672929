import Tensors

/// One run of auto-PGD (Croce & Hein 2020, algorithm 1) on one image: a step size of its own, halved where the objective
/// stops rising, and momentum. Ends at the first adversarial point.
struct APGDRun: ImageAttack {
  private let task: AttackTask
  private let objective: Objective
  private let schedule: APGDSchedule
  private let iterations: Int

  private var iteration = 0
  private var stepSize: Float
  /// (H, W, C): where it stands, where it stood, the gradient here; and the best point with its gradient.
  private var point: [Float]
  private var previous: [Float]
  private var gradient: [Float]
  private var best: [Float]
  private var bestGradient: [Float]
  private var value = 0.0
  private var bestValue = -Double.infinity
  /// Since the last check.
  private var rises = 0
  private var lastCheck = 0
  private var bestAtLastCheck = -Double.infinity
  private var wasHalved = true

  /// Begins at `start`, a point of the ball.
  init(_ task: AttackTask, objective: Objective, schedule: APGDSchedule, iterations: Int, start: [Float]) {
    self.task = task
    self.objective = objective
    self.schedule = schedule
    self.iterations = iterations
    stepSize = 2 * task.epsilon
    point = start
    previous = start
    gradient = start
    best = start
    bestGradient = start
  }

  /// A random point of the ball's surface.
  static func start(_ task: AttackTask, attack: AttackTask.StreamName, attempt: Int) -> [Float] {
    var stream = task.stream(attack, attempt: attempt)
    return [Float](unsafeUninitializedCapacity: task.image.count) { start, count in
      task.drawFromSurface(&stream, into: start.baseAddress!)
      count = task.image.count
    }
  }

  mutating func ask(_ next: UnsafeMutablePointer<Float>) -> Question? {
    if iteration > iterations { return nil }
    if iteration == 0 {
      for i in point.indices { next[i] = point[i] }
    } else {
      let momentum: Float = iteration == 1 ? 1 : 0.75
      task.ascend(from: point, along: gradient, step: stepSize, into: next)
      for i in point.indices {
        next[i] = point[i] + momentum * (next[i] - point[i]) + (1 - momentum) * (point[i] - previous[i])
      }
      task.project(next)
    }
    return .gradient(objective)
  }

  mutating func tell(_ answer: Answer) -> Bool {
    guard answer.resists else { return true }
    swap(&previous, &point)
    for i in point.indices { point[i] = answer.point[i] }
    if let found = answer.gradient { for i in gradient.indices { gradient[i] = found[i] } }
    if iteration == 0 {
      previous = point
      bestAtLastCheck = answer.value
    } else if answer.value > value {
      rises += 1
    }
    value = answer.value
    if value > bestValue {
      bestValue = value
      best = point
      bestGradient = gradient
    }
    if schedule.checks.contains(iteration) { check() }
    iteration += 1
    return false
  }

  /// Halves the step and goes back to the best point where the objective rose in at most 75 % of the steps, or where
  /// the step was kept at the last check and nothing better has been found since.
  private mutating func check() {
    let oscillates = Double(rises) <= 0.75 * Double(iteration - lastCheck)
    let stalls = !wasHalved && bestAtLastCheck >= bestValue
    wasHalved = oscillates || stalls
    if wasHalved {
      stepSize /= 2
      point = best
      gradient = bestGradient
    }
    bestAtLastCheck = bestValue
    rises = 0
    lastCheck = iteration
  }
}
