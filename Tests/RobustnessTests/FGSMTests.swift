import Datasets
import Losses
import Models
import Tensors
import TestSupport
import Testing

@testable import Robustness

@Suite("FGSM")
struct FGSMTests {
  static let engine = Engine(threads: 1)
  /// Two classes: every loss's gradient at the pixels is a multiple of w₀ − w₁.
  static let rows: [[Float]] = [[0.75, -0.5, 0.25, 0, 1], [-0.25, 0.5, -1, 0, 0.5]]
  static let difference: [Double] = zip(rows[0], rows[1]).map { Double($0) - Double($1) }

  /// z_y − z_other after a step of ε against the label, clipped.
  static func margin(_ pixels: ArraySlice<UInt8>, _ label: UInt8, _ epsilon: Double) -> Double {
    let sign = label == 0 ? 1.0 : -1.0
    return zip(pixels, difference).reduce(0) { sum, pair in
      let (pixel, d) = (Double(pair.0) / 255, sign * pair.1)
      let moved = pixel - (d > 0 ? epsilon : d < 0 ? -epsilon : 0)
      return sum + d * min(max(moved, 0), 1)
    }
  }

  static let linear = TestClassifiers.linear(rows)
  static let images = TestClassifiers.images(for: linear, count: 40)
  static let epsilons = [0, 0.01, 8.0 / 255, 0.1, 0.3, 1]
  static let losses: [AttackLoss] = [.crossEntropy, .loss(Loss(.meanSquaredError)), .dlr, .margin]

  @Test("a linear model of two classes falls where the closed form says", arguments: losses)
  func closedForm(loss: AttackLoss) {
    let outcome = FGSM(loss: loss, epsilons: Self.epsilons).attack(Self.linear, on: Self.images, engine: Self.engine)
    for (e, epsilon) in Self.epsilons.enumerated() {
      let expected = Self.images.labels.enumerated().map { i, label in
        Self.margin(Self.images.pixels[i * 5..<(i + 1) * 5], label, epsilon) > 0
      }
      #expect(outcome.correct[e] == expected)
    }
    // The table means something: some images fall at each stage.
    let right = outcome.correct.map { $0.count { $0 } }
    #expect(right[0] == 32 && right[3] < right[0] && right[5] == 0)
    #expect(outcome.zeroGradient.allSatisfy { !$0 })
  }

  /// Float32 logits near 1 are 1e-7 apart: 1e-4 of the critical strength is well above that.
  @Test("away from the clip, an image falls at ε = margin / ‖w₀ − w₁‖₁", arguments: [0, 1] as [UInt8])
  func criticalStrength(label: UInt8) {
    let pixels: [UInt8] = label == 0 ? [140, 110, 120, 128, 130] : [64, 200, 64, 128, 64]
    let image = ImageSet(shape: Self.linear.network.input, pixels: pixels, labels: [label])
    let norm = Self.difference.reduce(0) { $0 + abs($1) }
    let critical = Self.margin(pixels[...], label, 0) / norm
    #expect(critical > 0.001 && critical < 0.4)
    let outcome = FGSM(loss: .crossEntropy, epsilons: [critical * 0.9999, critical * 1.0001])
      .attack(Self.linear, on: image, engine: Self.engine)
    #expect(outcome.correct == [[true], [false]])
  }

  @Test("in L2 it falls at ε = margin / ‖w₀ − w₁‖₂", arguments: [0, 1] as [UInt8])
  func criticalLength(label: UInt8) {
    let pixels: [UInt8] = label == 0 ? [140, 110, 120, 128, 130] : [64, 200, 64, 128, 64]
    let image = ImageSet(shape: Self.linear.network.input, pixels: pixels, labels: [label])
    let critical = Self.margin(pixels[...], label, 0) / Norm.l2.dualLength(Self.difference)
    let outcome = FGSM(loss: .crossEntropy, epsilons: [critical * 0.9999, critical * 1.0001], norm: .l2)
      .attack(Self.linear, on: image, engine: Self.engine)
    #expect(outcome.correct == [[true], [false]])
    #expect(abs(outcome.maximumPerturbation[1] - critical * 1.0001) < 1e-6)
  }

