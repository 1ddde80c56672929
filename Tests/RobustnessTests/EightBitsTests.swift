import Datasets
import Models
import Statistics
import TestSupport
import Testing

@testable public import Robustness

@Suite("Images as 8-bit files hold them")
struct EightBitsTests {
  static func rounded(_ norm: Norm, _ point: [Float], around image: [Float], epsilon: Double) -> [Float] {
    var point = point
    norm.roundToLevels(&point, around: image, epsilon: epsilon, count: point.count)
    return point.map { 255 * $0 }
  }

  @Test("a pixel is rounded to the nearest level, and towards the image where that would leave the ball")
  func nearest() {
    let image: [Float] = [100 / 255, 100 / 255, 0, 1]
    func levels(_ changes: [Float], epsilon: Double) -> [Float] {
      Self.rounded(.linf, zip(image, changes).map { $0 + $1 / 255 }, around: image, epsilon: epsilon).map {
        $0.rounded()
      }
    }
    #expect(levels([0.4, -0.6, 0.5, -7.4], epsilon: 8 / 255) == [100, 99, 1, 248])
    #expect(levels([8, -8, 8, -8], epsilon: 8 / 255) == [108, 92, 8, 247])
    // 0.031 is 7.905 levels: the eighth would be outside.
    #expect(levels([7.905, -7.905, 7.6, -7.4], epsilon: 0.031) == [107, 93, 7, 248])
    // Half a level allows no other level at all.
    #expect(levels([0.5, -0.5, 0.5, -0.5], epsilon: 0.5 / 255) == [100, 100, 0, 255])
  }

  @Test("every pixel ends on a level and the image in the ball, in every norm", arguments: Norm.ofLengths)
  func stays(norm: Norm) {
    let image = SampleNumbers.floats(300, seed: 3).map { (min(max(255 * $0, 0), 255)).rounded() / 255 }
    let gradient = SampleNumbers.floats(300, seed: 4)
    for epsilon in [0.5 / 255, 1 / 255, 0.031, 0.3, 2] as [Double] {
      var point = image
      norm.step(from: image, along: gradient, size: Float(epsilon), count: 300, into: &point)
      norm.roundToLevels(&point, around: image, epsilon: epsilon, count: 300)
      #expect(norm.distance(image, point, count: 300) <= epsilon + AdversarialVerifier.tolerance(epsilon))
      #expect(point.allSatisfy { ($0 * 255).rounded() / 255 == $0 && (0...1).contains($0) })
    }
  }

  @Test("in L1 the same, by the sum of the changes")
  func sum() {
    let image = [Float](repeating: 0.2, count: 3)
    let point = zip(image, [1.5, 1.6, 1.9] as [Float]).map { $0 + $1 / 255 }
    let limits: [(Double, [Float])] = [(6, [53, 53, 53]), (5.5, [52, 53, 53]), (4.9, [52, 52, 53])]
    for (limit, levels) in limits {
      #expect(Self.rounded(.l1, point, around: image, epsilon: limit / 255).map { $0.rounded() } == levels)
    }
  }

  @Test("in L2 the pixels that rounding moved farthest away go back first, and no more than it takes")
  func farthestFirst() {
    let image = [Float](repeating: 0.2, count: 3)
    let point = zip(image, [1.5, 1.6, 1.9] as [Float]).map { $0 + $1 / 255 }
    // The length is 2.9 levels; (2, 2, 2) would be 3.46, (1, 2, 2) 3, and (1, 1, 2) 2.45.
    let limits: [(Double, [Float])] = [(3.47, [53, 53, 53]), (3.1, [52, 53, 53]), (2.9, [52, 52, 53])]
    for (limit, levels) in limits {
      #expect(Self.rounded(.l2, point, around: image, epsilon: limit / 255).map { $0.rounded() } == levels)
    }
  }

  @Test("what is not a number stays so")
  func notANumber() {
    let found = Self.rounded(.linf, [.nan, 0.5], around: [0.2, 0.2], epsilon: 1)
    #expect(found[0].isNaN && found[1].rounded() == 128)
  }

  /// The margin is lost at 0.4 levels: what 0.45 levels break, a file does not keep, and at one level it does. FAB goes no
  /// farther than it has to, and a file never keeps that.
  @Test(
    "an attack that needs parts of a level is lost when the image is saved",
    arguments: AttackName.allCases.filter { $0.norms.contains(.linf) })
  func lost(name: AttackName) throws {
    let classifier = TestClassifiers.linear([[1, 0], [0, 1]], bias: [0.8 / 255, 0])
    let image = ImageSet(shape: classifier.network.input, pixels: [128, 128], labels: [0])
    var audit = Audit(
      attacks: [name], epsilons: try Epsilon.list(parsing: "0.00176,0.00393"), losses: ["cross-entropy"])
    audit.budget.queries = 50
    audit.quantise = true
    if name.isReplay { audit.sibling = Sibling(classifier, name: "itself") }
    let point = try audit.run(classifier, own: nil, on: image, in: .threads(1)).worstCase
    #expect(point.map(\.correct) == [0, 0])
    #expect(point.map(\.quantised?.correct) == [1, name == .fab ? 1 : 0])
  }

  @Test("the figures of the images themselves are the same with and without", arguments: [nil, "1"] as [Target?])
  func unchanged(target: Target?) throws {
    var audit = Audit(
      attacks: target == nil ? [.fgsm, .pgd, .autoAttack] : [.fgsm, .pgd, .apgdCrossEntropy, .apgdDLR],
      epsilons: try Epsilon.list(parsing: "0.02,0,0.004"), losses: ["cross-entropy"])
    audit.budget = AttackBudget(pgdSteps: 5, iterations: 10, queries: 50)
    audit.target = target
    let plain = try audit.run(AuditTests.classifier, own: nil, on: AuditTests.images, in: .threads(1))
    audit.quantise = true
    let both = try audit.run(AuditTests.classifier, own: nil, on: AuditTests.images, in: .threads(1))
    for (one, other) in zip(plain.curves + [plain.worst], both.curves + [both.worst]) {
      #expect(one.points.map(\.correct) == other.points.map(\.correct))
      #expect(one.points.map(\.reached) == other.points.map(\.reached))
      #expect(one.points.allSatisfy { $0.quantised == nil } && other.points.allSatisfy { $0.quantised != nil })
      #expect(other.points.allSatisfy { ($0.reachedQuantised != nil) == (target != nil) })
      #expect(other.points[1].quantised?.correct == both.clean.correct, "ε = 0 moves nothing")
    }
  }
}

extension AuditReport {
  /// The worst case as a curve.
  fileprivate var worst: AttackCurve { AttackCurve(AttackLabel(.autoAttack), points: worstCase) }
}

extension Target: ExpressibleByStringLiteral {
  public init(stringLiteral text: String) { self.init(parsing: text) }
}
