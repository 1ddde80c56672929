import Testing

@testable import Statistics

@Suite("Holm's correction")
struct HolmTests {
  /// By hand: the smallest of m is multiplied by m, the next by m − 1, and none falls below the one before it. As
  /// `statsmodels.stats.multitest.multipletests(p, method="holm")[1]`, statsmodels 0.15.0.
  @Test(
    "known families",
    arguments: [
      ([0.01, 0.04, 0.03, 0.005], [0.03, 0.06, 0.06, 0.02]), ([0.02, 0.02, 0.02], [0.06, 0.06, 0.06]),
      ([0.5, 0.9, 0.001, 0.04, 0.04, 0.3], [1, 1, 0.006, 0.2, 0.2, 0.9]), ([0.03], [0.03]), ([], []),
      ([0, 1], [0, 1]), ([1, 1], [1, 1]),
    ] as [([Double], [Double])])
  func known(p: [Double], expected: [Double]) {
    let adjusted = Holm.adjusted(p)
    #expect(adjusted.count == expected.count)
    for (found, expected) in zip(adjusted, expected) { #expect(abs(found - expected) < 1e-15) }
  }

  static let families: [[Double]] = [
    [0.2, 0.01, 0.5, 0.01, 0.049], [0.9, 0.8, 0.7], [1e-300, 0.04, 1, 0.011, 0.012, 0.013],
  ]

  @Test("adjusted values lie between p and Bonferroni's, keep the order of p, and are at most 1", arguments: families)
  func bounds(p: [Double]) {
    let adjusted = Holm.adjusted(p)
    for i in p.indices {
      #expect(p[i] <= adjusted[i] && adjusted[i] <= min(1, Double(p.count) * p[i]))
      for j in p.indices where p[i] <= p[j] { #expect(adjusted[i] <= adjusted[j]) }
    }
  }

  @Test("the order of asking does not matter", arguments: families)
  func order(p: [Double]) {
    #expect(Holm.adjusted(p.reversed()) == Holm.adjusted(p).reversed())
  }
}
