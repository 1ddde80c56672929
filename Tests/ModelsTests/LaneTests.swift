import Tensors
import TestSupport
import Testing

@testable import Models

@Suite("Lanes")
struct LaneTests {
  /// Maps so large that every weight is used often.
  static let cases: [WholeNetworkTests.Case] = [
    .init(architecture: "all-cnn-mini", input: ImageShape(height: 24, width: 25, channels: 1), batch: 9),
    .init(architecture: "preresnet-8", input: ImageShape(height: 24, width: 25, channels: 3), batch: 9),
    .init(architecture: "wrn-10-1", input: ImageShape(height: 24, width: 24, channels: 3), batch: 5),
  ]

  @Test(
    "give every image the bits of a single one, however many images a pass has",
    arguments: cases, [2, 3])
  func sameBits(_ test: WholeNetworkTests.Case, threads: Int) throws {
    let numbers = try ExecutionTests.Numbers(test)
    #expect(numbers.network.lanes(for: .inputGradient, batchSize: test.batch, threads: threads) == threads)
    let executions = [1, threads].map {
      Execution(numbers.network, batchSize: test.batch, purpose: .inputGradient, engine: Engine(threads: $0))
    }
    for count in [test.batch, 1, 2, 4, test.batch] {
      let runs = executions.map {
        Run($0, count, numbers.images(0..<count), numbers.weights, numbers.gradient(0..<count), nil)
      }
      #expect(runs[1].logits == runs[0].logits)
      #expect(runs[1].imageGradients == runs[0].imageGradients)
    }
  }

  @Test("have the images of the forward pass on the way back, of which there may be fewer")
  func fewerOnTheWayBack() throws {
    let numbers = try ExecutionTests.Numbers(Self.cases[1]), pixels = numbers.network.input.count
    let gradients = [1, 2].map { threads in
      let engine = Engine(threads: threads)
      let execution = Execution(numbers.network, batchSize: 9, purpose: .inputGradient, engine: engine)
      var weights = numbers.weights
      execution.images.update(from: numbers.images, count: numbers.images.count)
      execution.prepare(weights: weights)
      execution.forward(count: 9, weights: &weights)
      return [6, 2, 9].map { count in
        execution.logitGradients!.update(from: numbers.gradient, count: 10 * count)
        execution.backward(count: count, weights: &weights)
        return Array(UnsafeBufferPointer(start: execution.imageGradients!, count: count * pixels))
      }
    }
    #expect(gradients[1] == gradients[0])
  }

  @Test("are one where images meet, or where weights should be fetched once for many images", arguments: [1, 2, 8])
  func number(threads: Int) throws {
    let reusing = try Self.cases[1].network(), fetching = try ExecutionTests.cases[4].network()
    for purpose in [Execution.Purpose.inference, .inputGradient, .allGradients, .training] {
      let isIndependent = purpose == .inference || purpose == .inputGradient
      #expect(reusing.lanes(for: purpose, batchSize: 5, threads: threads) == (isIndependent ? min(threads, 5) : 1))
      #expect(fetching.lanes(for: purpose, batchSize: 5, threads: threads) == 1)
    }
  }
}
