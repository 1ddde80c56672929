/// Auto-PGD (Croce & Hein 2020, in L1 2021): PGD that sets its own step size.
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
    Self.run(task, objective: task.objective(loss), iterations: iterations, attack: .apgd, attempt: 0)
  }

  /// A run from a random start, which the attack and its attempt key.
  static func run(
    _ task: AttackTask, objective: Objective, iterations: Int, attack: AttackTask.StreamName, attempt: Int
  ) -> any ImageAttack {
    switch task.norm {
    case .linf, .l2:
      APGDRun(
        task, objective: objective, schedule: APGDSchedule(iterations: iterations), iterations: iterations,
        start: APGDRun.start(task, attack: attack, attempt: attempt))
    case .l1: SparseAPGDRun(task, objective: objective, iterations: iterations, attack: attack, attempt: attempt)
    case .l0: preconditionFailure("no auto-PGD in L0")
    }
  }
}
