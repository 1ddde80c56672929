import Datasets
import Files
import Statistics
import Tensors
import TestSupport
import Testing

@testable import Models
@testable import Robustness

@Suite("Audits of random models")
struct RandomModelTests {
  /// A linear model of two classes that adds noise to the image: class 0 where the first pixel outweighs the second.
  private static func classifier(deviation: Float) throws -> Classifier {
    var graph = Graph(name: "noisy", input: ImageShape(height: 1, width: 2, channels: 1))
    let noise = try graph.append(.noise(.normal(mean: 0, deviation: deviation), shape: [1, 1, 2], key: 0), to: [])
    let sum = try graph.append(.binary(.add), to: [0, noise])
    let flat = try graph.append(.reshape([.batch, AxisSize(2)]), to: [sum])
    _ = try graph.append(.linear(outputs: 2, hasBias: false), to: [flat], weights: ["w"])
    let network = try graph.network()
    var weights = Weights(layout: network.layout)
    // Row by row for each input.
    weights.values = [1, -1, -1, 1]
    return Classifier(network: network, weights: weights)
  }

  /// Margins from −0.9 to 0.9, each image with the label that it has without noise.
  private static let images: ImageSet = {
    let first = (0..<40).map { UInt8(12 + 6 * $0) }
    return ImageSet(
      shape: ImageShape(height: 1, width: 2, channels: 1), pixels: first.flatMap { [$0, 255 - $0] },
      labels: first.map { $0 > 127 ? 0 : 1 })
  }()

  private static func report(
    _ deviation: Float = 0.3, draws: Int? = nil, batch: Int? = nil, threads: Int = 1
  ) throws -> AuditReport {
    var audit = Audit(
      attacks: [.fgsm, .pgd, .apgdCrossEntropy, .square], epsilons: try Epsilon.list(parsing: "0,0.1,0.3"),
      losses: ["cross-entropy"])
    audit.budget = AttackBudget(pgdSteps: 5, iterations: 5, queries: 20)
    audit.budget.draws = draws
    audit.batch = batch
    return try audit.run(classifier(deviation: deviation), own: nil, on: images, in: .threads(threads))
  }

  private static func verdict(_ report: AuditReport, _ name: String) -> AuditCheck.Verdict? {
    report.checks.first { $0.name == name }?.verdict
  }

  @Test("a planted random network is found, said, and no fault of the attacks")
  func found() throws {
    let report = try Self.report()
    #expect(Self.verdict(report, "deterministic-logits") == .fail)
    #expect(
      report.settings.draws == 20 && report.settings.notes?.contains { $0.contains("the model is random") } == true)
    #expect(Self.verdict(report, "zero-epsilon-identity") == .pass)
    #expect(Self.verdict(report, "perturbation-within-epsilon") == .pass)
    let info = try ModelInfo(
      try Audit(epsilons: [Epsilon(0.1)], losses: ["cross-entropy"])
        .run(Self.classifier(deviation: 0.3), own: nil, on: Self.images, in: .threads(1)),
      name: "m", dataset: "d", architecture: "a")
    #expect(info.isUnreliable == true && info.forwardPasses == 20)
    #expect(info.reasons.contains { $0.hasPrefix("deterministic-logits") })
  }

  @Test("noise of no size leaves every answer as it is, and is not found")
  func plain() throws {
    let report = try Self.report(0)
    #expect(Self.verdict(report, "deterministic-logits") == .pass)
  }

  @Test("figures do not depend on the batch or the threads, and every draw is counted")
  func invariance() throws {
    let report = try Self.report()
    #expect(try Self.report(batch: 7, threads: 2) == report)
    let passes = report.curves[1].points[1].gain!.passes
    #expect(passes.forward % 20 == 0 && passes.backward % 20 == 0 && passes.backward > 0)
  }

  /// With margins from −0.9 to 0.9 and logits that differ by twice the difference of two pixels, the mean of N draws moves
  /// the boundary by a normal number of deviation 0.3 √2 / √N.
  @Test("the mean of many draws is nearer to the model without noise than that of one")
  func means() throws {
    let exact = Self.images.count, one = try Self.report(draws: 1).clean.correct,
      many = try Self.report(draws: 400).clean.correct
    #expect(many >= exact - 2 && one <= many)
  }
}
