import Testing

@testable import Robustness

@Suite("Audit checks of the model itself")
struct AuditChecksModelTests {
  private typealias Base = AuditChecksTests

  /// A thousand labels, as many of each class.
  private static func spread(over classes: Int) -> [UInt8] { (0..<1000).map { UInt8($0 % classes) } }

  private static func evidence(
    right: Int, labels: [UInt8] = spread(over: 10), notFinite: Int = 0, classes: Int = 10
  ) -> AuditEvidence {
    var evidence = AuditEvidence(
      clean: (0..<1000).map { $0 < right }, cleanConfidence: [], norm: .linf, asked: [Epsilon(0.1), Epsilon(0.05)],
      diameter: 1, classes: classes)
    evidence.curves = [Base.outcome([0, 0, right, 0]).labelled(Base.label(.fgsm, "dlr"))]
    evidence.labels = labels
    evidence.notFinite = notFinite
    return evidence
  }

  @Test(
    "clean-above-chance fails where the Wilson interval reaches chance",
    arguments: [(900, AuditCheck.Verdict.pass), (121, .pass), (118, .fail), (100, .fail), (20, .fail), (0, .fail)])
  func chance(right: Int, verdict: AuditCheck.Verdict) {
    #expect(Base.check("clean-above-chance", Self.evidence(right: right)).verdict == verdict)
  }

  @Test("chance is that of the data, and of its largest class")
  func chanceOfData() {
    // Whatever the model has outputs for.
    for (classes, verdict) in [(10, AuditCheck.Verdict.pass), (5, .fail)] {
      let evidence = Self.evidence(right: 150, labels: Self.spread(over: classes), classes: 1000)
      #expect(Base.check("clean-above-chance", evidence).verdict == verdict)
    }
    let uneven = (0..<1000).map { UInt8($0 < 900 ? 0 : 1) }
    #expect(
      Base.check("clean-above-chance", Self.evidence(right: 905, labels: uneven, classes: 2)).verdict == .fail)
  }

  @Test("where classes are missing, chance is the share of the most frequent one that is there")
  func missingClasses() {
    // The first images of data in the order of its classes: two classes of ten.
    let two = Self.spread(over: 2)
    let constant = Base.check("clean-above-chance", Self.evidence(right: 500, labels: two))
    #expect(constant.verdict == .fail && constant.detail.contains("chance is 50.0 %"))
    #expect(Base.check("clean-above-chance", Self.evidence(right: 560, labels: two)).verdict == .pass)
    let one = Base.check("clean-above-chance", Self.evidence(right: 1000, labels: .init(repeating: 7, count: 1000)))
    #expect(one.verdict == .notRun && one.detail.contains("of which 100.0 % are of one class"))
  }

  @Test("outputs-finite fails where one image has outputs that are no numbers")
  func finite() {
    #expect(Base.check("outputs-finite", Self.evidence(right: 900)).verdict == .pass)
    #expect(Base.check("outputs-finite", Self.evidence(right: 900, notFinite: 1)).verdict == .fail)
  }

  @Test("of a model without any number no check passes, and those that cannot judge are not run")
  func broken() {
    let checks = AuditChecks(Self.evidence(right: 0, notFinite: 1000)).results
    #expect(!checks.contains { $0.verdict == .pass })
    #expect(
      checks.filter { $0.verdict != .notRun }.map(\.name) == ["outputs-finite", "clean-above-chance"])
  }

  @Test("another order of the classes is found on one half of the images and judged on the other")
  func relabelling() throws {
    let names = (1...10).map { "\($0)" }.sorted(), labels = (0..<400).map { UInt8($0 / 40) }
    let natural = labels.map { Int(names[Int($0)])! - 1 }
    let found = try #require(Relabelling(labels: labels, answers: natural, classes: 10))
    #expect(found.hint(names: names).contains("natural order") && found.hint(names: names).contains("--classes"))
    let shifted = try #require(Relabelling(labels: labels, answers: labels.map { Int($0) + 1 }, classes: 11))
    #expect(shifted.hint(names: nil).contains("shifted by 1"))
    #expect(Relabelling(labels: labels, answers: labels.map { Int($0) }, classes: 10) == nil)
    #expect(Relabelling(labels: labels, answers: labels.indices.map { $0 * 7 % 10 }, classes: 10) == nil)
  }
}
