import Datasets
import Tensors
import TestSupport
import Testing

@testable import Models

@Suite("Whole networks")
struct WholeNetworkTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let architecture: String
    let input: ImageShape
    var batch = 2
    var testDescription: String { "\(architecture) on \(batch) of \(input)" }

    func network() throws -> Network {
      try ArchitectureName(parsing: architecture).network(
        input: input, classes: 10, mean: (0..<input.channels).map { 0.4 + 0.1 * Float($0) },
        standardDeviation: (0..<input.channels).map { 0.2 + 0.05 * Float($0) })
    }
  }

  static let cases = [
    Case(architecture: "all-cnn-mini", input: ImageShape(height: 24, width: 24, channels: 1)),
    Case(architecture: "all-cnn-mini", input: ImageShape(height: 29, width: 25, channels: 3), batch: 1),
    Case(architecture: "preresnet-8", input: ImageShape(height: 8, width: 8, channels: 3), batch: 3),
    Case(architecture: "wrn-10-1", input: ImageShape(height: 9, width: 8, channels: 3), batch: 3),
    Case(architecture: "cnn-mnist", input: ImageShape(height: 28, width: 28, channels: 1), batch: 1),
    Case(architecture: "alexnet", input: ImageShape(height: 32, width: 32, channels: 3), batch: 1),
    Case(architecture: "all-cnn-c", input: ImageShape(height: 12, width: 13, channels: 3), batch: 1),
    Case(architecture: "all-cnn-c-fumanchu", input: ImageShape(height: 25, width: 21, channels: 1), batch: 1),
  ]

  /// Of lengths. An activation within rounding of 0, or two nearly equal pixels of a
  /// maximum, may fall to the other side in float32 and turn one of thousands of terms of a gradient on or off. That
  /// is below half a hundredth of a tensor's gradient; a wrong layer, border or sum is not. Layers alone are held to 2e-5.
  static let gradientTolerance = 5e-3

  @Test(
    "logits and every tensor's gradient agree with the twins", arguments: cases, [nil, TrainingStep(seed: 5, step: 2)])
  func agrees(_ test: Case, _ training: TrainingStep?) throws {
    let network = try test.network(), pixels = test.batch * network.input.count
    let weights = SampleWeights.trained(network, seed: 1).values
    let images = SampleNumbers.images(network.input, count: test.batch, classes: 10, seed: 2).pixels.map {
      Float($0) / 255
    }
    let gradient = SampleNumbers.floats(test.batch * 10, seed: 3)
    let run = Run(network, test.batch, images, weights, gradient, training)

    let plain = PlainNetwork(network, batch: test.batch, training: training)
    let plainImages = PlainMaps(shape: network.input, batch: test.batch, floats: images)
    let plainWeights = PlainMaps(
      shape: ImageShape(height: 1, width: 1, channels: weights.count), batch: 1, floats: weights
    ).values
    let expected = plain.gradients(plainImages, plainWeights, gradient.map(Double.init))
    #expect(Deviation.length(run.logits, plain.logits(plainImages, plainWeights).values) < 1e-4)
    if training == nil {
      #expect(run.imageGradients.count == pixels)
      #expect(Deviation.length(run.imageGradients, expected.inputs[0].values) < Self.gradientTolerance)
      #expect(run.weights == weights)
    } else {
      #expect(Deviation.length(run.weights, plain.updated(plainWeights, by: plainImages)) < 1e-5)
    }
    for tensor in network.layout.tensors {
      let range = tensor.offset..<tensor.offset + tensor.count
      if tensor.role.isTrainable {
        #expect(
          Deviation.length(run.weightGradients[range], expected.weights[range]) < Self.gradientTolerance,
          "\(tensor.name)")
      } else {
        #expect(run.weightGradients[range].allSatisfy { $0 == 0 }, "\(tensor.name)")
      }
    }
  }
}

/// One pass forward and backward of a whole network.
struct Run: Equatable {
  let logits: [Float]
  /// Empty in training.
  let imageGradients: [Float]
  let weightGradients: [Float]
  let weights: [Float]

  init(
    _ network: Network, _ batch: Int, _ images: [Float], _ weights: [Float], _ gradient: [Float],
    _ training: TrainingStep?, threads: Int = 1
  ) {
    let execution = Execution(
      network, batchSize: batch, purpose: training == nil ? .allGradients : .training,
      engine: Engine(threads: threads))
    self.init(execution, batch, images, weights, gradient, training)
  }

  init(
    _ execution: Execution, _ count: Int, _ images: [Float], _ weights: [Float], _ gradient: [Float],
    _ training: TrainingStep?
  ) {
    var weights = weights, weightGradients = [Float](repeating: .nan, count: weights.count)
    execution.images.update(from: images, count: count * execution.network.input.count)
    execution.prepare(weights: weights)
    execution.forward(count: count, weights: &weights, training: training)
    logits = Array(UnsafeBufferPointer(start: execution.logits, count: count * execution.network.classes))
    execution.logitGradients!.update(from: gradient, count: count * execution.network.classes)
    if execution.purpose == .inputGradient {
      execution.backward(count: count, weights: &weights)
    } else {
      execution.backward(count: count, weights: &weights, weightGradients: &weightGradients, training: training)
    }
    imageGradients =
      execution.imageGradients.map {
        Array(UnsafeBufferPointer(start: $0, count: count * execution.network.input.count))
      } ?? []
    self.weightGradients = weightGradients
    self.weights = weights
  }
}
