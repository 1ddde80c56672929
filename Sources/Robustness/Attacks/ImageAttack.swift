import Tensors

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
  /// Whether the label's logit is the largest.
  let isRight: Bool
  /// The objective's value, where one was asked for.
  let value: Double
  /// (H, W, C): the objective's gradient at the pixels, or the margin's where the objective's is exactly zero.
  let gradient: UnsafePointer<Float>?
}

/// An image, how far it may be moved, and where its random numbers come from.
struct AttackTask: Sendable {
  /// (H, W, C), in [0, 1].
  let image: [Float]
  let shape: ImageShape
  let label: Int
  let classes: Int
  /// The largest change of a pixel.
  let epsilon: Float
  let seed: UInt64
  /// Which image of its data set this is.
  let index: Int

  /// The random numbers of one try of an attack at this image: the same for every ε, as are foolish draws at one only.
  func stream(_ attack: StreamName, attempt: Int = 0) -> RandomStream {
    RandomStream(
      seed: seed, purpose: .attackStart, index: UInt64(index), subindex: attack.rawValue << 16 | UInt32(attempt))
  }

  /// Attacks that draw random numbers; two never share them. The numbers are part of what makes results repeatable.
  enum StreamName: UInt32, Sendable {
    case pgd = 1, apgd, targetedAPGD, square, noise, selfTest
  }

  /// Brings `point` back into the ball around the image and into [0, 1].
  func clip(_ point: UnsafeMutablePointer<Float>) {
    image.withUnsafeBufferPointer { image in
      for i in 0..<image.count { point[i] = clipped(point[i], image[i]) }
    }
  }

  /// The nearest pixel to `value` that is within ε of `pixel` and in [0, 1].
  @inline(__always)
  func clipped(_ value: Float, _ pixel: Float) -> Float {
    min(max(min(max(value, pixel - epsilon), pixel + epsilon), 0), 1)
  }
}

/// An attack as it is set up, for any image.
protocol Attack: Sendable {
  func start(_ task: AttackTask) -> any ImageAttack
}
