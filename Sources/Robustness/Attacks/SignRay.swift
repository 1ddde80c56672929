/// How far an image has to go along its gradient's sign or, in L2, its gradient: the smallest change by which FGSM breaks
/// it, by bisection.
///
/// Where the way out and back in again is crossed more than once, this is one crossing, and not always the first. The
/// outcome's image is the one that the model got wrong. In L∞ its distance is the smallest ε; in L2 it may be less, since
/// [0, 1] cuts steps short.
struct SignRay {
  let loss: AttackLoss
  /// The step is found to within 2⁻¹² of the largest: in L∞ a sixteenth of one grey level in 256.
  static let bisections = 12
}

extension SignRay: Attack {
  func start(_ task: AttackTask) -> any ImageAttack { SignRayOnImage(loss: loss, task: task) }
}

private struct SignRayOnImage: ImageAttack {
  let loss: AttackLoss
  let task: AttackTask
  private var gradient: [Float]?
  /// Right here, wrong there; there is nothing wrong yet while `wrong` is nil.
  private var right: Float = 0
  private var wrong: Float?
  private var asked: Float = 0
  private var questions = 0

  init(loss: AttackLoss, task: AttackTask) {
    self.loss = loss
    self.task = task
  }

  mutating func ask(_ next: UnsafeMutablePointer<Float>) -> Question? {
    guard let gradient else {
      for i in task.image.indices { next[i] = task.image[i] }
      return .gradient(task.objective(loss))
    }
    if questions > 0, wrong == nil { return nil }
    // The last question is about the smallest ε that was wrong.
    asked = questions == 0 ? task.epsilon : questions > SignRay.bisections ? wrong! : (right + wrong!) / 2
    questions += 1
    task.leap(along: gradient, size: asked, into: next)
    return .logits
  }

  mutating func tell(_ answer: Answer) -> Bool {
    guard gradient != nil else {
      gradient = task.image.indices.map { answer.gradient![$0] }
      return !answer.resists
    }
    if answer.resists { right = asked } else { wrong = asked }
    return !answer.resists && questions > SignRay.bisections + 1
  }
}
