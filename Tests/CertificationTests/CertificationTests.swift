import Datasets
import Files
import Models
import Robustness
import Statistics
import TestSupport
import Testing

@testable import Certification

@Suite("Brackets of robust accuracy")
struct CertificationTests {
  private static func epsilons() throws -> [Epsilon] { try ["8/255", "0", "1/255"].map { try Epsilon(parsing: $0) } }

  private static func report(threads: Int = 1, norm: Norm = .linf) throws -> CertificationReport {
    let classifier = try SampleNetworks.residual(seed: 5)
    let images = labelled(classifier)
    return try Certification(epsilons: epsilons(), norm: norm, seconds: 5)
      .run(classifier, on: images, in: .threads(threads))
  }

  /// Noise, with the label that the classifier gives it for all but every fifth image.
  private static func labelled(_ classifier: Classifier) -> ImageSet {
    let noise = SampleNumbers.images(classifier.network.input, count: 20, classes: 3, seed: 2)
    var labels: [UInt8] = []
    classifier.forEachBatch(of: noise, engine: Engine(threads: 1)) { _, count, logits, _ in
      for i in 0..<count {
        let best = (0..<3).max { logits[i * 3 + $0] < logits[i * 3 + $1] }!
        labels.append(UInt8((best + (labels.count % 5 == 4 ? 1 : 0)) % 3))
      }
    }
    return ImageSet(shape: noise.shape, pixels: noise.pixels, labels: labels)
  }

  @Test("hold every image once, close at ε = 0, and open up as ε grows")
  func points() throws {
    let report = try Self.report()
    #expect(report.points.map(\.text) == ["8/255", "0", "1/255"] && report.total == 20)
    for point in report.points {
      #expect(point.proved + point.broken + point.open == 20)
      #expect(point.lower.correct == point.proved && point.upper.correct == 20 - point.broken)
    }
    #expect(report.points[1].proved == report.clean.correct && report.points[1].open == 0 && report.clean.correct == 16)
    #expect(report.points[0].proved <= report.points[2].proved && report.points[2].proved <= report.points[1].proved)
    #expect(report.points[2].proved > 0)
    // What lies within a smaller ε lies within a larger one.
    for image in report.images {
      let verdicts = [1, 2, 0].map { image.verdicts[$0] }
      #expect(zip(verdicts, verdicts.dropFirst()).allSatisfy { $0 != .broken || $1 == .broken })
    }
    #expect(report.checks.map(\.verdict) == [.pass])
  }

  @Test("do not depend on the threads, and are read again as they were written")
  func repeatable() throws {
    let one = try Self.report(), two = try Self.report(threads: 2)
    #expect(one.images == two.images)
    let data = try StableJSON.encode(one)
    #expect(try StableJSON.decode(CertificationReport.self, from: data, path: "r") == one)
  }

  @Test("an image that is both proved and broken fails the check, which says where, and counts as broken")
  func contradiction() throws {
    let images = Self.labelled(try SampleNetworks.residual(seed: 5))
    let certification = Certification(epsilons: [try Self.epsilons()[0]], seconds: 1)
    let found = (0..<20).map { _ in [Certification.Finding(verdict: .proved, seconds: 0)] }
    var survives = [[Bool](repeating: true, count: 20)]
    survives[0][3] = false
    let report = CertificationReport(
      certification, images, isRight: survives[0], found: found, survives: survives)
    #expect(report.points[0].proved == 19 && report.points[0].broken == 1)
    #expect(report.checks[0].verdict == .fail && report.checks[0].detail.contains("image 3 at ε 8/255"))
  }

  @Test("in L2 too") func l2() throws {
    let report = try Self.report(norm: .l2)
    let box = try Self.report()
    #expect(report.settings.norm == .l2 && report.points[2].proved >= box.points[2].proved)
  }
}
