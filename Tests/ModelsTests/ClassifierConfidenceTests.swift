import Foundation
import Models
import Testing

@Suite("Confidence")
struct ClassifierConfidenceTests {
  static func confidence(_ logits: [Float]) -> Double { Classifier.confidence(logits, classes: logits.count) }

  @Test("known softmaxes")
  func known() {
    #expect(Self.confidence([0]) == 1)
    #expect(Self.confidence([2, 2, 2, 2]) == 0.25)
    // e² / (e² + e + 1), from the closed form evaluated apart.
    #expect(abs(Self.confidence([0, 2, 1]) - 0.6652409557748219) < 1e-15)
    #expect(abs(Self.confidence([-3, -3, 0]) - 1 / (1 + 2 * exp(-3))) < 1e-15)
    #expect(Self.confidence([-.infinity, 0]) == 1)
  }

  @Test("logits that overflow exp do no harm; what is not a number is none")
  func stable() {
    #expect(Self.confidence([30_000, 30_000, -30_000]) == 0.5)
    #expect(Self.confidence([-30_000, -30_000]) == 0.5)
    #expect(Self.confidence([.greatestFiniteMagnitude, -.greatestFiniteMagnitude]) == 1)
    for logits: [Float] in [[.nan, 0], [0, .nan], [.infinity, 0], [-.infinity, -.infinity]] {
      #expect(Self.confidence(logits).isNaN)
    }
  }
}
