import Datasets
import Losses
import Models
import Synchronization
import TestSupport
import Testing

@testable import LossLandscapes

@Suite("Slices")
struct SliceTests {
  static let engine = Engine(threads: 1)
  static let classifier = TestNetworks.classifier
  static let images = TestNetworks.images
  static let directions = [0, 1].map { Direction(for: classifier.weights, seed: 9, index: $0) }

  static func evaluate(
    _ slice: Slice, _ directions: [Direction], of classifier: Classifier = classifier,
    _ measure: SliceMeasure = SliceMeasure(own: Loss(.baikal))
  ) throws -> [SlicePoint] {
    try SliceCut(classifier, slice, draws: [directions], measure: measure, on: images).run(in: .threads(1))[0]
  }

  /// Loss by loss and image by image, as an evaluation without slices would do it.
  static func plain(_ classifier: Classifier) -> (crossEntropy: Double, own: Double, correct: Int) {
    var cross = 0.0, own = 0.0
    classifier.forEachBatch(of: images, engine: engine) { _, count, logits, labels in
      for i in 0..<count {
        var value = 0.0
        for (loss, isCross) in [(Loss(.crossEntropy), true), (Loss(.baikal), false)] {
          loss.evaluate(
            logits: logits + 3 * i, labels: labels + i, count: 1, classes: 3, values: &value, gradient: nil)
          if isCross { cross += value } else { own += value }
        }
      }
    }
    let correct = classifier.correct(on: images, engine: engine).count { $0 }
    return (cross / Double(images.count), own / Double(images.count), correct)
  }

  @Test("α = 0 is the model as it is, exactly, in one dimension and in two")
  func centre() throws {
    let plain = Self.plain(Self.classifier)
    for points in [
      try Self.evaluate(Slice(alphas: [0]), [Self.directions[0]]),
      try Self.evaluate(Slice(alphas: [0], betas: [0]), Self.directions),
    ] {
      #expect(points.count == 1)
      #expect(points[0].crossEntropy == plain.crossEntropy && points[0].ownLoss == plain.own)
      #expect(points[0].correct == plain.correct && points[0].accuracy == Double(plain.correct) / 24)
    }
  }

  @Test("a point is the model with θ + α d₁ + β d₂")
  func moved() throws {
    let points = try Self.evaluate(Slice(alphas: [-0.5, 0.25], betas: [0.5, -1]), Self.directions)
    #expect(points.map(\.alpha) == [-0.5, -0.5, 0.25, 0.25] && points.map(\.beta) == [0.5, -1, 0.5, -1])
    for point in points {
      var moved = Self.classifier
      for i in moved.weights.values.indices {
        moved.weights.values[i] +=
          Float(point.alpha) * Self.directions[0].values[i] + Float(point.beta!) * Self.directions[1].values[i]
      }
      let plain = Self.plain(moved)
      // A fused multiply-add may round the weights differently.
      #expect(abs(point.crossEntropy - plain.crossEntropy) < 1e-5 * (1 + plain.crossEntropy))
    }
  }

  @Test("a point does not depend on those before it")
  func order() throws {
    let grid = Slice.grid(from: -1, to: 1, points: 5)
    let forwards = try Self.evaluate(Slice(alphas: grid), [Self.directions[0]])
    let backwards = try Self.evaluate(Slice(alphas: grid.reversed()), [Self.directions[0]])
    #expect(forwards == backwards.reversed())
  }

  @Test("threads change nothing, and progress counts every point")
  func threads() throws {
    let slice = Slice(alphas: [-1, 0, 1], betas: [0, 1])
    let seen = Mutex([JobProgress]())
    let context = JobContext(engine: Engine(threads: 3), report: { progress in seen.withLock { $0.append(progress) } })
    let points = try SliceCut(
      Self.classifier, slice, draws: [Self.directions], measure: SliceMeasure(own: Loss(.baikal)), on: Self.images
    ).run(in: context)[0]
    #expect(points == (try Self.evaluate(slice, Self.directions)))
    #expect(seen.withLock { $0 } == (1...6).map { JobProgress("slicing", done: $0, of: 6) })
  }

  @Test("an interruption ends the slice after its point")
  func interruption() {
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      _ = try SliceCut(
        Self.classifier, Slice(alphas: [0, 1]), draws: [[Self.directions[0]]],
        measure: SliceMeasure(own: Loss(.baikal)), on: Self.images
      ).run(in: .stopping(with: Stop()) { $0.done == 1 })
    }
  }

  /// ReLU(c x) = c ReLU(x): the two networks are one function, and filter normalisation makes their slices one too.
  @Test(
    "scaling a layer by c and the next by 1 / c leaves the surface unchanged", arguments: [0.25, 3, 100] as [Float])
  func scaleInvariance(c: Float) throws {
    let plain = TestNetworks.rectified
    var scaled = plain
    for (name, factor) in [("conv1.weight", c), ("conv1.bias", c), ("conv2.weight", 1 / c)] {
      let tensor = TestNetworks.tensor(name, of: plain)
      for i in tensor.offset..<tensor.offset + tensor.count { scaled.weights.values[i] *= factor }
    }
    let surfaces = try [plain, scaled].map { classifier in
      try Self.evaluate(
        Slice(alphas: [-1, -0.5, 0, 0.5, 1], betas: [-0.5, 0, 1]),
        [0, 1].map { Direction(for: classifier.weights, seed: 4, index: $0) }, of: classifier)
    }
    for (a, b) in zip(surfaces[0], surfaces[1]) {
      // Float32 through three layers.
      #expect(abs(a.crossEntropy - b.crossEntropy) < 1e-5 * (1 + a.crossEntropy))
      #expect(a.correct == b.correct)
    }
    // Without normalisation the scaled network would look flatter: the surface must not be flat.
    #expect(abs(surfaces[0][0].crossEntropy - surfaces[0][7].crossEntropy) > 0.01)
  }

  @Test("the standard error is that of the mean over the images")
  func standardError() throws {
    let point = try Self.evaluate(Slice(alphas: [0]), [Self.directions[0]])[0]
    var values: [Double] = []
    Self.classifier.forEachBatch(of: Self.images, engine: Self.engine) { _, count, logits, labels in
      values = [Double](repeating: 0, count: count)
      Loss(.crossEntropy).evaluate(
        logits: logits, labels: labels, count: count, classes: 3, values: &values, gradient: nil)
    }
    let mean = values.reduce(0, +) / 24
    let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 23
    #expect(abs(point.standardError - (variance / 24).squareRoot()) < 1e-9)
  }

  @Test("a direction that overflows gives points that are not finite, and no crash")
  func overflow() throws {
    var direction = Self.directions[0]
    direction.values = direction.values.map { $0 * 1e30 }
    let points = try Self.evaluate(Slice(alphas: [0, 1e8]), [direction])
    #expect(points[0].crossEntropy.isFinite)
    #expect(!points[1].crossEntropy.isFinite && points[1].correct == 0)
  }
}
