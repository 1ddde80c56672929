import Datasets
import Losses
import Tensors
import TestSupport
import Testing

@testable import Models
@testable import Training

@Suite("Hint at another normalisation")
struct NormalisationHintTests {
  /// No other usual normalisation is near it, so that no other explains a model that was trained with it.
  private static let own = Normalisation(mean: [0.8], standardDeviation: [0.05])
  private static let odd = Normalisation(mean: [9], standardDeviation: [0.01])

  private static let weights = Result {
    try trained(TinyImages.network(normalisation: own), on: TinyImages.images(64, seed: 1).with(meanPixel: own.mean))
  }

  private static func trained(_ network: Network, on images: ImageSet) throws -> Weights {
    let trainer = Trainer(
      network: network, loss: Loss(.crossEntropy), settings: TrainingSettings(epochs: 8, batchSize: 8),
      training: images, validation: nil, seed: 1)
    var state = trainer.start
    _ = try trainer.train(&state, in: .threads(2))
    return state.weights
  }

  /// What is said of the model with another normalisation than that of its training.
  private func hint(_ wrong: Normalisation, usual: Normalisation) throws -> String? {
    let network = try TinyImages.network(normalisation: wrong)
    let model = ModelFile(
      classifier: Classifier(network: network, weights: try Self.weights.get()),
      architecture: TinyImages.architecture, dataset: nil, normalisation: wrong, loss: nil, seed: nil, settings: nil,
      history: [])
    return NormalisationHint.text(
      of: model, on: TinyImages.images(80, seed: 3), usual: usual, engine: Engine(threads: 2))
  }

  @Test("that of the data set is named where it fits far better")
  func usual() throws {
    let text = try #require(try hint(Self.odd, usual: Self.own))
    #expect(
      text.hasPrefix(
        "another normalisation fits far better: with that of the data set, --mean 0.8 --std 0.05, 80 of 80 images would be"
          + " right, now "), "\(text)")
    #expect(text.hasSuffix("; is it what the model was trained with?"))
  }

  @Test("constants for pixels from 0 to 255 are told from those for pixels from 0 to 1")
  func bytes() throws {
    let wrong = Normalisation(mean: [0.8 * 255], standardDeviation: [0.05 * 255])
    let text = try #require(try hint(wrong, usual: Self.odd))
    #expect(text.contains("with the same in pixels from 0 to 255, --mean 0.8 --std 0.05, 80 of 80"), "\(text)")
  }

  @Test("mean and deviation that are exchanged are told")
  func exchanged() throws {
    let text = try #require(
      try hint(Normalisation(mean: Self.own.standardDeviation, standardDeviation: Self.own.mean), usual: Self.odd))
    #expect(text.contains("with mean and deviation exchanged, --mean 0.8 --std 0.05, 80 of 80"), "\(text)")
  }

  @Test(
    "another normalisation is found for a model in which no layer normalises, as where `none` was stated of an ONNX file"
  )
  func none() throws {
    let whole = try TinyImages.network(normalisation: Self.own)
    let plain = Network(
      architecture: whole.architecture, input: whole.input, classes: whole.classes, layout: whole.layout,
      nodes: whole.nodes.dropFirst().map {
        Network.Node(
          layer: $0.layer, inputs: $0.inputs.map { $0 - 1 }, inputShape: $0.inputShape, shape: $0.shape,
          weightOffset: $0.weightOffset)
      })
    let none = Normalisation(mean: [0], standardDeviation: [1])
    var model = ModelFile(
      classifier: Classifier(network: whole, weights: try Self.weights.get()), architecture: TinyImages.architecture,
      dataset: nil, normalisation: none, loss: nil, seed: nil, settings: nil, history: [])
    model.classifier = Classifier(network: plain, weights: model.classifier.weights)
    let images = TinyImages.images(80, seed: 3)
    let text = try #require(NormalisationHint.text(of: model, on: images, usual: Self.own, engine: Engine(threads: 2)))
    #expect(text.contains("with that of the data set, --mean 0.8 --std 0.05, 80 of 80 images"), "\(text)")
  }

  @Test("nothing is said of a model that is right with what it has")
  func right() throws { #expect(try hint(Self.own, usual: Self.odd) == nil) }

  /// Images of two classes, of which the first is bright in channel `first`, the second in the opposite one.
  private static func colours(first: Int) -> ImageSet {
    var stream = RandomStream(seed: 7, purpose: .test), pixels: [UInt8] = []
    for image in 0..<80 {
      for _ in 0..<64 {
        for channel in 0..<3 {
          let isBright = channel == (image % 2 == 0 ? first : 2 - first)
          pixels.append(isBright ? 220 : UInt8(stream.nextInteger(below: 60)))
        }
      }
    }
    return ImageSet(
      shape: ImageShape(height: 8, width: 8, channels: 3), pixels: pixels, labels: (0..<80).map { UInt8($0 % 2) })
  }

  @Test("channels in the order blue, green, red are found")
  func channels() throws {
    let normalisation = Normalisation.measured(on: Self.colours(first: 0))
    let network = try TinyImages.architecture.network(
      input: Self.colours(first: 0).shape, classes: 2, mean: normalisation.mean,
      standardDeviation: normalisation.standardDeviation)
    let model = ModelFile(
      classifier: Classifier(network: network, weights: try Self.trained(network, on: Self.colours(first: 0))),
      architecture: TinyImages.architecture, dataset: nil, normalisation: normalisation, loss: nil, seed: nil,
      settings: nil, history: [])
    let text = try #require(
      NormalisationHint.text(of: model, on: Self.colours(first: 2), usual: normalisation, engine: Engine(threads: 2)))
    #expect(text.contains("with the channels in the order blue, green, red 80 of 80 images"), "\(text)")
  }
}
