import CKernels
import Losses
public import Models
import Statistics
import Tensors

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
    _ network: Network, mode: Mode, batch: Int, seconds: Double, engine: Engine
  ) -> Throughput {
    let times = stepTimes(network, mode, batch, seconds, engine)
    return Throughput(
      architecture: network.architecture, mode: mode, threads: engine.threads, batch: batch,
      imagesPerSecond: Double(batch) / times.median, steps: times.count)
  }

  private static func stepTimes(
    _ network: Network, _ mode: Mode, _ batch: Int, _ seconds: Double, _ engine: Engine
  ) -> [Double] {
    let pixels = network.input.count
    var random = RandomStream(seed: 1, purpose: .test)
    let images = (0..<batch * pixels).map { _ in random.nextUniform() }
    let labels = (0..<batch).map { _ in Int32(random.nextInteger(below: network.classes)) }
    var weights = Weights(layout: network.layout, seed: 1).values
    return images.withUnsafeBufferPointer { images in
      labels.withUnsafeBufferPointer { labels in
        weights.withUnsafeMutableBufferPointer { weights in
          let inputs = Inputs(images: images.baseAddress!, labels: labels.baseAddress!, weights: weights.baseAddress!)
          let step =
            mode == .train
            ? trainingStep(network, batch, inputs, engine) : evaluationStep(network, mode, batch, inputs, engine)
          var number = 0
          return StepTimes.measure(for: seconds) {
            step(number)
            number += 1
          }
        }
      }
    }
  }

  /// What a step works on.
  private struct Inputs {
    let images: UnsafePointer<Float>
    let labels: UnsafePointer<Int32>
    let weights: UnsafeMutablePointer<Float>
  }

  private static func trainingStep(
    _ network: Network, _ batch: Int, _ inputs: Inputs, _ engine: Engine
  ) -> (Int) -> Void {
    let gradient = BatchGradient(network, batchSize: batch, engine: engine)
    var momentum = [Float](repeating: 0, count: network.layout.count)
    let pixels = network.input.count, classes = network.classes, loss = Loss(.crossEntropy)
    return { number in
      gradient.compute(weights: inputs.weights, seed: 1, step: number) { first, count, images in
        images.update(from: inputs.images + first * pixels, count: count * pixels)
      } judge: { first, count, logits, logitGradients in
        loss.evaluate(
          logits: logits, labels: inputs.labels + first, count: count, classes: classes,
          gradientScale: 1 / Double(batch), values: nil, gradient: logitGradients)
        return true
      }
      momentum.withUnsafeMutableBufferPointer {
        network.step(
          weights: inputs.weights, momentum: $0.baseAddress!, gradients: gradient.gradient, learningRate: 1e-3,
          momentum: 0.9, weightDecay: 1e-4, pool: engine.pool)
      }
    }
  }

  private static func evaluationStep(
    _ network: Network, _ mode: Mode, _ batch: Int, _ inputs: Inputs, _ engine: Engine
  ) -> (Int) -> Void {
    let pass = min(batch, network.evaluationPassSize(threads: engine.threads))
    let first = Execution(
      network, batchSize: pass, purpose: mode == .fgsm ? .inputGradient : .inference, engine: engine)
    let second = mode == .fgsm ? Execution(network, batchSize: pass, purpose: .inference, engine: engine) : nil
    first.prepare(weights: inputs.weights)
    second?.prepare(weights: inputs.weights)
    let pixels = network.input.count, classes = network.classes, loss = Loss(.crossEntropy)
    return { _ in
      for start in stride(from: 0, to: batch, by: pass) {
        let count = min(pass, batch - start)
        first.images.update(from: inputs.images + start * pixels, count: count * pixels)
        first.forward(count: count, weights: inputs.weights)
        guard let second else { continue }
        loss.evaluate(
          logits: first.logits, labels: inputs.labels + start, count: count, classes: classes, values: nil,
          gradient: first.logitGradients)
        first.backward(count: count, weights: inputs.weights)
        engine.pool.parallel(count, with: (second.images, first.images, first.imageGradients!, pixels)) {
          shared, image, _ in
          let (target, source, gradients, pixels) = shared
          la_signed_step(
            target + image * pixels, source + image * pixels, gradients + image * pixels, 0.03, Int64(pixels))
        }
        second.forward(count: count, weights: inputs.weights)
      }
    }
  }
}