  /// Pixels near 1 are 6e-8 apart in float32; x + ε − x errs by as much.
  @Test("stays inside the ε-ball, and reaches its surface", arguments: epsilons)
  func ball(epsilon: Double) {
    let classifier = TestClassifiers.small, images = TestClassifiers.images(for: classifier, count: 20)
    let moved = FGSM(loss: .crossEntropy, epsilons: [epsilon]).attack(classifier, on: images, engine: Self.engine)
      .maximumPerturbation[0]
    #expect(moved <= epsilon + 1e-6)
    // A step of 1 is cut short at every pixel of noise.
    if epsilon < 0.5 { #expect(moved >= epsilon - 1e-6) }
  }

  @Test("a black pixel cannot get darker nor a white one brighter")
  func clip() {
    // Against label 0 the first pixel is pushed down, the second up; the third and fourth have no slope.
    let classifier = TestClassifiers.linear([[1, -1, 0, 0], [-1, 1, 0, 0]], bias: [1, 0])
    let image = ImageSet(shape: classifier.network.input, pixels: [0, 255, 0, 255], labels: [0])
    let outcome = FGSM(loss: .crossEntropy, epsilons: [0.1, 1]).attack(classifier, on: image, engine: Self.engine)
    #expect(outcome.maximumPerturbation == [0, 0])
  }

  @Test("ε = 0 changes no prediction and no pixel", arguments: losses)
  func identity(loss: AttackLoss) {
    let classifier = TestClassifiers.small, images = TestClassifiers.images(for: classifier, count: 50)
    let outcome = FGSM(loss: loss, epsilons: [0]).attack(classifier, on: images, engine: Self.engine)
    #expect(outcome.correct[0] == classifier.correct(on: images, engine: Self.engine))
    #expect(outcome.maximumPerturbation == [0])
  }

  @Test("a saturated softmax is attacked through the margin, and counted")
  func saturation() {
    // A factor of 1e5 puts every margin of these images above the 104 at which float32 loses 1 − h.
    let saturated = TestClassifiers.linear(Self.rows, scale: 1e5)
    let plain = FGSM(loss: .crossEntropy, epsilons: Self.epsilons).attack(
      Self.linear, on: Self.images, engine: Self.engine)
    let outcome = FGSM(loss: .crossEntropy, epsilons: Self.epsilons).attack(
      saturated, on: Self.images, engine: Self.engine)
    #expect(outcome.correct == plain.correct)
    #expect(outcome.maximumPerturbation == plain.maximumPerturbation)
    // Right answers have no gradient; wrong ones have a large one.
    #expect(outcome.zeroGradient == plain.correct[0])
  }

  /// Gradients at the pixels of `images`, and which of them are the margin's.
  static func direction(_ loss: AttackLoss, _ classifier: Classifier, _ images: ImageSet) -> ([Float], Set<Int>) {
    let session = ClassifierSession(
      classifier, batchSize: images.count, purpose: .inputGradient, engine: engine)
    var zeros = Set<Int>()
    session.load(images, 0..<images.count)
    session.forward(count: images.count)
    InputDirection(session: session, loss: loss).compute(count: images.count) { zeros.insert($0) }
    let count = images.count * images.shape.count
    return (Array(UnsafeBufferPointer(start: session.imageGradients!, count: count)), zeros)
  }

  @Test("beside saturated images, the others keep their own gradient")
  func partialSaturation() {
    var steep = TestClassifiers.small
    steep.weights.values = steep.weights.values.map { $0 * 12 }
    let images = TestClassifiers.images(for: steep, count: 60), size = images.shape.count
    let (gradient, zeros) = Self.direction(.crossEntropy, steep, images)
    #expect(zeros.count > 0 && zeros.count < 60)
    for i in 0..<60 {
      let image = images.subset([i])
      let (alone, _) = Self.direction(zeros.contains(i) ? .margin : .crossEntropy, steep, image)
      #expect(Array(gradient[i * size..<(i + 1) * size]) == alone, "image \(i)")
    }
  }

  @Test("a sweep is its single runs", arguments: [AttackLoss.crossEntropy, .dlr, .loss(Loss(.baikal))])
  func sweep(loss: AttackLoss) {
    let classifier = TestClassifiers.small, images = TestClassifiers.images(for: classifier, count: 30)
    let sweep = FGSM(loss: loss, epsilons: Self.epsilons).attack(classifier, on: images, engine: Self.engine)
    for (e, epsilon) in Self.epsilons.enumerated() {
      let single = FGSM(loss: loss, epsilons: [epsilon]).attack(classifier, on: images, engine: Self.engine)
      #expect(single.correct == [sweep.correct[e]])
      #expect(single.maximumPerturbation == [sweep.maximumPerturbation[e]])
      #expect(single.zeroGradient == sweep.zeroGradient)
    }
  }

  @Test("neither threads nor the images around one change what happens to it")
  func independence() {
    let classifier = TestClassifiers.small, images = TestClassifiers.images(for: classifier, count: 131)
    let attack = FGSM(loss: .crossEntropy, epsilons: [0.02, 0.1])
    let whole = attack.attack(classifier, on: images, engine: Self.engine)
    #expect(attack.attack(classifier, on: images, engine: Engine(threads: 3)) == whole)
    let order = [130, 7, 128, 0, 64]
    let some = attack.attack(classifier, on: images.subset(order), engine: Self.engine)
    #expect(some.correct == whole.correct.map { all in order.map { all[$0] } })
  }

  @Test("no images, no outcome")
  func empty() {
    let outcome = FGSM(loss: .crossEntropy, epsilons: [0.1]).attack(
      Self.linear, on: Self.images.prefix(0), engine: Self.engine)
    #expect(outcome == FGSM.Outcome(correct: [[]], confidence: [[]], maximumPerturbation: [0], zeroGradient: []))
  }
}
