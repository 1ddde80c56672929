/// Auto-PGD (Croce & Hein 2020): PGD that sets its own step size.
public struct APGD: Sendable {
  public let loss: AttackLoss
  public var iterations: Int
  public var restarts: Int

  /// 100 iterations and one run, as in AutoAttack's standard version.
  public init(loss: AttackLoss, iterations: Int = 100, restarts: Int = 1) {
    precondition(iterations >= 1 && restarts >= 1)
    self.loss = loss
    self.iterations = iterations
    self.restarts = restarts
  }
}

extension APGD: Attack {
  func start(_ task: AttackTask) -> any ImageAttack {
    APGDOnImage(apgd: self, schedule: APGDSchedule(iterations: iterations), task: task)
  }
}

private struct APGDOnImage: ImageAttack {
  let apgd: APGD
  let schedule: APGDSchedule
  let task: AttackTask
  private var restart = 0
  private var run: APGDRun

  init(apgd: APGD, schedule: APGDSchedule, task: AttackTask) {
    self.apgd = apgd
    self.schedule = schedule
    self.task = task
    run = Self.run(apgd, schedule, task, restart: 0)
  }

  private static func run(_ apgd: APGD, _ schedule: APGDSchedule, _ task: AttackTask, restart: Int) -> APGDRun {
    APGDRun(
      task, objective: .loss(apgd.loss), schedule: schedule, iterations: apgd.iterations,
      start: APGDRun.start(task, attack: .apgd, attempt: restart))
  }

  mutating func ask(_ next: UnsafeMutablePointer<Float>) -> Question? {
    if let question = run.ask(next) { return question }
    restart += 1
    if restart == apgd.restarts { return nil }
    run = Self.run(apgd, schedule, task, restart: restart)
    return run.ask(next)
  }

  mutating func tell(_ answer: Answer) -> Bool { run.tell(answer) }
}
