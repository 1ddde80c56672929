import Datasets
import Files
import Models
import Settings
import Statistics
import TestSupport
import Testing

@testable import Robustness

@Suite("σ-zero")
struct SigmaZeroTests {
  private static let weights: [Float] = [1, -0.7, 0.45, 0.3, -0.2, 0.1, 0.05, 0.6]

  /// Two classes whose margin at mid-grey is what the values of the largest `count` − 1 weights take away and a half of the
  /// next one: `count` values have to change, and these alone suffice.
  private static func problem(_ count: Int) -> (Classifier, ImageSet) {
    let sizes = weights.map { abs($0) }.sorted(by: >), grey: Float = 128 / 255
    // Black is farther away than white, and the signs of the weights decide which way helps: the shorter one is enough.
    let margin = (sizes.prefix(count - 1).reduce(0, +) + sizes[count - 1] / 2) * (1 - grey)
    let own = weights.reduce(0) { $0 + $1 * grey }
    let classifier = TestClassifiers.linear([weights.map { $0 }, weights.map { _ in 0 }], bias: [margin - own, 0])
    return (classifier, ImageSet(shape: classifier.network.input, pixels: weights.map { _ in 128 }, labels: [0]))
  }

  @Test("on a linear model it finds the fewest values that break the image", arguments: [1, 2, 3, 5])
  func closedForm(count: Int) {
    let (classifier, image) = Self.problem(count)
    let attack = NamedAttack("σ-zero", SigmaZero())
    let found = attack.outcomes(classifier, image, .l0, epsilon: 8)[0]
    #expect(!found.resists)
    #expect(Norm.l0.distance(image.image(0), found.image, count: 8) == Double(count))
    #expect(found.passes == AttackPasses(forward: 1001, backward: 1000))
    // Within fewer values there is nothing, and the image is left as it is.
    let none = attack.outcomes(classifier, image, .l0, epsilon: Double(count - 1))[0]
    #expect(none.resists && none.image == image.image(0))
  }

  /// From δ = 0 Adam's first step is as long as the learning rate in every value that has a gradient, whatever its size.
  @Test(
    "the first step changes every value with a gradient by the learning rate, and the threshold takes back short ways")
  func firstStep() {
    let (classifier, image) = Self.problem(5)
    var run = SigmaZero().start(
      AttackTask(
        image: [0.5, 0.5, 0.9, 0.2, 0.5, 0.5, 0.5, 0.5], shape: classifier.network.input, label: 0, classes: 2,
        norm: .l0, epsilon: 8, seed: 0, index: 0))
    var point = [Float](repeating: 0, count: 8)
    #expect(run.ask(&point) == .gradient(.loss(.margin)) && point == [0.5, 0.5, 0.9, 0.2, 0.5, 0.5, 0.5, 0.5])
    // The margin falls along −w: values of positive weights become black.
    let gradient: [Float] = [-1, 0.7, 0.45, -0.3, 0.2, -0.1, -0.05, -0.6]
    let found = point.withUnsafeBufferPointer { point in
      ([1, 0] as [Float]).withUnsafeBufferPointer { logits in
        gradient.withUnsafeBufferPointer { gradient in
          run.tell(
            Answer(
              point: point.baseAddress!, logits: logits.baseAddress!, resists: true, value: 0,
              gradient: gradient.baseAddress))
        }
      }
    }
    #expect(!found)
    _ = run.ask(&point)
    // Up by 0.1 and down by 0.2 are shorter than the threshold.
    #expect(point == [0, 1, 0.9, 0.2, 1, 0, 0, 0])
    _ = image
  }

  @Test("its learning rate falls as a cosine does, from 1 to a tenth")
  func learningRates() {
    let attack = SigmaZero(steps: 10)
    #expect(attack.learningRate(at: 0) == 1 && abs(attack.learningRate(at: 5) - 0.55) < 1e-6)
    #expect(abs(attack.learningRate(at: 10) - 0.1) < 1e-6)
  }

