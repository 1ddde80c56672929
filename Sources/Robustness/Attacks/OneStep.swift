/// FGSM at one ε on single images: where its sweep would end, for whoever wants the image itself.
struct OneStep {
  let loss: AttackLoss
}

extension OneStep: Attack {
  func start(_ task: AttackTask) -> any ImageAttack { OneStepOnImage(loss: loss, task: task) }
}

private struct OneStepOnImage: ImageAttack {
  let loss: AttackLoss
  let task: AttackTask
  private var gradient: [Float]?
  private var isDone = false

  init(loss: AttackLoss, task: AttackTask) {
    self.loss = loss
    self.task = task
  }

  mutating func ask(_ next: UnsafeMutablePointer<Float>) -> Question? {
    if isDone { return nil }
    guard let gradient else {
      for i in task.image.indices { next[i] = task.image[i] }
      return .gradient(.loss(loss))
    }
    isDone = true
    task.ascend(from: task.image, along: gradient, step: task.epsilon, into: next)
    return .logits
  }

  /// An image that is wrong already is attacked too: a step may make it right.
  mutating func tell(_ answer: Answer) -> Bool {
    if let found = answer.gradient { gradient = task.image.indices.map { found[$0] } }
    return isDone && !answer.isRight
  }
}
