import Datasets
import Losses
import Models
import Tensors
import TestSupport
import Testing

@testable import Training

@Suite("Gradients of batches in passes")
struct BatchGradientTests {
  /// The gradient of the mean cross-entropy of `batch` noise images, in the passes of the network or all at once.
  private func gradient(_ network: Network, batch: Int, threads: Int = 1, inPasses: Bool) -> [Float] {
    let engine = Engine(threads: threads), classes = network.classes
    let images = SampleNumbers.images(network.input, count: batch, classes: classes, seed: 4)
    var weights = Weights(layout: network.layout, seed: 2).values
    var labels = [Int32](repeating: 0, count: batch)
    var found = [Float](repeating: 0, count: network.layout.count)
    func judge(_ count: Int, _ logits: UnsafePointer<Float>, _ gradients: UnsafeMutablePointer<Float>) {
      Loss(.crossEntropy).evaluate(
        logits: logits, labels: labels, count: count, classes: classes, gradientScale: 1 / Double(batch), values: nil,
        gradient: gradients)
    }
    weights.withUnsafeMutableBufferPointer { weights in
      let weights = weights.baseAddress!
      if inPasses {
        let gradient = BatchGradient(network, batchSize: batch, engine: engine)
        gradient.compute(weights: weights, seed: 3, step: 7) { pass in
          images.fill(Array(pass.first..<pass.first + pass.count), into: pass.images(), labels: &labels)
        } judge: { pass in
          judge(pass.count, pass.logits(), pass.logitGradients())
          return true
        }
        for i in found.indices { found[i] = gradient.gradient[i] }
      } else {
        let execution = Execution(network, batchSize: batch, purpose: .training, engine: engine)
        let key = TrainingStep(seed: 3, step: 7)
        images.fill(Array(0..<batch), into: execution.images, labels: &labels)
        execution.prepare(weights: weights)
        execution.forward(count: batch, weights: weights, training: key)
        judge(batch, execution.logits, execution.logitGradients!)
        execution.backward(count: batch, weights: weights, weightGradients: &found, training: key)
      }
    }
    return found
  }

  /// Dropout of all-cnn-c included: an image's mask is its own, whichever pass it is in. Sums of another order differ by
  /// float32's rounding, 1e-5 of the largest number.
  @Test(
    "are those of the batch as a whole", arguments: ["all-cnn-mini", "all-cnn-c", "preresnet-8", "cnn-mnist"],
    [1, 9, 21])
  func whole(name: String, batch: Int) throws {
    let side = name == "all-cnn-mini" || name == "cnn-mnist" ? 28 : 32
    let input = ImageShape(height: side, width: side, channels: 1)
    let zeros = [Float](repeating: 0, count: input.channels), ones = zeros.map { $0 + 1 }
    let network = try ArchitectureName(parsing: name)
      .network(input: input, classes: 10, mean: zeros, standardDeviation: ones)
    let passes = gradient(network, batch: batch, inPasses: true),
      whole = gradient(network, batch: batch, inPasses: false)
    let scale = whole.reduce(0) { max($0, abs($1)) }
    #expect(scale > 0 && zip(passes, whole).allSatisfy { abs($0 - $1) <= 1e-5 * scale })
    #expect(gradient(network, batch: batch, threads: 3, inPasses: true) == passes)
  }
}
