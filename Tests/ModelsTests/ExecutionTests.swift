import Tensors
import TestSupport
import Testing

@testable import Models

/// Equality here is of every bit but the sign of zero: results do not depend on how the work is cut.
@Suite("Execution")
struct ExecutionTests {
  static let cases: [WholeNetworkTests.Case] = [
    .init(architecture: "all-cnn-mini", input: ImageShape(height: 24, width: 25, channels: 1), batch: 9),
    .init(architecture: "preresnet-8", input: ImageShape(height: 8, width: 9, channels: 3), batch: 9),
    .init(architecture: "wrn-10-1", input: ImageShape(height: 8, width: 8, channels: 3), batch: 5),
    .init(architecture: "cnn-mnist", input: ImageShape(height: 28, width: 28, channels: 1), batch: 5),
    .init(architecture: "alexnet", input: ImageShape(height: 32, width: 32, channels: 3), batch: 3),
  ]

  struct Numbers {
    let network: Network
    let images: [Float]
    let weights: [Float]
    let gradient: [Float]

    init(_ test: WholeNetworkTests.Case) throws {
      network = try test.network()
      images = SampleNumbers.floats(test.batch * network.input.count, seed: 1)
      weights = SampleWeights.trained(network, seed: 2).values
      gradient = SampleNumbers.floats(test.batch * 10, seed: 3)
    }

    func images(_ range: Range<Int>) -> [Float] {
      Array(images[range.lowerBound * network.input.count..<range.upperBound * network.input.count])
    }

    func gradient(_ range: Range<Int>) -> [Float] { Array(gradient[range.lowerBound * 10..<range.upperBound * 10]) }
  }

  /// Matrix products over several images at once begin to differ in their bits at some batch size: a small and a larger one are tried.
  @Test(
    "an image's logits and pixel gradients do not depend on the batch around it", arguments: cases, [2, 17])
  func batchIndependence(_ test: WholeNetworkTests.Case, batch: Int) throws {
    var test = test
    test.batch = batch
    let numbers = try Numbers(test)
    func execution(_ batch: Int) -> Execution {
      Execution(numbers.network, batchSize: batch, purpose: .inputGradient, engine: Engine(threads: 1))
    }
    let whole = Run(execution(batch), batch, numbers.images, numbers.weights, numbers.gradient, nil)
    let single = execution(1)
    var logits: [Float] = [], imageGradients: [Float] = []
    for i in 0..<test.batch {
      let run = Run(single, 1, numbers.images(i..<i + 1), numbers.weights, numbers.gradient(i..<i + 1), nil)
      logits += run.logits
      imageGradients += run.imageGradients
    }
    #expect(logits == whole.logits)
    #expect(imageGradients == whole.imageGradients)
  }

  @Test("the number of threads changes nothing", arguments: cases, [nil, TrainingStep(seed: 1, step: 7)])
  func threadIndependence(_ test: WholeNetworkTests.Case, _ training: TrainingStep?) throws {
    let numbers = try Numbers(test)
    let runs = [1, 2, 3].map {
      Run(numbers.network, test.batch, numbers.images, numbers.weights, numbers.gradient, training, threads: $0)
    }
    #expect(runs[0].logits.allSatisfy { $0.isFinite })
    #expect(runs[1] == runs[0])
    #expect(runs[2] == runs[0])
  }

  @Test("a smaller count after a larger one, and the larger again, leave nothing behind", arguments: cases)
  func counts(_ test: WholeNetworkTests.Case) throws {
    let numbers = try Numbers(test), training = TrainingStep(seed: 1, step: 0)
    let execution = Execution(
      numbers.network, batchSize: test.batch, purpose: .training, engine: Engine(threads: 2))
    func run(_ range: Range<Int>, _ execution: Execution) -> Run {
      Run(execution, range.count, numbers.images(range), numbers.weights, numbers.gradient(range), training)
    }
    let first = run(0..<test.batch, execution), second = run(1..<3, execution), third = run(0..<test.batch, execution)
    #expect(third == first)
    let fresh = Execution(numbers.network, batchSize: 2, purpose: .training, engine: Engine(threads: 1))
    #expect(second == run(1..<3, fresh))
  }

  @Test("inference shares memory between activations, and computes the same logits", arguments: cases)
  func inference(_ test: WholeNetworkTests.Case) throws {
    let numbers = try Numbers(test), engine = Engine(threads: 2)
    let inference = Execution(numbers.network, batchSize: test.batch, purpose: .inference, engine: engine)
    let gradients = Execution(numbers.network, batchSize: test.batch, purpose: .inputGradient, engine: engine)
    #expect(inference.memory < gradients.memory)
    #expect(inference.logitGradients == nil && inference.imageGradients == nil)
    var weights = numbers.weights
    let expected = Run(gradients, test.batch, numbers.images, weights, numbers.gradient, nil).logits
    for _ in 0..<2 {
      inference.images.update(from: numbers.images, count: numbers.images.count)
      inference.prepare(weights: weights)
      inference.forward(count: test.batch, weights: &weights)
      #expect(Array(UnsafeBufferPointer(start: inference.logits, count: expected.count)) == expected)
    }
    // The images belong to the caller: sharing must not touch them.
    #expect(Array(UnsafeBufferPointer(start: inference.images, count: numbers.images.count)) == numbers.images)
    #expect(weights == numbers.weights)
  }

  @Test(
    "folding normalisations into convolutions changes nothing but rounding",
    arguments: [ArchitectureName.preResNet(depth: 8), .wideResNet(depth: 10, widening: 1)])
  func folding(architecture: ArchitectureName) throws {
    let network = try architecture.network(
      input: ImageShape(height: 8, width: 8, channels: 3), classes: 4, mean: [0, 0, 0], standardDeviation: [1, 1, 1])
    #expect(network.foldingNormalisation().nodes.count < network.nodes.count)
    let weights = SampleWeights.trained(network, seed: 2).values, images = SampleNumbers.floats(3 * 192, seed: 1)
    let gradient = SampleNumbers.floats(12, seed: 3)
    let runs = [Execution.Purpose.inputGradient, .allGradients].map { purpose in
      Run(
        Execution(network, batchSize: 3, purpose: purpose, engine: Engine(threads: 1)), 3, images, weights, gradient,
        nil)
    }
    #expect(Deviation.length(runs[0].logits, runs[1].logits.map(Double.init)) < 1e-5)
    #expect(Deviation.length(runs[0].imageGradients, runs[1].imageGradients.map(Double.init)) < 1e-4)
  }

  @Test("after one forward pass, any number of backward passes give the same gradients at the pixels")
  func repeatedBackward() throws {
    let network = try ArchitectureName.preResNet(depth: 8).network(
      input: ImageShape(height: 8, width: 8, channels: 1), classes: 4, mean: [0], standardDeviation: [1])
    let execution = Execution(network, batchSize: 3, purpose: .inputGradient, engine: Engine(threads: 1))
    var weights = SampleWeights.trained(network, seed: 2).values
    execution.images.update(from: SampleNumbers.floats(192, seed: 1), count: 192)
    execution.prepare(weights: weights)
    execution.forward(count: 3, weights: &weights)
    func gradients(seed: UInt64) -> [Float] {
      execution.logitGradients!.update(from: SampleNumbers.floats(12, seed: seed), count: 12)
      execution.backward(count: 3, weights: &weights)
      return Array(UnsafeBufferPointer(start: execution.imageGradients!, count: 192))
    }
    let first = gradients(seed: 3)
    #expect(gradients(seed: 4) != first)
    #expect(gradients(seed: 3) == first)
  }
}
