import Testing

@testable import Statistics

@Suite("Kendall's τ")
struct KendallTauTests {
  /// `scipy.stats.kendalltau(first, second).statistic`, SciPy 1.17.1.
  @Test(
    "agrees with SciPy, ties or none",
    arguments: [
      ([12, 2, 1, 12, 2], [1, 4, 7, 1, 0], -0.4714045207910316),
      ([0.61, 0.58, 0.7, 0.66, 0.59, 0.7], [0.8, 0.79, 0.86, 0.81, 0.83, 0.84], 0.6900655593423541),
      ([1, 2, 3, 4, 5, 6, 7, 8], [2, 1, 4, 3, 6, 5, 8, 7], 0.7142857142857142),
    ] as [([Double], [Double], Double)])
  func scipy(first: [Double], second: [Double], tau: Double) throws {
    let found = try #require(KendallTau(first, second))
    #expect(abs(found.tau - tau) < 1e-14 && found.count == first.count)
    #expect(found.lower < tau && tau < found.upper)
  }

  @Test("one ranking twice is 1, turned round −1; the interval stays open on one side and within the bounds")
  func ends() throws {
    for n in [2, 4, 9, 50] {
      let values = (0..<n).map(Double.init), squared = 2 * 1.959963984540054 * 1.959963984540054 / Double(n)
      let same = try #require(KendallTau(values, values.map { $0 * $0 })),
        turned = try #require(
          KendallTau(values, values.map { -$0 }))
      #expect(same.tau == 1 && same.upper == 1 && turned.tau == -1 && turned.lower == -1)
      // (1 − t)² = c (1 − t²) at t = (1 − c) / (1 + c).
      #expect(abs(same.lower - (1 - squared) / (1 + squared)) < 1e-12)
      #expect(abs(turned.upper + same.lower) < 1e-12)
    }
  }

  @Test("with a τ of 0 the interval is even, and narrows with the square root of the pairs")
  func zero() throws {
    let tau = try #require(KendallTau([1, 2, 3, 4], [2, 4, 1, 3]))
    #expect(tau.tau == 0 && abs(tau.lower + tau.upper) < 1e-15)
    let c = 2 * 1.959963984540054 * 1.959963984540054 / 4
    #expect(abs(tau.upper - (c / (1 + c)).squareRoot()) < 1e-12)
  }

  @Test("it is one of ranks alone, and of neither side before the other")
  func ranks() throws {
    let first = [0.3, 0.1, 0.7, 0.2, 0.2], second = [5.0, 9, 1, 4, 4]
    #expect(KendallTau(first, second) == KendallTau(second, first))
    #expect(KendallTau(first.map { $0 * $0 * $0 }, second) == KendallTau(first, second))
  }

  @Test("nothing can be said of one pair, of equal values on a side, or of what is no number")
  func none() {
    #expect(KendallTau([1], [1]) == nil && KendallTau([], []) == nil)
    #expect(KendallTau([1, 2, 3], [4, 4, 4]) == nil)
    #expect(KendallTau([1, 2, .nan], [1, 2, 3]) == nil)
  }
}
