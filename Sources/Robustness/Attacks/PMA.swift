import Foundation

/// The probability margin attack (Xie et al. 2024): steps along the gradient's sign whose sizes fall as a cosine does, up
/// the difference of two probabilities.
///
/// It makes two runs, each from a random start. The first step of a run raises the label's probability. The first half of
/// the rest makes it fall, or in the second run raises the largest of the others. The second half climbs p_other − p_label.
/// A probability margin is flat where a logit margin is steep, and leads elsewhere.
public struct PMA: Sendable {
  public var iterations: Int
  static let runs = 2

  /// Two runs of 100 steps.
  public init(iterations: Int = 100) {
    precondition(iterations >= 1)
    self.iterations = iterations
  }

  /// What step `step` of run `run` climbs, both counted from 0.
  static func objective(run: Int, step: Int, of iterations: Int, target: Int?) -> Objective {
    let (label, rival): (Float, Float) =
      step == 0 ? (1, 0) : step >= iterations / 2 ? (-1, 1) : run == 0 ? (-1, 0) : (0, 1)
    return .probabilities(label: label, rival: rival, target: target)
  }

  /// The size of step `step`, in units of ε: from 2 to 0 in each half.
  static func size(step: Int, of iterations: Int) -> Double {
    let half = iterations / 2, length = iterations - half
    let place = step > half ? step - half - 1 : step - 1
    return 1 + cos(Double(place) / Double(length) * .pi)
  }
}

extension PMA: Attack {
  func start(_ task: AttackTask) -> any ImageAttack { PMAOnImage(pma: self, task: task) }
}

private struct PMAOnImage: ImageAttack {
  let pma: PMA
  let task: AttackTask
  private var run = 0
  /// Points asked about in this run.
  private var asked = 0
  /// (H, W, C): where it stands, and the gradient there.
  private var point: [Float]
  private var gradient: [Float]

  init(pma: PMA, task: AttackTask) {
    self.pma = pma
    self.task = task
    point = task.image
    gradient = task.image
  }

  mutating func ask(_ next: UnsafeMutablePointer<Float>) -> Question? {
    if asked > pma.iterations {
      run += 1
      asked = 0
    }
    if run == PMA.runs { return nil }
    if asked == 0 {
      var stream = task.stream(.pma, attempt: run)
      task.drawFromBall(&stream, into: next)
    } else {
      let size = Float(PMA.size(step: asked - 1, of: pma.iterations) * Double(task.epsilon))
      task.ascend(from: point, along: gradient, step: size, into: next)
    }
    asked += 1
    guard asked <= pma.iterations else { return .logits }
    return .gradient(PMA.objective(run: run, step: asked - 1, of: pma.iterations, target: task.target))
  }

  mutating func tell(_ answer: Answer) -> Bool {
    guard answer.resists else { return true }
    for i in point.indices { point[i] = answer.point[i] }
    if let found = answer.gradient { for i in gradient.indices { gradient[i] = found[i] } }
    return false
  }
}
