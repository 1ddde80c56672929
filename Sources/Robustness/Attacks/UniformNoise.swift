import Tensors

/// Points drawn uniformly from the ball. This is a baseline for attacks, and no attack.
public struct UniformNoise: Sendable {
  public var draws: Int

  public init(draws: Int = 100) {
    precondition(draws >= 1)
    self.draws = draws
  }
}

extension UniformNoise: Attack {
  func start(_ task: AttackTask) -> any ImageAttack { NoiseOnImage(draws: draws, task: task) }
}

private struct NoiseOnImage: ImageAttack {
  let draws: Int
  let task: AttackTask
  private var asked = 0

  init(draws: Int, task: AttackTask) {
    self.draws = draws
    self.task = task
  }

  mutating func ask(_ next: UnsafeMutablePointer<Float>) -> Question? {
    if asked == draws { return nil }
    var stream = task.stream(.noise, attempt: asked)
    task.drawFromBall(&stream, into: next)
    asked += 1
    return .logits
  }

  mutating func tell(_ answer: Answer) -> Bool { !answer.resists }
}
