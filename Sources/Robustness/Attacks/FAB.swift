/// The targeted fast adaptive boundary attack, FAB-T (Croce & Hein 2020b): towards one wrong class after another it
/// steps onto the linearised decision boundary, leaning towards the image itself, and back from where it has crossed.
///
/// FAB looks for the nearest adversarial image; here it ends at the first one within ε.
public struct FAB: Sendable {
  public var iterations: Int
  public var targets: Int
  /// How far the next point may lean towards the image's own projection, α_max.
  static let largestLean: Float = 0.1
  /// How far beyond the boundary a step goes, η.
  static let overshoot: Float = 1.05
  /// Which part of the way a point beyond the boundary keeps, β.
  static let retreat: Float = 0.9

  /// 100 iterations towards each of 9 classes, as in AutoAttack's standard version.
  public init(iterations: Int = 100, targets: Int = 9) {
    precondition(iterations >= 1 && targets >= 1)
    self.iterations = iterations
    self.targets = targets
  }
}

extension FAB: Attack {
  func start(_ task: AttackTask) -> any ImageAttack { FABOnImage(fab: self, task: task) }
}

private struct FABOnImage: ImageAttack {
  let fab: FAB
  let task: AttackTask
  /// Wrong classes, the likeliest first; unknown until the image itself has been looked at.
  private var targets: [Int]?
  private var attempt = 0
  private var iteration = 0
  /// Whether every step towards this target has been made and looked at.
  private var isDone = false
  /// Whether the point is one that was brought back from beyond the boundary.
  private var hasRetreated = false
  /// Whether the last step crossed the boundary. The next one is likely to, and the gradient beyond it is not needed.
  private var crossed = false
  /// Whether only the logits are asked for at the point.
  private var looks = false
  /// (H, W, C): the point asked about.
  private var point: [Float]
  /// (H, W, C): steps onto the boundary from the point and from the image.
  private var step: [Float]
  private var stepFromImage: [Float]

  init(fab: FAB, task: AttackTask) {
    self.fab = fab
    self.task = task
    point = task.image
    step = task.image
    stepFromImage = task.image
  }

  mutating func ask(_ next: UnsafeMutablePointer<Float>) -> Question? {
    if isDone {
      attempt += 1
      iteration = 0
      isDone = false
      hasRetreated = false
      looks = false
      point = task.image
    }
    for i in point.indices { next[i] = point[i] }
    guard let targets, !looks else { return .logits }
    return attempt < targets.count ? .gradient(.difference(target: targets[attempt])) : nil
  }

  mutating func tell(_ answer: Answer) -> Bool {
    guard targets != nil else {
      targets = answer.wrongClasses(label: task.label, classes: task.classes, count: fab.targets)
      return !answer.resists
    }
    if !answer.resists {
      if task.holds(point) { return true }
      if !hasRetreated {
        hasRetreated = true
        crossed = true
        looks = false
        for i in point.indices { point[i] = task.image[i] + FAB.retreat * (point[i] - task.image[i]) }
        return false
      }
    } else if !hasRetreated {
      crossed = false
    }
    isDone = iteration == fab.iterations
    if looks {
      // It did not cross: the next step needs the gradient at this point.
      looks = false
      if !isDone { return false }
    }
    hasRetreated = false
    if !isDone {
      advance(answer)
      looks = crossed
    }
    iteration += 1
    return false
  }

  /// One step towards the boundary, z_t − z_y being linear with the gradient found at the point.
  private mutating func advance(_ answer: Answer) {
    let count = point.count, gradient = answer.gradient!
    var along = 0.0
    for i in 0..<count { along += Double(gradient[i]) * Double(point[i] - task.image[i]) }
    let fromPoint = BoxProjection(
      from: answer.point, normal: gradient, distance: -answer.value, count: count, norm: task.norm, step: &step)
    let fromImage = BoxProjection(
      from: task.image, normal: gradient, distance: along - answer.value, count: count, norm: task.norm,
      step: &stepFromImage)
    // Croce & Hein's guard against 0 / 0.
    let a = max(fromPoint.length, 1e-8), b = max(fromImage.length, 1e-8)
    let lean = min(Float(a / (a + b)), FAB.largestLean)
    for i in 0..<count {
      let own = point[i] + FAB.overshoot * step[i], image = task.image[i] + FAB.overshoot * stepFromImage[i]
      point[i] = min(max(own * (1 - lean) + image * lean, 0), 1)
    }
  }
}
