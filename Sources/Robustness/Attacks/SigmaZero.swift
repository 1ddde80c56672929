import Foundation

/// σ-zero (Cinà et al. 2025): the fewest values of an image to change, one value being one channel of one pixel.
///
/// It minimises max(z_y − max z_other, 0) + Σ δᵢ² / (δᵢ² + σ) / d over the change δ by Adam, from δ = 0. The sum counts the
/// values that differ from 0, smoothly. The gradient is divided by its largest component first. After each step δ is clipped
/// so that pixels stay in [0, 1], and values below a threshold τ become 0. τ falls by 0.01 times the learning rate where the
/// image was still right and rises by as much where it was not. The learning rate falls as a cosine does.
///
/// It makes all its steps, and ends at the adversarial image of the fewest changed values. So one run tells the outcome at
/// every ε.
public struct SigmaZero: Sendable {
  public var steps: Int

  static let learningRate: Float = 1
  static let lastLearningRate: Float = 0.1
  static let sigma: Float = 1e-3
  static let threshold: Float = 0.3
  /// How much τ moves in a step, in learning rates.
  static let thresholdRate: Float = 0.01
  public static let usualSteps = 1000

  /// 1,000 steps, as in the paper's main experiments.
  public init(steps: Int = SigmaZero.usualSteps) {
    precondition(steps >= 1)
    self.steps = steps
  }

  /// The learning rate of step `step`, counted from 0.
  func learningRate(at step: Int) -> Float {
    let share = Float((1 + cos(Double(step) / Double(steps) * .pi)) / 2)
    return Self.lastLearningRate + (Self.learningRate - Self.lastLearningRate) * share
  }
}

extension SigmaZero: Attack {
  func start(_ task: AttackTask) -> any ImageAttack { SigmaZeroOnImage(attack: self, task: task) }
}

private struct SigmaZeroOnImage: ImageAttack {
  let attack: SigmaZero
  let task: AttackTask
  private var step = 0
  private var hasEnded = false
  /// τ.
  private var threshold = SigmaZero.threshold
  /// (H, W, C): δ, and the gradient there.
  private var change: [Float]
  private var gradient: [Float]
  private var adam: Adam
  /// (H, W, C): the adversarial point of the fewest changed values, and how many these are.
  private var best: [Float]?
  private var fewest: Int

  init(attack: SigmaZero, task: AttackTask) {
    self.attack = attack
    self.task = task
    change = [Float](repeating: 0, count: task.image.count)
    gradient = change
    adam = Adam(count: change.count)
    fewest = change.count
  }

  mutating func ask(_ next: UnsafeMutablePointer<Float>) -> Question? {
    let image = task.image
    if step < attack.steps {
      for i in image.indices { next[i] = min(max(image[i] + change[i], 0), 1) }
      return .gradient(.loss(.margin))
    }
    // Where nothing was found within ε, the image is left as it is.
    let found = Double(fewest) <= Double(task.epsilon) ? best : nil
    next.update(from: found ?? image, count: image.count)
    guard found != nil, !hasEnded else { return nil }
    hasEnded = true
    return .logits
  }

  mutating func tell(_ answer: Answer) -> Bool {
    if hasEnded { return !answer.resists }
    let image = task.image
    if !answer.resists {
      let changed = image.indices.count { answer.point[$0] != image[$0] }
      if changed < fewest {
        fewest = changed
        best = image.indices.map { answer.point[$0] }
      }
    }
    descend(answer)
    step += 1
    return false
  }

  private mutating func descend(_ answer: Answer) {
    let count = change.count, share = 1 / Float(count)
    var largest: Float = 1e-12
    for i in 0..<count {
      let size = change[i] * change[i] + SigmaZero.sigma
      // The margin rises where the image stops being right: its gradient leads up, and the loss's down.
      let rise = answer.resists ? -answer.gradient![i] : 0
      gradient[i] = rise + 2 * change[i] * SigmaZero.sigma / (size * size) * share
      largest = max(largest, abs(gradient[i]))
    }
    for i in 0..<count { gradient[i] /= largest }
    adam.move(&change, down: gradient, by: attack.learningRate(at: step))
    let moved = SigmaZero.thresholdRate * attack.learningRate(at: step + 1)
    threshold = min(max(answer.resists ? threshold - moved : threshold + moved, 0), 1)
    for i in 0..<count {
      change[i] = min(max(task.image[i] + change[i], 0), 1) - task.image[i]
      if abs(change[i]) < threshold { change[i] = 0 }
    }
  }
}

/// Adam (Kingma & Ba 2015) with its usual constants.
private struct Adam {
  private var steps = 0
  /// The running means of the gradient and of its squares.
  private var mean: [Float]
  private var square: [Float]

  init(count: Int) {
    mean = [Float](repeating: 0, count: count)
    square = mean
  }

  /// One step of `values` against `gradient`.
  mutating func move(_ values: inout [Float], down gradient: [Float], by learningRate: Float) {
    steps += 1
    let meanShare = 1 - pow(0.9, Double(steps)), squareShare = Float((1 - pow(0.999, Double(steps))).squareRoot())
    let size = Float(Double(learningRate) / meanShare)
    for i in values.indices {
      mean[i] += 0.1 * (gradient[i] - mean[i])
      square[i] = 0.999 * square[i] + 0.001 * gradient[i] * gradient[i]
      values[i] -= size * mean[i] / (square[i].squareRoot() / squareShare + 1e-8)
    }
  }
}
