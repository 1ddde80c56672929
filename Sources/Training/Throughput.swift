import CKernels
import Losses
public import Models
import Statistics
import Tensors

/// How many images a second one classifier takes on this machine, found by timing whole steps on random images.
///
/// The time of a step may depend on the weights: Intel's processors multiply numbers below 1e-38 many times more slowly.
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
  /// The speed of the median step.
  public let imagesPerSecond: Double
  /// How many steps were timed.
  public let steps: Int

  enum CodingKeys: String, CodingKey {
    case architecture, mode, threads, batch, steps
    case imagesPerSecond = "images_per_second"
  }

  /// Times steps for `seconds` and three at least, after one that is not counted.
  public static func measure(
    _ classifier: Classifier, mode: Mode, batch: Int, seconds: Double, engine: Engine
  ) -> Throughput {
    let times = stepTimes(classifier, mode, batch, seconds, engine)
    return Throughput(
      architecture: classifier.network.architecture, mode: mode, threads: engine.threads, batch: batch,
      imagesPerSecond: Double(batch) / times.median, steps: times.count)
  }

  private static func stepTimes(
    _ classifier: Classifier, _ mode: Mode, _ batch: Int, _ seconds: Double, _ engine: Engine
  ) -> [Double] {
    let network = classifier.network
    var random = RandomStream(seed: 1, purpose: .test)
    let images = (0..<batch * network.input.count).map { _ in random.nextUniform() }
    let labels = (0..<batch).map { _ in Int32(random.nextInteger(below: network.classes)) }
    return images.withUnsafeBufferPointer { images in
      labels.withUnsafeBufferPointer { labels in
        let inputs = Inputs(count: batch, images: images.baseAddress!, labels: labels.baseAddress!)
        switch mode {
        case .train: return StepTimes.measure(for: seconds, trainingStep(classifier, inputs, engine))
        case .infer: return StepTimes.measure(for: seconds, inferenceStep(classifier, inputs, engine))
        case .fgsm: return StepTimes.measure(for: seconds, attackStep(classifier, inputs, engine))
        }
      }
    }
  }

  /// The batch that a step works on.
  private struct Inputs {
    let count: Int
    let images: UnsafePointer<Float>
    let labels: UnsafePointer<Int32>
  }

  private static func trainingStep(_ classifier: Classifier, _ inputs: Inputs, _ engine: Engine) -> () -> Void {
    let network = classifier.network, batch = inputs.count
    let gradient = BatchGradient(network, batchSize: batch, engine: engine)
    var weights = classifier.weights.values, momentum = [Float](repeating: 0, count: weights.count), number = 0
    let pixels = network.input.count, loss = Loss(.crossEntropy)
    return {
      weights.withUnsafeMutableBufferPointer { weights in
        let weights = weights.baseAddress!
        gradient.compute(weights: weights, seed: 1, step: number) { pass in
          pass.images().update(from: inputs.images + pass.first * pixels, count: pass.count * pixels)
        } judge: { pass in
          loss.evaluate(
            logits: pass.logits(), labels: inputs.labels + pass.first, count: pass.count, classes: network.classes,
            gradientScale: 1 / Double(batch), values: nil, gradient: pass.logitGradients())
          return true
        }
        network.step(
          weights: weights, momentum: &momentum, gradients: gradient.gradient, learningRate: 1e-3, momentum: 0.9,
          weightDecay: 1e-4, pool: engine.pool)
      }
      number += 1
    }
  }

  private static func inferenceStep(_ classifier: Classifier, _ inputs: Inputs, _ engine: Engine) -> () -> Void {
    let session = session(classifier, inputs, .inference, engine)
    return { forEachPass(session, inputs) { _, _ in } }
  }

  private static func attackStep(_ classifier: Classifier, _ inputs: Inputs, _ engine: Engine) -> () -> Void {
    let gradients = session(classifier, inputs, .inputGradient, engine)
    let attacked = session(classifier, inputs, .inference, engine)
    let pixels = classifier.network.input.count, classes = classifier.network.classes, loss = Loss(.crossEntropy)
    return {
      forEachPass(gradients, inputs) { first, count in
        loss.evaluate(
          logits: gradients.logits, labels: inputs.labels + first, count: count, classes: classes, values: nil,
          gradient: gradients.logitGradients)
        gradients.backward(count: count)
        engine.pool.parallel(count, with: (attacked.images, gradients.images, gradients.imageGradients!, pixels)) {
          shared, image, _ in
          let (target, source, gradients, pixels) = shared
          let original = source + image * pixels
          la_projected_step(
            target + image * pixels, original, original, gradients + image * pixels, 0.03, 0.03, Int64(pixels))
        }
        attacked.forward(count: count)
      }
    }
  }

  private static func session(
    _ classifier: Classifier, _ inputs: Inputs, _ purpose: Execution.Purpose, _ engine: Engine
  ) -> ClassifierSession {
    let pass = min(inputs.count, classifier.network.evaluationPassSize(threads: engine.threads))
    return ClassifierSession(classifier, batchSize: pass, purpose: purpose, engine: engine)
  }

  /// Calls `body` with the first image of each forward pass and how many images it took.
  private static func forEachPass(
    _ session: ClassifierSession, _ inputs: Inputs, _ body: (_ first: Int, _ count: Int) -> Void
  ) {
    let pixels = session.network.input.count
    for first in stride(from: 0, to: inputs.count, by: session.batchSize) {
      let count = min(session.batchSize, inputs.count - first)
      session.images.update(from: inputs.images + first * pixels, count: count * pixels)
      session.forward(count: count)
      body(first, count)
    }
  }
}
