import Datasets
import Files
import Losses
import Models
import Statistics
import Tensors
import TestSupport
import Testing

@testable import Robustness

@Suite("Audits with a target")
struct TargetedAuditTests {
  private static func audit(_ target: Target?, quantise: Bool = false) throws -> Audit {
    var audit = Audit(
      attacks: [.fgsm, .pgd, .apgdCrossEntropy, .apgdDLR, .targetedAPGD], epsilons: try Epsilon.list(parsing: "0.2,0"),
      losses: ["cross-entropy", "dlr", "margin", "mse"])
    audit.budget = AttackBudget(pgdSteps: 10, iterations: 20)
    audit.target = target
    audit.quantise = quantise
    return audit
  }

  private static func findings(_ target: Target?, threads: Int = 1, batch: Int? = nil) throws -> AuditFindings {
    var audit = try audit(target)
    audit.batch = batch
    return try audit.examine(
      AuditTests.classifier, own: nil, on: AuditTests.images, keeping: .adversarialImages, in: .threads(threads))
  }

  @Test(
    "what counts as reached is classified as the target, and counts as wrong",
    arguments: ["1", "least-likely", "random"] as [Target])
  func reached(target: Target) throws {
    let findings = try Self.findings(target), report = findings.report
    let aims = try Aims(
      target, AuditTests.classifier, on: AuditTests.images, names: nil, seed: 0, engine: AuditTests.engine)
    #expect(report.total == aims.numbers.count && report.settings.leftOut == 60 - report.total)
    for curve in report.curves {
      let point = curve.points[0], reached = try #require(point.reached)
      #expect(reached.correct > report.total / 4 && reached.correct + point.correct <= report.total, "\(curve.label)")
      #expect(try #require(curve.points[1].reached).correct <= report.total - report.clean.correct)
    }
    let worst = try #require(report.worstCase[0].reached).correct
    #expect(report.curves.allSatisfy { $0.points[0].reached!.correct <= worst })
    let found = try #require(findings.adversarial[0.2])
    let session = ClassifierSession(AuditTests.classifier, batchSize: 1, engine: AuditTests.engine)
    for (place, image) in found {
      session.images.update(from: image, count: image.count)
      session.forward(count: 1)
      #expect(Classifier.isCorrect(session.logits, classes: 3, label: Int32(aims.targets[place])))
    }
    #expect(!found.isEmpty)
  }

  /// Away from the clip a linear model of two classes has one way to be wrong.
  @Test("between two classes, to reach the other one is to break the image", arguments: ["1", "0"] as [Target])
  func twoClasses(target: Target) throws {
    let images = FGSMTests.images, own = UInt8(target == "0" ? 0 : 1)
    let others = images.subset(images.labels.indices.filter { images.labels[$0] != own })
    var audit = Audit(
      attacks: [.fgsm, .pgd, .apgdCrossEntropy], epsilons: try Epsilon.list(parsing: "0.01,0.1"),
      losses: ["cross-entropy", "mse"])
    audit.target = target
    let led = try audit.run(FGSMTests.linear, own: nil, on: images, in: .threads(1))
    audit.target = nil
    let free = try audit.run(FGSMTests.linear, own: nil, on: others, in: .threads(1))
    #expect(led.total == others.count)
    for (led, free) in zip(led.curves, free.curves) {
      #expect(led.points.map(\.correct) == free.points.map(\.correct))
      #expect(led.points.map { $0.reached?.correct } == free.points.map { others.count - $0.correct })
    }
  }

  /// Logits of the size of 10,000 leave cross-entropy no gradient in float32 once the target is reached, or never was.
  @Test("a saturated softmax is led by the margin to the target")
  func saturated() throws {
    let classifier = TestClassifiers.linear([[1, 0, 0], [0, 1, 0], [0, 0, 1]], scale: 20_000)
    let image = ImageSet(shape: classifier.network.input, pixels: [130, 120, 110], labels: [0])
    for attack in [PGD(loss: .crossEntropy), PGD(loss: .loss(.init(.meanSquaredError)))] {
      let runner = AttackRunner(
        classifier, norm: .linf, batch: 1,
        aims: try Aims("2", classifier, on: image, names: nil, seed: 0, engine: AuditTests.engine),
        engine: AuditTests.engine)
      runner.run(attack, on: image, items: [AttackItem(index: 0, epsilon: 0.05)], seed: 0) { _, outcome in
        #expect(!outcome.resists && outcome.image[2] > outcome.image[0] && outcome.image[2] > outcome.image[1])
      }
    }
  }

  @Test("checks of attacks that may lead anywhere are not run, and say why; the others are")
  func checks() throws {
    let checks = try Self.findings("1").report.checks
    let kept = [
      "zero-epsilon-identity", "perturbation-within-epsilon", "zero-gradients", "deterministic-logits",
      "no-optimisation-inside",
      "outputs-finite", "clean-above-chance",
    ]
    for check in checks {
      #expect((check.verdict == .notRun) == !kept.contains(check.name), "\(check)")
      if check.verdict == .notRun { #expect(check.detail == "needs attacks without a target") }
    }
    #expect(checks.count == 17)
  }

  @Test("figures do not depend on the threads, the batch or an interruption")
  func repeatable() throws {
    let one = try StableJSON.encode(try Self.findings("random").report)
    #expect(try StableJSON.encode(try Self.findings("random", threads: 3, batch: 7).report) == one)
    try withTemporaryFolder { folder in
      var audit = try Self.audit("random", quantise: true)
      audit.batch = 8
      let whole = try audit.run(AuditTests.classifier, own: nil, on: AuditTests.images, in: .threads(1))
      for _ in 0..<2 {
        // The second time everything is known and read.
        let journal = try AuditJournal(folder, identity: Identity(["seed": "a"]))
        let found = try audit.run(
          AuditTests.classifier, own: nil, on: AuditTests.images, in: .threads(1), journal: journal)
        #expect(found == whole)
      }
    }
  }

  @Test("the table of images has their numbers in the data set, and the columns of the report")
  func table() throws {
    let findings = try Self.findings("1"), lines = findings.perExample().split(separator: "\n").map(String.init)
    #expect(lines[0].contains("pgd through mse @ 0.2,\"pgd through mse @ 0.2, target reached\""))
    let numbers = lines.dropFirst().map { Int($0.prefix { $0 != "," }) }
    #expect(numbers == AuditTests.images.labels.indices.filter { AuditTests.images.labels[$0] != 1 })
  }

  @Test("settings say where attacks led and how many images were used, and the report is read back")
  func settings() throws {
    var audit = try Self.audit("2", quantise: true)
    audit.attacks = [.fgsm]
    audit.limit = 50
    let report = try audit.run(
      AuditTests.classifier, own: nil, on: AuditTests.images.prefix(50), in: .threads(1))
    #expect(report.settings.limit == 50 && report.settings.target == "2" && report.settings.quantise == true)
    #expect(report.settings.notes?.contains { $0.hasPrefix("every attack leads to the class 2; ") } == true)
    let data = try StableJSON.encode(report)
    #expect(try StableJSON.decode(AuditReport.self, from: data, path: "report.json") == report)
    audit.limit = 500
    let all = try audit.run(AuditTests.classifier, own: nil, on: AuditTests.images, in: .threads(1))
    #expect(all.settings.limit == 60, "what was used, where more was asked for than there is")
  }
}
