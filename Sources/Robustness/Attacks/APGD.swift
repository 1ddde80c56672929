/// Auto-PGD (Croce & Hein 2020): PGD that sets its own step size.
public struct APGD: Sendable {
  public let loss: AttackLoss
  public var iterations: Int

  /// 100 iterations, as in AutoAttack's standard version.
  public init(loss: AttackLoss, iterations: Int = 100) {
    precondition(iterations >= 1)
    self.loss = loss
    self.iterations = iterations
  }
}

extension APGD: Attack {
  func start(_ task: AttackTask) -> any ImageAttack {
    APGDRun(
      task, objective: task.objective(loss), schedule: APGDSchedule(iterations: iterations), iterations: iterations,
      start: APGDRun.start(task, attack: .apgd, attempt: 0))
  }
}
