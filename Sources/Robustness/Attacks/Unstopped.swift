/// An attack that goes on to its last step, whatever it finds on the way.
///
/// Points just across one model's boundary say little of another model; points far beyond it carry over (Papernot et al.
/// 2016). What it ends at is never called adversarial: the model that it is tried on has to say so.
struct Unstopped: Attack {
  let attack: any Attack

  init(_ attack: any Attack) { self.attack = attack }

  func start(_ task: AttackTask) -> any ImageAttack { UnstoppedOnImage(attack: attack.start(task)) }
}

private struct UnstoppedOnImage: ImageAttack {
  var attack: any ImageAttack

  mutating func ask(_ point: UnsafeMutablePointer<Float>) -> Question? { attack.ask(point) }

  mutating func tell(_ answer: Answer) -> Bool {
    _ = attack.tell(
      Answer(
        point: answer.point, logits: answer.logits, resists: true, value: answer.value, gradient: answer.gradient))
    return false
  }
}
