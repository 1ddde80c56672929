import Datasets
import Models
import Testing

@testable import Robustness

@Suite("Accuracy over strengths")
struct AccuracyAreaTests {
  @Test("the mean is that of the trapezium rule", arguments: [([0.5], 0.5), ([1, 0], 0.5), ([0.8, 0.6, 0], 0.5)])
  func mean(shares: [Double], expected: Double) { #expect(abs(AccuracyArea.mean(of: shares) - expected) < 1e-15) }

  @Test("a constant accuracy has itself for its mean")
  func constant() { #expect(AccuracyArea.mean(of: [Double](repeating: 0.25, count: 5)) == 0.25) }

  @Test("it starts at clean accuracy, never rises, and ends where an image survives no smaller strength either")
  func curve() {
    let area = AccuracyArea(epsilon: 0.1, losses: [.crossEntropy, .dlr])
    let shares = area.shares(of: AuditTests.classifier, on: AuditTests.images, engine: AuditTests.engine)
    let clean = AuditTests.classifier.correct(on: AuditTests.images, engine: AuditTests.engine).count { $0 }
    #expect(shares.count == 5 && shares[0] == Double(clean) / 60)
    for (before, after) in zip(shares, shares.dropFirst()) { #expect(after <= before) }
    let last = Survival(epsilon: 0.1, losses: [.crossEntropy, .dlr])
      .share(of: AuditTests.classifier, on: AuditTests.images, engine: AuditTests.engine)
    #expect(shares[4] <= last && shares[4] < shares[0])
  }

  @Test("no images have no accuracy")
  func none() {
    let area = AccuracyArea(epsilon: 0.1, losses: [.crossEntropy])
    #expect(
      area.shares(of: AuditTests.classifier, on: AuditTests.images.prefix(0), engine: AuditTests.engine).max() == 0)
  }
}
