/// One image under one attack: it asks the network about points of its choosing, one at a time, until it ends.
///
/// It sees its own image, the answers to its own questions and random numbers of its own: what happens to an image can
/// not depend on the batch, the threads, the order of images or which others were broken before.
protocol ImageAttack {
  /// Writes the next point, (H, W, C), and says what is wanted there; `nil` when there is nothing left to try.
  mutating func ask(_ point: UnsafeMutablePointer<Float>) -> Question?
  /// Takes the answer; returns whether the attack has found an adversarial image at the point that it asked about.
  mutating func tell(_ answer: Answer) -> Bool
}

enum Question: Sendable, Hashable {
  case logits
  /// The logits and the gradient of an objective at the pixels.
  case gradient(Objective)
}

/// The network's answer; the pointers are good during the call.
struct Answer {
  /// (H, W, C): the point asked about.
  let point: UnsafePointer<Float>
  /// (K).
  let logits: UnsafePointer<Float>
  /// Whether the point is not what the attack looks for: the label's logit is the largest, or the target's is not.
  let resists: Bool
  /// The objective's value, where one was asked for.
  let value: Double
  /// (H, W, C): the objective's gradient at the pixels, or the margin's where the objective's is exactly zero.
  let gradient: UnsafePointer<Float>?
}

/// An attack as it is set up, for any image.
protocol Attack: Sendable {
  func start(_ task: AttackTask) -> any ImageAttack
}
