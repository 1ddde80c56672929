import CKernels
import Foundation
import Losses
public import Models
public import Tensors

/// Images a second of one network on this machine, by timing whole steps on random images.
public struct Throughput: Sendable, Codable, Equatable {
  public enum Mode: String, Sendable, Codable, CaseIterable {
    /// Forward, loss, backward and a step of momentum SGD.
    case train
    /// Forward, in evaluation mode.
    case infer
    /// Forward, input gradient, and forward on the perturbed batch, in evaluation mode.
    case fgsm
  }

  public let architecture: String
  public let mode: Mode
  public let threads: Int
  public let batch: Int
  /// From the median step.
  public let imagesPerSecond: Double
  /// Steps that were timed.
  public let steps: Int

  enum CodingKeys: String, CodingKey {
    case architecture, mode, threads, batch, steps
    case imagesPerSecond = "images_per_second"
  }

  /// Times steps for `seconds` and three at least, after one that is not counted.
  public static func measure(
    _ network: Network, mode: Mode, batch: Int, seconds: Double, pool: WorkerPool
  ) -> Throughput {
    let times = stepTimes(network, mode, batch, seconds, pool)
    return Throughput(
      architecture: network.architecture, mode: mode, threads: pool.threads, batch: batch,
      imagesPerSecond: Double(batch) / times.median, steps: times.count)
  }

  private static func stepTimes(
    _ network: Network, _ mode: Mode, _ batch: Int, _ seconds: Double, _ pool: WorkerPool
  ) -> [Double] {
    let purpose: Execution.Purpose =
      switch mode {
      case .train: .training
      case .infer: .inference
      case .fgsm: .inputGradient
      }
    let first = Execution(network, batchSize: batch, purpose: purpose, pool: pool)
    let second = mode == .fgsm ? Execution(network, batchSize: batch, purpose: .inference, pool: pool) : nil
    let pixels = network.input.count, classes = network.classes
    var random = RandomStream(seed: 1, purpose: .test)
    for i in 0..<batch * pixels { first.images[i] = random.nextUniform() }
    let labels = (0..<batch).map { _ in Int32(random.nextInteger(below: classes)) }
    var weights = Weights(layout: network.layout, seed: 1).values
    let momentum = FloatBuffer(count: weights.count), gradients = FloatBuffer(count: weights.count)
    let loss = Loss(.crossEntropy)
    return weights.withUnsafeMutableBufferPointer { weights in
      let weights = weights.baseAddress!
      if mode != .train { first.prepare(weights: weights) }
      second?.prepare(weights: weights)
      func step(_ number: Int) {
        let key = mode == .train ? TrainingStep(seed: 1, step: number) : nil
        if mode == .train { first.prepare(weights: weights) }
        first.forward(count: batch, weights: weights, training: key)
        guard mode != .infer else { return }
        loss.evaluate(
          logits: first.logits, labels: labels, count: batch, classes: classes, gradientScale: 1 / Double(batch),
          values: nil, gradient: first.logitGradients)
        first.backward(
          count: batch, weights: weights, weightGradients: mode == .train ? gradients.pointer : nil, training: key)
        if mode == .train {
          network.step(
            weights: weights, momentum: momentum.pointer, gradients: gradients.pointer, learningRate: 1e-3,
            momentum: 0.9, weightDecay: 1e-4, pool: pool)
        } else if let second {
          pool.parallel(batch, with: (second.images, first.images, first.imageGradients!, pixels)) { shared, image, _ in
            let (target, source, gradients, pixels) = shared
            la_signed_step(
              target + image * pixels, source + image * pixels, gradients + image * pixels, 0.03, Int64(pixels))
          }
          second.forward(count: batch, weights: weights)
        }
      }
      step(0)
      var times: [Double] = []
      let start = Date()
      while times.count < 3 || Date().timeIntervalSince(start) < seconds {
        let before = DispatchTime.now().uptimeNanoseconds
        step(times.count + 1)
        times.append(Double(DispatchTime.now().uptimeNanoseconds - before) / 1e9)
      }
      return times
    }
  }
}
