import CKernels
import Datasets
import Losses
import Tensors
import TestSupport
import Testing

@testable import Models
@testable import Robustness

@Suite("Batch perturbation")
struct BatchPerturbationTests {
  /// A way to attack: its steps, and the length of one as a multiple of ε.
  struct Steps: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var count: Int
    var length: Double
  }

  static let fgsm = Steps(testDescription: "fgsm", count: 1, length: 1.25)
  static let pgd = Steps(testDescription: "pgd", count: 7, length: 2.5 / 7)
  static let key = (seed: 3 as UInt64, epoch: 2)

  /// Images in [0, 1] after the attack, in the order of `indices`.
  static func perturbed(
    _ classifier: Classifier, _ images: ImageSet, indices: [Int]? = nil, loss: AttackLoss = .crossEntropy,
    epsilon: Double, steps: Steps, seed: UInt64 = key.seed, epoch: Int = key.epoch, threads: Int = 1
  ) -> [Float] {
    let indices = indices ?? Array(0..<images.count), engine = Engine(threads: threads)
    let attack = BatchPerturbation(
      classifier.network, climb: .loss(loss), epsilon: epsilon, step: steps.length * epsilon, steps: steps.count,
      batchSize: indices.count, engine: engine)
    var pixels = [Float](repeating: 0, count: indices.count * images.shape.count)
    var labels = [Int32](repeating: 0, count: indices.count), weights = classifier.weights.values
    images.fill(indices, into: &pixels, labels: &labels)
    attack.prepare(weights: weights)
    attack.perturb(&pixels, labels: labels, indices: indices, weights: &weights, seed: seed, epoch: epoch)
    return pixels
  }

  static func pixels(_ images: ImageSet) -> [Float] { images.pixels.map { Float($0) / 255 } }

  /// Where image `index` starts, `pixel` by pixel.
  static func start(_ pixels: ArraySlice<Float>, index: Int, epsilon: Float) -> [Float] {
    var stream = RandomStream(
      seed: key.seed, purpose: .trainingAttack, index: UInt64(index), subindex: UInt32(key.epoch))
    return pixels.map { min(max($0 + epsilon * (2 * stream.nextUniform() - 1), 0), 1) }
  }

  @Test("the kernel's projected step is that of a plain loop, in place too", arguments: Array(1...35) + [128])
  func kernel(count: Int) {
    let point = SampleNumbers.floats(count, seed: 1, scale: 0.6), original = SampleNumbers.floats(count, seed: 2)
    var gradient = SampleNumbers.floats(count, seed: 3)
    for i in stride(from: 0, to: count, by: 5) { gradient[i] = i % 2 == 0 ? 0 : -0.0 }
    for i in stride(from: 3, to: count, by: 11) { gradient[i] = .nan }
    let (step, epsilon) = (0.3, 0.5) as (Float, Float)
    let expected = (0..<count).map { i in
      let moved = point[i] + (gradient[i] > 0 ? step : gradient[i] < 0 ? -step : 0)
      return min(max(min(max(moved, original[i] - epsilon), original[i] + epsilon), 0), 1)
    }
    // One number more: nothing may be written behind the last.
    var output = [Float](repeating: 7, count: count + 1), onPoint = point, onOriginal = original
    la_projected_step(&output, point, original, gradient, step, epsilon, Int64(count))
    #expect(output == expected + [7])
    onPoint.withUnsafeMutableBufferPointer {
      la_projected_step($0.baseAddress!, $0.baseAddress!, original, gradient, step, epsilon, Int64(count))
    }
    onOriginal.withUnsafeMutableBufferPointer {
      la_projected_step($0.baseAddress!, point, $0.baseAddress!, gradient, step, epsilon, Int64(count))
    }
    #expect(onPoint == expected && onOriginal == expected)
  }

  /// Float32 numbers near 1 are 6e-8 apart.
  @Test(
    "stays inside the ε-ball and the box, and reaches its corners", arguments: [fgsm, pgd], [0.01, 8.0 / 255, 0.3, 1])
  func ball(steps: Steps, epsilon: Double) {
    let classifier = TestClassifiers.small, noise = TestClassifiers.images(for: classifier, count: 20)
    // Black and white ones too, from which one way only leads into the box.
    let size = noise.shape.count
    let images = ImageSet(
      shape: noise.shape,
      pixels: [UInt8](repeating: 0, count: size) + [UInt8](repeating: 255, count: size)
        + noise.pixels.dropFirst(2 * size),
      labels: noise.labels)
    let moved = Self.perturbed(classifier, images, epsilon: epsilon, steps: steps), clean = Self.pixels(images)
    let changes = zip(moved, clean).map { abs(Double($0) - Double($1)) }
    #expect(moved.allSatisfy { (0...1).contains($0) })
    #expect(changes.max()! <= epsilon + 1e-7)
    #expect(changes.count { $0 >= epsilon - 1e-7 } > (epsilon < 0.1 ? changes.count / 3 : 0))
  }

  @Test("ε = 0 leaves every bit as it was", arguments: [fgsm, pgd])
  func zero(steps: Steps) {
    let classifier = TestClassifiers.small, images = TestClassifiers.images(for: classifier, count: 20)
    #expect(Self.perturbed(classifier, images, epsilon: 0, steps: steps) == Self.pixels(images))
  }

  /// A slope that is the same everywhere: the attack ends where the start and the projections say, whatever the loss.
  @Test(
    "on a linear model of two classes one step ends where the formula says, many end in the corner",
    arguments: [AttackLoss.crossEntropy, .loss(Loss(.meanSquaredError)), .margin])
  func closedForm(loss: AttackLoss) {
    let classifier = FGSMTests.linear, images = FGSMTests.images, epsilon: Float = 0.1
    let clean = Self.pixels(images)
    func expected(_ length: Float, _ steps: Int) -> [Float] {
      images.labels.enumerated().flatMap { image, label in
        let row = clean[image * 5..<(image + 1) * 5]
        return zip(zip(row, Self.start(row, index: image, epsilon: epsilon)), FGSMTests.difference).map { pixel, d in
          let sign: Float = d == 0 ? 0 : (d > 0) == (label == 0) ? -1 : 1
          var x = pixel.1
          for _ in 0..<steps {
            x = min(max(x + length * sign, pixel.0 - epsilon), pixel.0 + epsilon)
            x = min(max(x, 0), 1)
          }
          return x
        }
      }
    }
    let one = Self.perturbed(classifier, images, loss: loss, epsilon: Double(epsilon), steps: Self.fgsm)
    let many = Self.perturbed(classifier, images, loss: loss, epsilon: Double(epsilon), steps: Self.pgd)
    #expect(one == expected(Float(1.25 * Double(epsilon)), 1))
    #expect(many == expected(Float(2.5 / 7 * Double(epsilon)), 7))
    // Both are put to the test: a start beyond a quarter of the way leaves one step short of the corner.
    #expect(one != many)
  }

  @Test("starts differ from image to image, epoch to epoch, seed to seed, and are uniform in the ball")
  func starts() {
    // A flat loss: the attack stays where it starts.
    let classifier = TestClassifiers.linear([[Float](repeating: 0, count: 400), [Float](repeating: 0, count: 400)])
    let images = ImageSet(
      shape: classifier.network.input, pixels: [UInt8](repeating: 51, count: 800), labels: [0, 0])
    func starts(seed: UInt64 = 3, epoch: Int = 2) -> [Float] {
      Self.perturbed(classifier, images, epsilon: 0.1, steps: Self.fgsm, seed: seed, epoch: epoch).map { $0 - 0.2 }
    }
    let first = starts()
    #expect(Array(first[..<400]) == Self.start(Self.pixels(images)[..<400], index: 0, epsilon: 0.1).map { $0 - 0.2 })
    let all = [first[..<400], first[400...], starts(seed: 4)[..<400], starts(epoch: 3)[..<400]]
    for (i, one) in all.enumerated() {
      // The mean of 400 such numbers has a deviation of 0.1 / √1200, and each quarter of the range holds 100 ± 8.7.
      let mean: Float = one.reduce(0, +) / 400
      #expect(abs(mean) < 0.012)
      for low: Float in [-0.1, -0.05, 0, 0.05] {
        let inside: Int = one.count { $0 >= low && $0 < low + 0.05 }
        #expect((65...135).contains(inside))
      }
      for other in all[..<i] { #expect(Array(one) != Array(other)) }
    }
  }

  @Test("neither threads nor the images around one change where it ends", arguments: [fgsm, pgd])
  func independence(steps: Steps) {
    let classifier = TestClassifiers.small, images = TestClassifiers.images(for: classifier, count: 61)
    let whole = Self.perturbed(classifier, images, epsilon: 0.05, steps: steps), size = images.shape.count
    for threads in [2, 3] {
      #expect(Self.perturbed(classifier, images, epsilon: 0.05, steps: steps, threads: threads) == whole)
    }
    let order = [60, 7, 33, 0]
    #expect(
      Self.perturbed(classifier, images, indices: order, epsilon: 0.05, steps: steps)
        == order.flatMap { whole[$0 * size..<($0 + 1) * size] })
  }

  @Test("more steps find a larger loss, and one finds a larger one than none")
  func climbs() {
    let classifier = TestClassifiers.small, images = TestClassifiers.images(for: classifier, count: 60)
    let execution = Execution(classifier.network, batchSize: 60, purpose: .inference, engine: Engine(threads: 1))
    var weights = classifier.weights.values
    execution.prepare(weights: weights)
    func loss(_ pixels: [Float]) -> Double {
      execution.images.update(from: pixels, count: pixels.count)
      execution.forward(count: 60, weights: &weights)
      var values = [Double](repeating: 0, count: 60)
      Loss(.crossEntropy).evaluate(
        logits: execution.logits, labels: images.labels.map(Int32.init), count: 60, classes: 3, values: &values,
        gradient: nil)
      return values.reduce(0, +) / 60
    }
    let losses = [
      loss(Self.pixels(images)), loss(Self.perturbed(classifier, images, epsilon: 0.1, steps: Self.fgsm)),
      loss(Self.perturbed(classifier, images, epsilon: 0.1, steps: Self.pgd)),
    ]
    #expect(losses[1] > losses[0] + 0.1 && losses[2] > losses[1])
  }

  @Test(
    "gradients at the ends of Float's range, and beyond, are followed all the same",
    arguments: [
      // Of right answers cross-entropy's vanish, of wrong ones Baikal's grow.
      (AttackLoss.crossEntropy, 1e5, true), (.crossEntropy, 200, true), (.loss(Loss(.baikal)), 300, false),
    ] as [(AttackLoss, Float, Bool)])
  func saturation(loss: AttackLoss, scale: Float, right: Bool) {
    let images = FGSMTests.images.subset((0..<40).filter { ($0 % 5 != 4) == right })
    let expected = Self.perturbed(FGSMTests.linear, images, loss: .margin, epsilon: 0.1, steps: Self.fgsm)
    for shrink in [1, 1e-12] as [Float] {
      let steep = Self.twoLayers(FGSMTests.rows, scale / shrink, shrink)
      #expect(Self.perturbed(steep, images, loss: loss, epsilon: 0.1, steps: Self.fgsm) == expected)
    }
  }

  /// Logits `second` · (`first` · W x): a gradient passes through numbers far from both ends.
  private static func twoLayers(_ rows: [[Float]], _ first: Float, _ second: Float) -> Classifier {
    var builder = GraphBuilder("linear", input: ImageShape(height: 1, width: rows[0].count, channels: 1))
    _ = builder.linear("classifier", builder.linear("hidden", 0, 2), 2)
    let network = builder.network()
    var weights = Weights(layout: network.layout)
    for (k, row) in rows.enumerated() { for (i, w) in row.enumerated() { weights.values[2 * i + k] = first * w } }
    let classifier = network.layout.tensors.first { $0.name == "classifier.weight" }!.offset
    (weights.values[classifier], weights.values[classifier + 3]) = (second, second)
    return Classifier(network: network, weights: weights)
  }
}
