import Datasets
import Tensors
import TestSupport
import Testing

@testable import Models

@Suite("Classifier")
struct ClassifierTests {
  @Test(
    "an answer is right where the label's logit is the largest, the first of equals winning",
    arguments: [
      ([1, 3, 2], 1, true), ([1, 3, 2], 2, false), ([3, 3, 2], 0, true), ([3, 3, 2], 1, false), ([0, 0, 0], 0, true),
      ([0, 0, 0], 2, false), ([-1, -2, -3], 0, true), ([.infinity, 1, 2], 0, true),
      ([.infinity, .infinity, 0], 1, false), ([-.infinity, -.infinity, -.infinity], 0, true),
      // NaN is never right, whether it is the label's or another's.
      ([.nan, 1, 2], 0, false), ([.nan, 1, 2], 2, false), ([1, .nan, 0], 0, false), ([2, 1, .nan], 0, false),
      ([.nan, .nan, .nan], 0, false),
    ] as [([Float], Int32, Bool)])
  func isCorrect(logits: [Float], label: Int32, expected: Bool) {
    #expect(Classifier.isCorrect(logits, classes: 3, label: label) == expected)
  }

  static let classifier: Classifier = {
    var builder = GraphBuilder("brightest channel", input: ImageShape(height: 1, width: 1, channels: 3))
    _ = builder.linear("classifier", 0, 3)
    let network = builder.network()
    var weights = Weights(layout: network.layout)
    for i in 0..<3 { weights.values[4 * i] = 1 }
    return Classifier(network: network, weights: weights)
  }()

  /// Image i is brightest in channel i mod 3.
  static func images(_ count: Int, label: (Int) -> Int) -> ImageSet {
    ImageSet(
      shape: classifier.network.input, pixels: (0..<count).flatMap { i in (0..<3).map { $0 == i % 3 ? 200 : 100 } },
      labels: (0..<count).map { UInt8(label($0)) })
  }

  @Test("every image is judged once, in order, over whole and broken batches", arguments: [0, 1, 127, 128, 129, 300])
  func order(count: Int) {
    let images = Self.images(count) { $0 % 4 == 0 ? ($0 + 1) % 3 : $0 % 3 }
    let correct = Self.classifier.correct(on: images, engine: Engine(threads: 2))
    #expect(correct == (0..<count).map { $0 % 4 != 0 })
  }

  @Test("batches come in order, with their labels")
  func batches() {
    let images = Self.images(300) { $0 % 3 }
    var seen: [[Int]] = []
    Self.classifier.forEachBatch(of: images, engine: Engine(threads: 1)) { first, count, logits, labels in
      seen.append([first, count])
      for i in 0..<count { #expect(logits[i * 3 + Int(labels[i])] == Float(200.0 / 255)) }
    }
    #expect(seen == [[0, 128], [128, 128], [256, 44]])
  }
}