  private static func findings(_ epsilons: String) throws -> AuditFindings {
    var audit = Audit(
      attacks: [.fgsm, .sigmaZero], epsilons: try Epsilon.list(parsing: epsilons, norm: .l0), norm: .l0,
      losses: ["cross-entropy"])
    audit.budget.sigmaZeroSteps = 60
    return try audit.examine(AuditTests.classifier, own: nil, on: AuditTests.images, in: .threads(1))
  }

  @Test("one run tells the outcome at every ε: an image is broken where its fewest changes are no more")
  func allStrengths() throws {
    let findings = try Self.findings("0,1,2,4,36"), report = findings.report, evidence = findings.evidence
    let curve = evidence.curves[1], sizes = try #require(curve.smallest)
    for (e, epsilon) in evidence.asked.enumerated() {
      for (i, size) in sizes.enumerated() {
        #expect(curve.asked[e].correct[i] == (evidence.clean[i] && size ?? .infinity > epsilon.value))
      }
      #expect(report.curves[1].points[e].maxPerturbation <= epsilon.value)
    }
    #expect(sizes.contains { $0 == 1 } && sizes.contains { $0 ?? 0 > 1 }, "or the test would say nothing")
    let known = zip(evidence.clean, sizes).filter(\.0).map { $1 ?? .infinity }.sorted()
    #expect(report.curves[1].medianSmallestChange == (known[(known.count - 1) / 2] + known[known.count / 2]) / 2)
    // The same images as one strength alone finds, for the same gradients.
    let one = try Self.findings("2").report
    #expect(one.curves[1].points[0] == report.curves[1].points[2])
    #expect(one.curves[1].points[0].gain?.passes.backward == 60 * report.clean.correct)
    let failed = report.checks.filter { $0.verdict == .fail && $0.name != "clean-above-chance" }
    #expect(failed.isEmpty, "\(failed)")
  }

  @Test("the table of images has each one's fewest changes")
  func table() throws {
    let findings = try Self.findings("0,2"), sizes = try #require(findings.evidence.curves[1].smallest)
    let lines = findings.perExample().split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let column = try #require(lines[0].firstIndex(of: "smallest change of sigma-zero"))
    #expect(lines.dropFirst().map { Double($0[column]) } == sizes)
  }

  @Test("an interruption and shards change nothing")
  func parts() throws {
    try withTemporaryFolder { folder in
      var audit = Audit(
        attacks: [.sigmaZero], epsilons: try Epsilon.list(parsing: "1,3", norm: .l0), norm: .l0,
        losses: ["cross-entropy"])
      audit.budget.sigmaZeroSteps = 20
      func run(_ audit: Audit, _ journal: AuditJournal? = nil) throws -> AuditFindings {
        try audit.examine(AuditTests.classifier, own: nil, on: AuditTests.images, in: .threads(1), journal: journal)
      }
      let whole = try run(audit)
      for _ in 0..<2 {
        let again = try run(audit, AuditJournal("\(folder)/journal", identity: try Identity(["a": "b"])))
        #expect(again.report == whole.report && again.evidence.curves == whole.evidence.curves)
      }
      let paths = try (1...3).map { number in
        audit.shard = Shard(number, of: 3)
        let path = "\(folder)/\(number).json"
        try AtomicFile.write(AuditShard(run(audit), of: audit, keeping: []).data(), to: path)
        return path
      }
      #expect(try MergedAudit(paths).report == whole.report)
    }
  }

  @Test(
    "attacks are refused in norms in which they cannot be made",
    arguments: [
      ([.sigmaZero], Norm.linf, "l0 with sigma-zero"), ([.pgd, .fgsm], .l0, "linf or l2 or l1 with pgd"),
      ([.autoAttack, .square, .pgd], .l1, "linf or l2 with autoattack, square"),
    ] as [([AttackName], Norm, String)])
  func norms(attacks: [AttackName], norm: Norm, expected: String) {
    var settings = AttackSettings()
    settings.attacks = attacks
    settings.norm = norm
    let error = #expect(throws: SettingError.self) { try settings.requireFit() }
    #expect(error?.expected == expected && error?.found == norm.rawValue)
  }
}
