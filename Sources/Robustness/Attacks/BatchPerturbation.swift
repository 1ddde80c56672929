import Foundation
public import Models
import Tensors

/// An attack on a whole batch in place, for training: from a random start, signed steps along a loss's gradient.
///
///     x₀ = clip(x + u, 0, 1), u ~ U[−ε, ε) per pixel
///     xₖ₊₁ = Π(xₖ + α · sign ∇J(xₖ)), Π the projection into the ε-ball around x and into [0, 1]
///
/// The network is in evaluation mode (running statistics, normalisations folded): the attack leaves no trace in the
/// statistics, images do not see each other, and clean accuracy suffers less than from attacks in training mode, at
/// like robustness (Pang et al. 2021, "Bag of Tricks for Adversarial Training"). All memory is allocated once.
public final class BatchPerturbation {
  /// What the attack climbs.
  public enum Climb: Sendable, Equatable {
    case loss(AttackLoss)
    /// KL(h(x) ‖ h(x′)), how far the answer is from that to the image as it is (TRADES, Zhang et al. 2019).
    case divergence
  }

  /// Where the attack begins.
  public enum Start: Sendable {
    /// Anywhere in the ball: u is uniform.
    case anywhere
    /// Beside the image, at u ~ 0.001 N(0, 1) per pixel, as TRADES and MART begin.
    case nearby
  }

  private let execution: Execution
  private let climb: Climb
  private let begin: Start
  private let epsilon: Float
  private let step: Float
  private let steps: Int
  private let pool: WorkerPool
  /// (N, K): the probabilities of the images as they are, for the divergence from them.
  private var plain: [Double]

  /// `epsilon` and the step α are in pixel units; `batchSize` is the size of the largest batch.
  public init(
    _ network: Network, climb: Climb, epsilon: Double, step: Double, steps: Int, start: Start = .anywhere,
    batchSize: Int, engine: Engine
  ) {
    precondition(epsilon >= 0 && step >= 0 && steps >= 1)
    execution = Execution(network, batchSize: batchSize, purpose: .inputGradient, engine: engine)
    self.climb = climb
    begin = start
    plain = [Double](repeating: 0, count: climb == .divergence ? batchSize * network.classes : 0)
    self.epsilon = Float(epsilon)
    self.step = Float(step)
    self.steps = steps
    pool = engine.pool
  }

  /// To be called after every change of the weights.
  public func prepare(weights: UnsafePointer<Float>) { execution.prepare(weights: weights) }

  /// Moves `images` (N, H, W, C), pixels in [0, 1], N the count of `indices`.
  ///
  /// `labels` (N) say what the attack leads away from. `weights` are those last prepared. An image's start is
  /// keyed by (seed, epoch, its index in the data set): it depends neither on the batch nor on the thread.
  public func perturb(
    _ images: UnsafeMutablePointer<Float>, labels: UnsafePointer<Int32>, indices: [Int],
    weights: UnsafeMutablePointer<Float>, seed: UInt64, epoch: Int
  ) {
    let count = indices.count
    if climb == .divergence { readPlain(images, count, weights) }
    start(from: images, indices, seed: seed, epoch: epoch)
    for number in 1...steps {
      execution.forward(count: count, weights: weights)
      aim(labels, count)
      execution.backward(count: count, weights: weights)
      move(around: images, into: number == steps ? images : execution.images, count)
    }
  }

  private func start(from images: UnsafeMutablePointer<Float>, _ indices: [Int], seed: UInt64, epoch: Int) {
    let pixels = execution.network.input.count, subindex = UInt32(truncatingIfNeeded: epoch)
    pool.parallel(indices.count, with: (execution.images, images, indices, pixels, epsilon, seed, subindex, begin)) {
      shared, place, _ in
      let (points, images, indices, pixels, epsilon, seed, subindex, begin) = shared
      var stream = RandomStream(
        seed: seed, purpose: .trainingAttack, index: UInt64(indices[place]), subindex: subindex)
      switch begin {
      case .anywhere:
        for i in place * pixels..<(place + 1) * pixels {
          points[i] = min(max(images[i] + epsilon * (2 * stream.nextUniform() - 1), 0), 1)
        }
      case .nearby:
        for i in place * pixels..<(place + 1) * pixels {
          points[i] = clipped(images[i] + 0.001 * Float(stream.nextNormal()), near: images[i], epsilon)
        }
      }
    }
  }

  /// Keeps the probabilities of the images as they are.
  private func readPlain(
    _ images: UnsafePointer<Float>, _ count: Int, _ weights: UnsafeMutablePointer<Float>
  ) {
    let classes = execution.network.classes
    execution.images.update(from: images, count: count * execution.network.input.count)
    execution.forward(count: count, weights: weights)
    for image in 0..<count {
      Self.softmax(execution.logits + image * classes, classes) { plain[image * classes + $0] = $1 }
    }
  }

  private static func softmax(_ logits: UnsafePointer<Float>, _ classes: Int, _ take: (Int, Double) -> Void) {
    var largest = logits[0], sum = 0.0
    for k in 1..<classes where logits[k] > largest { largest = logits[k] }
    for k in 0..<classes { sum += exp(Double(logits[k]) - Double(largest)) }
    for k in 0..<classes { take(k, exp(Double(logits[k]) - Double(largest)) / sum) }
  }

  /// The loss's gradients at the logits, each image's scaled to a largest component of ±1.
  ///
  /// Signs of gradients at the pixels are all that counts, and at the ends of Float's range they would be lost on the
  /// way there: a softmax close to saturation has gradients near 1e-38, Baikal has them up to 1e38. A saturated one has
  /// none at all: such images follow the margin.
  private func aim(_ labels: UnsafePointer<Int32>, _ count: Int) {
    let classes = execution.network.classes, gradients = execution.logitGradients!
    switch climb {
    case .loss(let loss):
      loss.gradient(logits: execution.logits, labels: labels, count: count, classes: classes, into: gradients)
    case .divergence:
      // The gradient at the logits z′ is h(x′) - h(x).
      for image in 0..<count {
        let row = image * classes
        Self.softmax(execution.logits + row, classes) { gradients[row + $0] = Float($1 - plain[row + $0]) }
      }
    }
    for image in 0..<count {
      let row = gradients + image * classes
      var largest: Float = 0
      for k in 0..<classes { largest = max(largest, abs(row[k])) }
      guard largest > 0 else {
        Objective.loss(.margin).writeGradient(
          execution.logits + image * classes, label: labels[image], classes: classes, into: row)
        continue
      }
      for k in 0..<classes { row[k] /= largest }
    }
  }

  private func move(
    around images: UnsafeMutablePointer<Float>, into target: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    let pixels = execution.network.input.count
    pool.parallel(
      count, with: (target, execution.images, images, execution.imageGradients!, step, epsilon, pixels)
    ) { shared, image, _ in
      let (target, points, images, gradients, step, epsilon, pixels) = shared
      let first = image * pixels
      Norm.linf.step(
        from: points + first, along: gradients + first, size: step, around: images + first, epsilon: epsilon,
        count: pixels, into: target + first)
    }
  }
}
