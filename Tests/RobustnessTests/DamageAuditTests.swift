import Datasets
import Models
import Statistics
import Synchronization
import Tensors
import TestSupport
import Testing

@testable import Robustness

@Suite("Damage audit")
struct DamageAuditTests {
  static let classifier = TestClassifiers.small
  /// More than one batch of an evaluation, and not a whole number of them.
  static let images = TestClassifiers.images(for: classifier, count: 150)

  static func report(
    kinds: [DamageKind] = DamageKind.all, seed: UInt64 = 1, on images: ImageSet = images, threads: Int = 1
  ) throws -> DamageReport {
    try DamageAudit(kinds: kinds, seed: seed).run(classifier, on: images, in: .threads(threads))
  }

  @Test("has a curve for each kind asked for, in that order, with every severity or strength")
  func curves() throws {
    let report = try Self.report(kinds: [.weights(.noise), .images(.pixelate)])
    #expect(report.curves.map(\.damage) == ["weight-noise", "pixelate"])
    #expect(report.curves.map(\.target) == [.weights, .images])
    #expect(report.curves[0].points.map(\.parameter) == WeightDamageName.noise.strengths)
    #expect(report.curves[0].points.allSatisfy { $0.severity == nil && $0.draws?.count == 3 })
    #expect(report.curves[1].points.map(\.parameter) == CorruptionName.pixelate.parameters)
    #expect(report.curves[1].points.map(\.severity) == [1, 2, 3, 4, 5])
    #expect(report.settings.seed == 1 && report.settings.draws == 3 && report.settings.classes == 3)
  }

  /// One image at a time against batches of 128: neither damage nor logits depend on the batch.
  @Test("counts what the classifier gets right on images corrupted one by one, and without damage")
  func corruptions() throws {
    let report = try Self.report(), shape = Self.images.shape
    let clean = Self.classifier.correct(on: Self.images, engine: Engine(threads: 1)).count { $0 }
    #expect(report.total == 150 && report.clean == Accuracy(correct: clean, total: 150))
    let single = Execution(
      Self.classifier.network, batchSize: 1, purpose: .inference, engine: Engine(threads: 1))
    single.prepare(weights: Self.classifier.weights.values)
    for name in CorruptionName.allCases {
      let curve = try #require(report.curves.first { $0.damage == name.rawValue })
      for severity in 1...5 {
        var right = 0
        for example in 0..<Self.images.count {
          let image = CorruptionSamples.corrupted(
            Self.images.pixels(of: example).map { Float($0) / 255 }, shape, name, severity: severity, example: example)
          right += Self.isRight(image, label: Int32(Self.images.labels[example]), single) ? 1 : 0
        }
        #expect(curve.points[severity - 1].correct == right, "\(name) \(severity)")
        #expect(curve.points[severity - 1].interval == WilsonInterval(successes: right, total: 150))
      }
    }
    // Strong damage is felt, or equal counts would prove nothing.
    #expect(report.curves.contains { $0.points[4].correct < clean - 8 })
  }

  private static func isRight(_ image: [Float], label: Int32, _ execution: Execution) -> Bool {
    let classes = classifier.network.classes
    var weights = classifier.weights.values
    execution.images.update(from: image, count: image.count)
    execution.forward(count: 1, weights: &weights)
    return Classifier.isCorrect(execution.logits, classes: classes, label: label)
  }

  @Test("counts what classifiers with damaged weights get right, a draw each")
  func weights() throws {
    for name in WeightDamageName.allCases {
      let curve = try Self.report(kinds: [.weights(name)]).curves[0]
      for (point, strength) in zip(curve.points, name.strengths) {
        let draws = (0..<3).map { draw in
          var classifier = Self.classifier
          classifier.weights = WeightDamage(name, seed: 1, draw: draw).damaged(classifier.weights, strength: strength)
          return classifier.correct(on: Self.images, engine: Engine(threads: 1)).count { $0 }
        }
        #expect(point.draws == draws)
      }
      #expect(curve.points.contains { Set($0.draws ?? []).count > 1 })
    }
  }

  @Test("does not depend on threads", arguments: [2, 3, 7])
  func threads(count: Int) throws { #expect(try Self.report(threads: count) == Self.report()) }

  @Test("another seed draws other noise, and leaves what is not random as it is")
  func seeds() throws {
    let first = try Self.report(), second = try Self.report(seed: 2)
    for (a, b) in zip(first.curves, second.curves) {
      let isRandom = a.target == .weights || a.damage.hasSuffix("-noise")
      if !isRandom { #expect(a == b, "\(a.damage)") }
    }
    #expect(zip(first.curves, second.curves).count { $0 != $1 } >= 4)
  }

  @Test("reports its progress to the end")
  func progress() throws {
    let seen = Mutex([JobProgress]())
    let context = JobContext(engine: Engine(threads: 1), report: { progress in seen.withLock { $0.append(progress) } })
    _ = try DamageAudit(kinds: [.images(.contrast), .weights(.noise)], seed: 1)
      .run(Self.classifier, on: Self.images.prefix(3), in: context)
    #expect(seen.withLock { $0 } == (1...21).map { JobProgress("damaging", done: $0, of: 21) })
  }

  @Test("no images make a report without division by zero")
  func empty() throws {
    let report = try Self.report(on: Self.images.prefix(0))
    #expect(report.total == 0 && report.curves.allSatisfy { $0.points.allSatisfy { $0.accuracy == 0 } })
  }
}
