/// Auto-PGD towards one wrong class after another through the targeted DLR (Croce & Hein 2020): the classes ranked 2 to
/// 10 by the logits of the unattacked image.
public struct TargetedAPGD: Sendable {
  public var iterations: Int
  public var targets: Int

  /// As in AutoAttack's standard version.
  public static let usualTargets = 9

  /// 100 iterations towards each of 9 classes, as in AutoAttack's standard version.
  public init(iterations: Int = 100, targets: Int = TargetedAPGD.usualTargets) {
    precondition(iterations >= 1 && targets >= 1)
    self.iterations = iterations
    self.targets = targets
  }
}

extension TargetedAPGD: Attack {
  func start(_ task: AttackTask) -> any ImageAttack {
    TargetedAPGDOnImage(attack: self, task: task)
  }
}

private struct TargetedAPGDOnImage: ImageAttack {
  let attack: TargetedAPGD
  let task: AttackTask
  /// Wrong classes, the likeliest first; unknown until the image itself has been looked at. Or the one that is asked for.
  private var targets: [Int]?
  private var attempt = 0
  private var run: (any ImageAttack)?

  init(attack: TargetedAPGD, task: AttackTask) {
    self.attack = attack
    self.task = task
    targets = task.target.map { [$0] }
  }

  mutating func ask(_ next: UnsafeMutablePointer<Float>) -> Question? {
    guard let targets else {
      for i in task.image.indices { next[i] = task.image[i] }
      return .logits
    }
    if let question = run?.ask(next) { return question }
    guard attempt < targets.count else { return nil }
    let target = targets[attempt]
    run = APGD.run(
      task, objective: task.target == nil ? .targetedDLR(target: target) : task.objective(.dlr),
      iterations: attack.iterations, attack: .targetedAPGD, attempt: attempt)
    attempt += 1
    return run!.ask(next)
  }

  mutating func tell(_ answer: Answer) -> Bool {
    if targets != nil { return run!.tell(answer) }
    targets = answer.wrongClasses(label: task.label, classes: task.classes, count: attack.targets)
    return !answer.resists
  }
}

extension Answer {
  /// The classes of the `count` largest logits but for the label's, largest first.
  func wrongClasses(label: Int, classes: Int, count: Int) -> [Int] {
    let order = (0..<classes).filter { $0 != label }.sorted {
      logits[$0] != logits[$1] ? logits[$0] > logits[$1] : $0 < $1
    }
    return Array(order.prefix(count))
  }
}
