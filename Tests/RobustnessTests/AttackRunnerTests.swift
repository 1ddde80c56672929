import Datasets
import Losses
import Models
import Tensors
import TestSupport
import Testing

@testable import Robustness

/// The attacks on single images, by their names in test output.
struct NamedAttack: CustomTestStringConvertible, Sendable {
  let name: String
  let attack: any Attack
  var testDescription: String { name }

  init(_ name: String, _ attack: any Attack) {
    self.name = name
    self.attack = attack
  }

  /// Square and FAB know no L1.
  var norms: [Norm] { attack is Square || attack is FAB ? [.linf, .l2] : Norm.ofLengths }

  func outcomes(
    _ classifier: Classifier, _ images: ImageSet, _ norm: Norm = .linf, epsilon: Double, batch: Int = 16,
    threads: Int = 1, seed: UInt64 = 0, indices: [Int]? = nil
  ) -> [AttackOutcome] {
    let runner = AttackRunner(classifier, norm: norm, batch: batch, engine: Engine(threads: threads))
    let items = (indices ?? Array(0..<images.count)).map { AttackItem(index: $0, epsilon: epsilon) }
    var outcomes = [AttackOutcome?](repeating: nil, count: images.count)
    runner.run(attack, on: images, items: items, seed: seed) { item, outcome in outcomes[item.index] = outcome }
    return (indices ?? Array(0..<images.count)).map { outcomes[$0]! }
  }
}

@Suite("Attacks on single images")
struct AttackRunnerTests {
  static let gradientAttacks = [
    NamedAttack("PGD through cross-entropy", PGD(loss: .crossEntropy)),
    NamedAttack("PGD through DLR", PGD(loss: .dlr)),
    NamedAttack("APGD through cross-entropy", APGD(loss: .crossEntropy)),
    NamedAttack("APGD through DLR", APGD(loss: .dlr)),
    NamedAttack("targeted APGD", TargetedAPGD()),
  ]
  static let all =
    gradientAttacks + [
      NamedAttack("FAB-T", FAB()), NamedAttack("Square", Square(queries: 300)),
      NamedAttack("noise", UniformNoise(draws: 20)),
    ]

  /// Away from the clip, an image of a linear model of two classes falls at ε = margin / ‖w₀ − w₁‖₁ and not before, in L2
  /// at margin / ‖w₀ − w₁‖₂. FAB brings a point back from where it crossed, and closes in on the boundary to within a
  /// percent; PGD in L2 goes round the ball, each of 20 steps leaving 8 / 9 of the angle, and comes within five.
  @Test("reach margin / ‖w‖ on a linear model", arguments: all.dropLast(), [0, 1] as [UInt8])
  func closedForm(attack: NamedAttack, label: UInt8) {
    let pixels: [UInt8] = label == 0 ? [140, 110, 120, 128, 130] : [64, 200, 64, 128, 64]
    let image = ImageSet(shape: FGSMTests.linear.network.input, pixels: pixels, labels: [label])
    let margin = FGSMTests.margin(pixels[...], label, 0)
    // Square's patterns cannot become any vector: in L2 it ends above the smallest length, as it should on a single row.
    // In L1 the pixels' walls are in the way.
    for norm in attack.name == "Square" ? [Norm.linf] : [.linf, .l2] {
      let critical = margin / norm.dualLength(FGSMTests.difference)
      #expect(attack.outcomes(FGSMTests.linear, image, norm, epsilon: critical * 0.9999)[0].resists)
      let above = attack.name == "FAB-T" ? 1.01 : norm == .l2 && attack.name.hasPrefix("PGD") ? 1.05 : 1.0001
      #expect(!attack.outcomes(FGSMTests.linear, image, norm, epsilon: critical * above)[0].resists)
    }
  }

  /// Each of its 100 steps crosses the boundary of a linear model: it wants a gradient before, and only a look behind.
  @Test("FAB-T takes one gradient a step that crosses the boundary")
  func gradientsOfFAB() {
    let pixels: [UInt8] = [140, 110, 120, 128, 130]
    let image = ImageSet(shape: FGSMTests.linear.network.input, pixels: pixels, labels: [0])
    let critical = FGSMTests.margin(pixels[...], 0, 0) / Norm.linf.dualLength(FGSMTests.difference)
    let outcome = NamedAttack("FAB-T", FAB()).outcomes(FGSMTests.linear, image, epsilon: critical * 0.9)[0]
    #expect(outcome.resists && (100...103).contains(outcome.passes.backward))
    #expect((200...205).contains(outcome.passes.forward))
  }

  static let small = TestClassifiers.small
  static let images = TestClassifiers.images(for: small, count: 24, seed: 3)

