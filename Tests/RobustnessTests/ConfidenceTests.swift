import Datasets
import Foundation
import Models
import Statistics
import Tensors
import TestSupport
import Testing

@testable import Robustness

@Suite("Confidences of an unattacked pass")
struct ConfidenceTests {
  static let engine = Engine(threads: 1)
  static let images = TestClassifiers.images(for: TestClassifiers.small, count: 300)

  static func confidence(_ logits: [Float]) -> Double { Classifier.confidence(logits, classes: logits.count) }

  @Test("collects the softmax of each image and whether it is right")
  func collects() {
    let classifier = TestClassifiers.small
    let found = CleanPass(classifier, on: Self.images, engine: Self.engine)
    var expected: [Double] = []
    classifier.forEachBatch(of: Self.images, engine: Self.engine) { _, count, logits, _ in
      for i in 0..<count {
        let powers = (0..<3).map { exp(Double(logits[3 * i + $0])) }
        expected.append(powers.max()! / powers.reduce(0, +))
      }
    }
    #expect(Deviation.largest(found.confidence, expected) < 1e-14)
    #expect(found.isRight == classifier.correct(on: Self.images, engine: Self.engine))
    // Neither all sure nor all in doubt, or the other claims would prove little.
    #expect(found.confidence.min()! < 0.5 && found.confidence.max()! > 0.9)
  }

  @Test(
    "how images fall into batches, and threads, change no bit", arguments: [[300], [1, 127, 129, 43], [150, 150]])
  func batches(sizes: [Int]) {
    let whole = CleanPass(TestClassifiers.small, on: Self.images, engine: Self.engine)
    var confidences: [Double] = [], correct: [Bool] = []
    for size in sizes {
      let part = Self.images.subset(Array(correct.count..<correct.count + size))
      let found = CleanPass(TestClassifiers.small, on: part, engine: Engine(threads: 2))
      confidences += found.confidence
      correct += found.isRight
    }
    #expect(confidences == whole.confidence && correct == whole.isRight)
  }

  static let rows = (0..<5).map { SampleNumbers.floats(12, seed: UInt64($0 + 1)) }
  static let noise = SampleNumbers.images(
    ImageShape(height: 1, width: 12, channels: 1), count: 200, classes: 5, seed: 9)

  static func calibration(_ classifier: Classifier, _ images: ImageSet) -> CalibrationError? {
    let found = CleanPass(classifier, on: images, engine: engine)
    return CalibrationError(confidences: found.confidence, correct: found.isRight)
  }

  /// Of a linear model of five classes.
  static func calibration(_ rows: [[Float]], bias: [Float], label: (Int) -> Int = { $0 }) throws -> CalibrationError {
    let images = ImageSet(
      shape: noise.shape, pixels: (0..<noise.count).flatMap { noise.pixels(of: $0) },
      labels: noise.labels.map { UInt8(label(Int($0))) })
    return try #require(calibration(TestClassifiers.linear(rows, bias: bias), images))
  }

  @Test("the order of classes does not matter", arguments: [[4, 3, 2, 1, 0], [2, 0, 4, 1, 3]])
  func classes(order: [Int]) throws {
    let bias: [Float] = [0.5, -0.25, 0, 0.125, 1]
    let found = try Self.calibration(order.map { Self.rows[$0] }, bias: order.map { bias[$0] }) {
      order.firstIndex(of: $0)!
    }
    let expected = try Self.calibration(Self.rows, bias: bias)
    // Sums over classes round by their order.
    #expect(abs(found.expected - expected.expected) < 1e-13)
    #expect(found.bins.map(\.count) == expected.bins.map(\.count))
    #expect(found.bins.map(\.accuracy) == expected.bins.map(\.accuracy))
    #expect(expected.expected > 0.1 && expected.bins.count { $0.count > 0 } > 5)
  }

  @Test("what is added to all logits does not matter", arguments: [-16, 16] as [Float])
  func offset(offset: Float) throws {
    let found = try Self.calibration(Self.rows, bias: Array(repeating: offset, count: 5))
    let expected = try Self.calibration(Self.rows, bias: Array(repeating: 0, count: 5))
    // Logits near 16 are Float's to 1e-6.
    #expect(abs(found.expected - expected.expected) < 1e-5)
    #expect(found.bins.map(\.count) == expected.bins.map(\.count))
    // Where the sum is exact, so is the confidence.
    let logits: [Float] = [0.5, -1.25, 2, 0.0625]
    #expect(Self.confidence(logits.map { $0 + 1024 * offset }) == Self.confidence(logits))
  }

  @Test("a model that has diverged has no calibration, nor has one without images")
  func diverged() {
    let broken = TestClassifiers.linear(Self.rows, bias: [0, 0, .nan, 0, 0])
    #expect(Self.calibration(broken, Self.noise) == nil)
    #expect(Self.calibration(TestClassifiers.small, Self.images.prefix(0)) == nil)
  }
}
