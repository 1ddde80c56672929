import Testing

@testable import Statistics

@Suite("Paired test")
struct PairedTestTests {
  /// `numpy.mean` of the differences and `scipy.stats.ttest_rel(first, second).pvalue`, SciPy 1.17.1.
  @Test(
    "agrees with SciPy",
    arguments: [
      ([0.81, 0.79, 0.83, 0.80, 0.82], [0.80, 0.785, 0.81, 0.79, 0.82], 0.009, 0.05333826104568856),
      ([1, 2, 3], [2, 2, 5], -1, 0.22540333075851665), ([0.5, 0.6], [0.1, 0.3], 0.35, 0.09033447060173315),
    ] as [([Double], [Double], Double, Double)])
  func scipy(first: [Double], second: [Double], difference: Double, p: Double) throws {
    let test = try #require(PairedTest(first, second))
    #expect(abs(test.difference - difference) < 1e-12 && abs(test.p / p - 1) < 1e-9 && test.count == first.count)
  }

  /// With ν = 1 the tails are 1 − (2/π) atan t, at t = 1 a half.
  @Test("two pairs have a closed form")
  func closedForm() throws {
    // Differences 0 and 2: mean 1, s = √2, t = 1.
    #expect(abs(try #require(PairedTest([0, 2], [0, 0])).p - 0.5) < 1e-12)
  }

  @Test("what all pairs share drops out")
  func shared() throws {
    let luck = [0.1, 0.7, -0.4, 0.2], first = [0.3, 0.2, 0.35, 0.25], second = [0.2, 0.18, 0.3, 0.3]
    let plain = try #require(PairedTest(first, second))
    let lucky = try #require(PairedTest(zip(first, luck).map(+), zip(second, luck).map(+)))
    #expect(abs(plain.p - lucky.p) < 1e-9)
  }

  @Test("differences without a spread, one pair, and what is no number make no test")
  func none() {
    #expect(PairedTest([1, 2], [0, 1]) == nil && PairedTest([1, 2], [1, 2]) == nil)
    #expect(PairedTest([1], [0]) == nil && PairedTest([1, .infinity], [0, 0]) == nil)
  }
}