  /// 0.02, 0.08 in L2 and 0.3 in L1 break some of these images and not others.
  @Test(
    "what becomes of an image does not depend on the batch, the threads or the other images", arguments: all,
    Norm.ofLengths)
  func invariance(attack: NamedAttack, norm: Norm) {
    guard attack.norms.contains(norm) else { return }
    let epsilon = norm == .linf ? 0.02 : norm == .l2 ? 0.08 : 0.3
    func outcomes(_ batch: Int, _ threads: Int, _ indices: [Int]? = nil) -> [AttackOutcome] {
      attack.outcomes(
        Self.small, Self.images, norm, epsilon: epsilon, batch: batch, threads: threads, indices: indices)
    }
    let reference = outcomes(16, 1)
    #expect(outcomes(1, 1) == reference)
    #expect(outcomes(7, 2) == reference)
    #expect(outcomes(128, 3) == reference)
    let some = [20, 3, 11]
    #expect(outcomes(2, 1, some) == some.map { reference[$0] })
    #expect(reference.contains { $0.resists } && reference.contains { !$0.resists })
  }

  @Test("stay inside the ε-ball and [0, 1], at every strength", arguments: all, [0.001, 0.03, 0.5])
  func ball(attack: NamedAttack, epsilon: Double) {
    var clean = [Float](repeating: 0, count: 36), label: Int32 = 0
    for norm in attack.norms {
      let outcomes = attack.outcomes(Self.small, Self.images, norm, epsilon: epsilon)
      for (index, outcome) in outcomes.enumerated() where !outcome.resists {
        Self.images.fill([index], into: &clean, labels: &label)
        #expect(outcome.image.allSatisfy { $0 >= 0 && $0 <= 1 })
        // Float32 holds pixels near 1 to 6e-8.
        #expect(norm.distance(clean, outcome.image, count: 36) <= epsilon + 1e-7)
      }
    }
  }

  @Test("an image that is wrong already counts as wrong without a search", arguments: all.dropLast(2))
  func wrongBefore(attack: NamedAttack) {
    // Every fifth label is not what the network says.
    let outcomes = attack.outcomes(Self.small, Self.images, epsilon: 0.0001)
    #expect(outcomes.enumerated().allSatisfy { index, outcome in !outcome.resists || index % 5 != 4 })
  }

  @Test("more room never helps the model", arguments: gradientAttacks)
  func monotone(attack: NamedAttack) {
    let counts = [0.001, 0.01, 0.03, 0.1].map { epsilon in
      attack.outcomes(Self.small, Self.images, epsilon: epsilon).count { $0.resists }
    }
    #expect(zip(counts, counts.dropFirst()).allSatisfy { $0 >= $1 } && counts[0] > counts[3])
  }

  /// Logits of the size of 10,000 leave cross-entropy no gradient in float32.
  @Test("a saturated softmax is attacked through the margin, and said")
  func saturated() {
    let classifier = TestClassifiers.linear(FGSMTests.rows, scale: 20_000)
    let pixels: [UInt8] = [140, 110, 120, 128, 130]
    let image = ImageSet(shape: classifier.network.input, pixels: pixels, labels: [0])
    let critical = FGSMTests.margin(pixels[...], 0, 0) / FGSMTests.difference.reduce(0) { $0 + abs($1) }
    for attack in [Self.gradientAttacks[0], Self.gradientAttacks[2]] {
      let outcome = attack.outcomes(classifier, image, epsilon: 1.01 * critical)[0]
      #expect(!outcome.resists && outcome.zeroGradient)
    }
  }

  @Test("a model of constant logits keeps what its first class owns", arguments: all)
  func constant(attack: NamedAttack) {
    let classifier = TestClassifiers.linear([[0, 0], [0, 0], [0, 0]])
    let images = ImageSet(shape: classifier.network.input, pixels: [0, 0, 128, 255], labels: [0, 1])
    for norm in attack.norms {
      #expect(attack.outcomes(classifier, images, norm, epsilon: 0.5).map(\.resists) == [true, false])
    }
  }

  @Test("weights that are not a number leave no image right", arguments: all)
  func notANumber(attack: NamedAttack) {
    let classifier = TestClassifiers.linear([[.nan, 0], [0, 1]])
    let images = ImageSet(shape: classifier.network.input, pixels: [0, 0, 128, 255], labels: [0, 1])
    for norm in attack.norms {
      let outcomes = attack.outcomes(classifier, images, norm, epsilon: 0.1)
      #expect(outcomes.allSatisfy { outcome in !outcome.resists && outcome.image.allSatisfy(\.isFinite) })
    }
  }
}
