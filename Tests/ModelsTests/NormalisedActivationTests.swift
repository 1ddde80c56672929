import Tensors
import TestSupport
import Testing

@testable import Models

@Suite("Normalised activations")
struct NormalisedActivationTests {
  /// More numbers than a piece, fewer, channels that fill no vector, and more channels than a piece has numbers.
  static let shapes = [
    ImageShape(height: 33, width: 29, channels: 7), ImageShape(height: 3, width: 2, channels: 1),
    ImageShape(height: 1, width: 2, channels: 4100),
  ]
  static let functions: [ActivationFunction] = [.gelu, .relu, .clip(low: 0, high: 6), .silu]

  /// A normalisation, the function, another normalisation, and the sum with the output of the first one where
  /// `isShared` is set: then two read it, and gradients are added up.
  private static func network(_ input: ImageShape, _ function: ActivationFunction, isShared: Bool) -> Network {
    var builder = NetworkBuilder(input: input)
    let scale = BatchNormalisation(channels: input.channels)
    let normalisation = BatchNormalisation(channels: input.channels)
    let first = builder.append(scale, to: [0], weights: scale.tensors.map { "1." + $0.name })
    let activation = builder.append(Activation(function: function), to: [first], weights: [])
    let last = builder.append(normalisation, to: [activation], weights: normalisation.tensors.map { "2." + $0.name })
    if isShared { _ = builder.append(Addition(), to: [last, first], weights: []) }
    return builder.network("activation and normalisation")
  }

  @Test(
    "the two layers as one compute what they compute apart, forward and back", arguments: shapes, functions)
  func agrees(input: ImageShape, function: ActivationFunction) {
    for isShared in [false, true] {
      let network = Self.network(input, function, isShared: isShared)
      #expect(network.foldingNormalisation().nodes.count == network.nodes.count - 1)
      let weights = SampleNumbers.floats(network.layout.count, seed: 2).map { abs($0) + 0.1 }
      let images = SampleNumbers.floats(2 * input.count, seed: 1)
      let gradient = SampleNumbers.floats(2 * input.count, seed: 3)
      let runs = [Execution.Purpose.inputGradient, .allGradients].map { purpose in
        Run(
          Execution(network, batchSize: 2, purpose: purpose, engine: Engine(threads: 2)), 2, images, weights, gradient,
          nil)
      }
      #expect(Deviation.largest(runs[0].logits, runs[1].logits.map(Double.init)) < 2e-6)
      #expect(Deviation.largest(runs[0].imageGradients, runs[1].imageGradients.map(Double.init)) < 2e-6)
    }
  }
}
