/// Auto-PGD towards the classes that look nearest in a linear model of the network (MALT; Melamed et al. 2024).
///
/// A class is as near as (z_y − z_t) / ‖∇(z_y − z_t)‖ says, in the norm dual to that of the change: how far the image would
/// have to move if the network were linear. The logits alone, by which APGD-T chooses, do not know how steep each class
/// rises.
public struct MALT: Sendable {
  public var iterations: Int
  public var targets: Int
  /// Classes that are ranked, those of the largest logits.
  public var candidates: Int
  /// So many of the largest logits are left out of what is attacked, since APGD-T has attacked them.
  public var beyond: Int

  /// 100 iterations towards each of the best 9 of 100 classes.
  public init(iterations: Int = 100, targets: Int = 9, candidates: Int = 100, beyond: Int = 0) {
    precondition(iterations >= 1 && targets >= 1 && candidates >= 1 && beyond >= 0)
    self.beyond = beyond
    self.iterations = iterations
    self.targets = targets
    self.candidates = candidates
  }
}

extension MALT: Attack {
  func start(_ task: AttackTask) -> any ImageAttack { MALTOnImage(attack: self, task: task) }
}

private struct MALTOnImage: ImageAttack {
  let attack: MALT
  let task: AttackTask
  /// Wrong classes, the likeliest first; unknown until the image itself has been looked at.
  private var classes: [Int]?
  /// How far each class that has been asked about is, in the order of `classes`.
  private var distances: [Double] = []
  /// Classes to be attacked, known after the last distance.
  private var targets: [Int]?
  private var attempt = 0
  private var run: (any ImageAttack)?

  init(attack: MALT, task: AttackTask) {
    self.attack = attack
    self.task = task
  }

  mutating func ask(_ next: UnsafeMutablePointer<Float>) -> Question? {
    if let question = run?.ask(next) { return question }
    if let targets {
      guard attempt < targets.count else { return nil }
      run = APGD.run(
        task, objective: .targetedDLR(target: targets[attempt]), iterations: attack.iterations, attack: .malt,
        attempt: attempt)
      attempt += 1
      return run!.ask(next)
    }
    // Where every wrong class is left out, there is nothing to rank.
    if task.classes - 1 <= attack.beyond { return nil }
    next.update(from: task.image, count: task.image.count)
    guard let classes else { return .logits }
    return .gradient(.difference(target: classes[distances.count]))
  }

  mutating func tell(_ answer: Answer) -> Bool {
    if run != nil { return run!.tell(answer) }
    guard answer.resists else { return true }
    guard let classes else {
      self.classes = answer.wrongClasses(label: task.label, classes: task.classes, count: attack.candidates)
      return false
    }
    let slope = task.norm.dualLength(of: answer.gradient!, count: task.image.count)
    distances.append(slope > 0 ? -answer.value / slope : .infinity)
    if distances.count == classes.count { targets = nearest(of: classes) }
    return false
  }

  private func nearest(of classes: [Int]) -> [Int] {
    let order = classes.indices.sorted { distances[$0] != distances[$1] ? distances[$0] < distances[$1] : $0 < $1 }
    return order.prefix(attack.targets).filter { $0 >= attack.beyond }.map { classes[$0] }
  }
}

extension Norm {
  /// The most that a linear function of the gradient `gradient` (d) rises along a change of length 1.
  func dualLength(of gradient: UnsafePointer<Float>, count: Int) -> Double {
    switch self {
    case .linf: (0..<count).reduce(0) { $0 + Double(abs(gradient[$1])) }
    case .l2: euclidean(gradient, count)
    case .l1: (0..<count).reduce(0) { max($0, Double(abs(gradient[$1]))) }
    case .l0: preconditionFailure("a change of one value may be of any size")
    }
  }
}
