import Tensors

/// Projected gradient descent (Madry et al. 2018): from a start drawn uniformly from the ball, steps along the gradient's
/// sign, in L2 the gradient, or in L1 the signs of its largest components, each brought back into the ball and into [0, 1].
///
/// Ends at the first adversarial point. In L1 the first start is where FGSM ends.
public struct PGD: Sendable {
  public let loss: AttackLoss
  public var steps: Int
  public var restarts: Int

  /// 20 steps of 2.5 ε / 20, as in Madry et al.'s ImageNet setting and in most later work.
  public init(loss: AttackLoss, steps: Int = 20, restarts: Int = 1) {
    precondition(steps >= 1 && restarts >= 1)
    self.loss = loss
    self.steps = steps
    self.restarts = restarts
  }
}

extension PGD: Attack {
  func start(_ task: AttackTask) -> any ImageAttack { PGDOnImage(pgd: self, task: task) }
}

private struct PGDOnImage: ImageAttack {
  let pgd: PGD
  let task: AttackTask
  private var restart = 0
  /// Points asked about in this restart.
  private var asked = 0
  /// Whether it asks about the image itself first, for a start that its gradient tells.
  private var wantsImage: Bool
  /// (H, W, C): where it stands, and then the gradient there.
  private var point: [Float]
  private var gradient: [Float]

  init(pgd: PGD, task: AttackTask) {
    self.pgd = pgd
    self.task = task
    point = task.image
    gradient = task.image
    // Random points of the L1 ball have changes everywhere, where good ones have few.
    wantsImage = task.norm == .l1
  }

  mutating func ask(_ next: UnsafeMutablePointer<Float>) -> Question? {
    if asked > pgd.steps {
      restart += 1
      asked = 0
    }
    if restart == pgd.restarts { return nil }
    if wantsImage {
      for i in point.indices { next[i] = point[i] }
      return .gradient(task.objective(pgd.loss))
    }
    if asked == 0, restart == 0, task.norm == .l1 {
      task.leap(along: gradient, size: task.epsilon, into: next)
    } else if asked == 0 {
      var stream = task.stream(.pgd, attempt: restart)
      task.drawFromBall(&stream, into: next)
    } else {
      task.ascend(from: point, along: gradient, step: 2.5 * task.epsilon / Float(pgd.steps), into: next)
    }
    asked += 1
    return asked > pgd.steps ? .logits : .gradient(task.objective(pgd.loss))
  }

  mutating func tell(_ answer: Answer) -> Bool {
    wantsImage = false
    guard answer.resists else { return true }
    for i in point.indices { point[i] = answer.point[i] }
    if let found = answer.gradient { for i in gradient.indices { gradient[i] = found[i] } }
    return false
  }
}
