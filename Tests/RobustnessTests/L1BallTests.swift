import Datasets
import Models
import Tensors
import TestSupport
import Testing

@testable import Robustness

@Suite("The L1 ball")
struct L1BallTests {
  static let image = SampleNumbers.floats(60, seed: 6, scale: 0.5).map { min(max($0 + 0.5, 0), 1) }
  static let gradient = SampleNumbers.floats(60, seed: 4)

  static func projected(_ point: [Float], around image: [Float] = image, epsilon: Float) -> [Float] {
    var point = point
    L1Ball.project(&point, around: image, epsilon: epsilon, count: point.count)
    return point
  }

  /// By bisection, from the condition of Croce & Hein (2021, proposition 2.1).
  static func oracle(_ point: [Float], epsilon: Double) -> [Double] {
    let pairs = zip(point, image).map { (change: Double($0) - Double($1), pixel: Double($1)) }
    func change(_ lambda: Double) -> [Double] {
      pairs.map { change, pixel in
        let size = min(max(abs(change) - lambda, 0), change > 0 ? 1 - pixel : pixel)
        return change > 0 ? size : -size
      }
    }
    var low = 0.0, high = pairs.map { abs($0.change) }.max()!
    if change(0).reduce(0, { $0 + abs($1) }) <= epsilon { return change(0) }
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if change(middle).reduce(0, { $0 + abs($1) }) > epsilon { low = middle } else { high = middle }
    }
    return change(high)
  }

  @Test("a point is brought to the nearest one in the ball and in [0, 1]", arguments: [0, 0.01, 0.3, 3, 20] as [Float])
  func nearest(epsilon: Float) {
    for seed: UInt64 in 20..<40 {
      let far = zip(Self.image, SampleNumbers.floats(60, seed: seed, scale: 0.8)).map { $0 + $1 }
      let found = Self.projected(far, epsilon: epsilon)
      #expect(found.allSatisfy { (0...1).contains($0) })
      #expect(Norm.l1.distance(Self.image, found, count: 60) <= Double(epsilon) * (1 + 1e-7))
      let expected = Self.oracle(far, epsilon: Double(epsilon))
      for (i, change) in expected.enumerated() {
        #expect(abs(Double(found[i]) - Double(Self.image[i]) - change) < 2e-7)
      }
    }
  }

  @Test("a point of the ball stays, and what is no number goes back to the image")
  func inside() {
    let near = zip(Self.image, Self.gradient).map { min(max($0 + 0.001 * $1, 0), 1) }
    #expect(zip(Self.projected(near, epsilon: 1), near).allSatisfy { abs($0 - $1) < 1e-7 })
    #expect(Self.projected([.nan, 2, -.infinity], around: [0.5, 0.5, 0.5], epsilon: 2) == [0.5, 1, 0])
  }

  /// A sum of 150,528 float32 changes must not drift from ε by their rounding.
  @Test("an image of 224 x 224 pixels keeps to ε")
  func large() {
    let count = 224 * 224 * 3, image = [Float](repeating: 0.7, count: count)
    let far = SampleNumbers.floats(count, seed: 2).map { 0.7 + $0 }
    for epsilon: Float in [0.5, 12, 2000] {
      let length = Norm.l1.distance(image, Self.projected(far, around: image, epsilon: epsilon), count: count)
      #expect(length <= Double(epsilon) * (1 + 1e-7) && length > 0.99 * Double(epsilon))
    }
  }

  @Test("a step moves as many of the largest gradient components as asked, by equal parts of its length")
  func sparse() {
    var next = Self.image
    L1Ball.move(
      from: Self.image, along: Self.gradient, size: 0.6, places: 3, avoidsWalls: false, count: 60, into: &next)
    let largest = Self.gradient.indices.sorted { abs(Self.gradient[$0]) > abs(Self.gradient[$1]) }.prefix(3)
    for i in Self.image.indices {
      let change = largest.contains(i) ? 0.2 * signum(Self.gradient[i]) : 0
      #expect(abs(next[i] - Self.image[i] - change) < 1e-6)
    }
    L1Ball.move(from: [0.5, 0.5], along: [.nan, 0], size: 1, places: 2, avoidsWalls: false, count: 2, into: &next)
    #expect(next[0] == 0.5 && next[1] == 0.5)
  }

  @Test(
    "a step may pass over pixels at the wall",
    arguments: [(true, [1, 0.5, 0.75]), (false, [1.25, 0.5, 0.5])] as [(Bool, [Float])])
  func walls(avoidsWalls: Bool, expected: [Float]) {
    var next: [Float] = [0, 0, 0]
    L1Ball.move(
      from: [1, 0.5, 0.5], along: [3, 1, 2], size: 0.25, places: 1, avoidsWalls: avoidsWalls, count: 3, into: &next)
    #expect(next == expected)
  }

  @Test("half of all points drawn from the ball are in the inner part that has half the volume")
  func uniform() {
    let task = AttackTaskTests.task(.l1, epsilon: 0.1, image: [Float](repeating: 0.5, count: 12))
    var stream = task.stream(.noise), point = task.image
    let radius = 0.1 * 0.943874  // 0.5^(1/12)
    let inner = (0..<1000).count { _ in
      task.drawFromBall(&stream, into: &point)
      return Norm.l1.distance(task.image, point, count: 12) < radius
    }
    #expect((450...550).contains(inner))
  }

  private static let difference = SampleNumbers.floats(60, seed: 12).map { Double($0) }
  private static let pixels = image.map { UInt8((255 * $0).rounded()) }

  /// The largest change of the logits' difference that ε allows within [0, 1].
  private static func reach(_ epsilon: Double) -> Double {
    let pairs = zip(difference, pixels).map { d, pixel in
      (weight: abs(d), room: d > 0 ? Double(pixel) / 255 : 1 - Double(pixel) / 255)
    }.sorted { $0.weight > $1.weight }
    var left = epsilon, change = 0.0
    for (weight, room) in pairs {
      change += weight * min(room, left)
      left -= min(room, left)
    }
    return change
  }

  /// The margin is what a change of length 3 takes away, which needs several pixels as far as they go.
  @Test(
    "attacks reach what a linear model allows, walls of [0, 1] included",
    arguments: [
      NamedAttack("PGD", PGD(loss: .crossEntropy)), NamedAttack("APGD", APGD(loss: .crossEntropy)),
      NamedAttack("APGD through DLR", APGD(loss: .dlr)), NamedAttack("targeted APGD", TargetedAPGD()),
    ])
  func closedForm(attack: NamedAttack) {
    let rows = [Self.difference.map { Float($0) }, Self.difference.map { _ in 0 }]
    let own = zip(Self.difference, Self.pixels).reduce(0) { $0 + $1.0 * Double($1.1) / 255 }
    let classifier = TestClassifiers.linear(rows, bias: [Float(Self.reach(3) - own), 0])
    let image = ImageSet(shape: classifier.network.input, pixels: Self.pixels, labels: [0])
    let outcomes = [2.999, 3.06].map { attack.outcomes(classifier, image, .l1, epsilon: $0)[0] }
    #expect(outcomes[0].resists && !outcomes[1].resists)
    let fgsm = FGSM(loss: .crossEntropy, epsilons: [2.999, 3.001], norm: .l1)
    #expect(fgsm.attack(classifier, on: image, engine: FGSMTests.engine).correct == [[true], [false]])
  }

  @Test("an audit in L1 has all its checks, and they pass on a plain model")
  func audit() throws {
    var audit = Audit(
      attacks: [.fgsm, .pgd, .apgdCrossEntropy, .apgdDLR, .targetedAPGD], epsilons: try Epsilon.list(parsing: "0.2,1"),
      norm: .l1, losses: ["cross-entropy"])
    audit.quantise = true
    let report = try audit.run(AuditTests.classifier, own: nil, on: AuditTests.images, in: .threads(1))
    // The model has one answer for nearly all images, as chance has.
    let failed = report.checks.filter { $0.verdict == .fail && $0.name != "clean-above-chance" }
    #expect(failed.isEmpty, "\(failed)")
    let right = report.curves.map { $0.points[1].correct }
    #expect(right[2] <= right[1] && right[1] <= right[0], "\(right)")
    for curve in report.curves { #expect(curve.points.allSatisfy { $0.maxPerturbation <= $0.epsilon.value + 1e-6 }) }
  }
}
