import Datasets
import Files
import Models
import Tensors
import TestSupport
import Testing

@testable import Robustness

@Suite("The smallest changes that break images")
struct SmallestEpsilonsTests {
  /// Two classes along one line: the image with the pixels (a, b) is of class 0 where a > b, and |a − b| / 2 away from the
  /// border in L∞, or |a − b| / √2 in L2.
  private static let classifier = TestClassifiers.linear([[1, -1], [-1, 1]])
  private static let pixels: [[UInt8]] = [[140, 110], [150, 100], [180, 60], [250, 20], [100, 120]]
  private static let images = ImageSet(
    shape: ImageShape(height: 1, width: 2, channels: 1), pixels: pixels.flatMap(\.self),
    labels: [0, 0, 0, 0, 0])

  private static func found(_ attacks: [AttackName], _ epsilons: String, norm: Norm = .linf) throws -> SmallestEpsilons
  {
    let audit = Audit(
      attacks: attacks, epsilons: try Epsilon.list(parsing: epsilons, norm: norm), norm: norm, losses: ["cross-entropy"]
    )
    return try #require(audit.run(classifier, own: nil, on: images, in: .threads(1)).smallestEpsilons)
  }

  @Test("FGSM says at which of its strengths an image breaks; an image that is wrong anyway is at 0")
  func strengths() throws {
    // Away by 15, 25, 60 and 115 of 255; the last image is of the other class.
    let found = try Self.found([.fgsm], "0.3,0,0.08,0.11")
    #expect(found.steps.map(\.epsilon) == [0, 0.08, 0.11, 0.3] && found.steps.map(\.broken) == [1, 2, 3, 4])
    #expect(found.unbroken == 1 && found.largest.text == "0.3")
  }

  @Test(
    "FAB says how near the image is that it found, above the true distance and near it", arguments: [Norm.linf, .l2])
  func distances(norm: Norm) throws {
    let found = try Self.found([.fab], norm == .linf ? "0.3" : "0.5", norm: norm), largest = found.largest.value
    let truths = [15, 25, 60].map { Double($0) / 255 * (norm == .linf ? 1 : 2.0.squareRoot()) }
    #expect(found.steps.map(\.broken) == [1, 2, 3, 4] && found.unbroken == 1)
    for (step, truth) in zip(found.steps.dropFirst(), truths) {
      #expect(step.epsilon >= truth - 1e-6 && step.epsilon <= 1.06 * truth + largest / SmallestEpsilons.parts)
    }
  }

  @Test("up to each ε there are as many images as the report counts as broken by it, or more")
  func counts() throws {
    var audit = Audit(
      attacks: [.fgsm, .autoAttack], epsilons: try Epsilon.list(parsing: "0.02,0,0.1"), losses: ["cross-entropy"])
    audit.budget = AttackBudget(iterations: 5, queries: 20)
    let report = try audit.run(AuditTests.classifier, own: nil, on: AuditTests.images, in: .threads(1))
    let found = try #require(report.smallestEpsilons)
    for point in report.worstCase {
      let broken = found.steps.last { $0.epsilon <= point.epsilon.value }!.broken
      #expect(broken >= 60 - point.cumulativeCorrect)
    }
    #expect(found.steps.last!.broken + found.unbroken == 60)
    #expect(zip(found.steps, found.steps.dropFirst()).allSatisfy { $0.epsilon < $1.epsilon && $0.broken < $1.broken })
    #expect(found.steps.count <= Int(SmallestEpsilons.parts) + 1 + 3)
  }

  @Test("in L0 a size is a whole number of values")
  func numbers() throws {
    // One value is enough where it may move far enough, and two always are.
    let found = try Self.found([.sigmaZero], "2", norm: .l0)
    #expect(found.steps.allSatisfy { $0.epsilon == $0.epsilon.rounded() } && found.steps.last!.broken > 1)
  }

  @Test("with a target it counts the images that have reached that")
  func target() throws {
    var audit = Audit(epsilons: try Epsilon.list(parsing: "0.08,0.3"), losses: ["cross-entropy"])
    audit.target = .named("1")
    let found = try #require(
      audit.run(Self.classifier, own: nil, on: Self.images, in: .threads(1)).smallestEpsilons)
    #expect(
      found.steps == [.init(epsilon: 0, broken: 1), .init(epsilon: 0.08, broken: 2), .init(epsilon: 0.3, broken: 4)])
  }

  @Test("where nothing was to be moved there is none")
  func none() throws {
    let audit = Audit(epsilons: try Epsilon.list(parsing: "0"), losses: ["cross-entropy"])
    #expect(try audit.run(Self.classifier, own: nil, on: Self.images, in: .threads(1)).smallestEpsilons == nil)
  }
}
