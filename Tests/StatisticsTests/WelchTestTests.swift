import Files
import Foundation
import Testing

@testable import Statistics

@Suite("Welch's test")
struct WelchTestTests {
  /// `scipy.stats.ttest_ind(first, second, equal_var=False)`, its `statistic`, `df` and `pvalue`, SciPy 1.17.1.
  @Test(
    "agrees with SciPy",
    arguments: [
      (
        [0.912, 0.918, 0.905, 0.921, 0.915], [0.897, 0.903, 0.911, 0.890], 2.66326958646667, 5.149972631406699,
        0.04340350024519394
      ),
      ([1, 2], [3, 5], -2.23606797749979, 1.4705882352941178, 0.19872738893452602),
      // No spread on one side.
      ([0.1, 0.1, 0.1], [0.2, 0.3, 0.4], -3.4641016151377535, 2, 0.07417990022744858),
      ([0.61, 0.62, 0.60], [0.61, 0.605, 0.6249], -0.39711028403935433, 3.995214529056509, 0.7115865373980481),
      ([0, 1, 2, 3, 4], [100, 101, 102.5, 103, 104], -99.60322274001992, 7.999215840031367, 1.1556690448536144e-13),
      (
        (0..<1000).map { Double($0) / 1000 }, (0..<800).map { Double($0 + 90) / 1000 }, 0.8160433493741139,
        1797.99988900899, 0.41458343739821857
      ),
    ] as [([Double], [Double], Double, Double, Double)])
  func scipy(first: [Double], second: [Double], t: Double, freedom: Double, p: Double) throws {
    let test = try #require(WelchTest(first, second))
    #expect(abs(test.t / t - 1) < 1e-12)
    #expect(abs(test.degreesOfFreedom / freedom - 1) < 1e-12)
    #expect(abs(test.p / p - 1) < 1e-11)
  }

  /// With ν = 2 Student's tails are 1 − |t| / √(2 + t²); two pairs of equal spread have it.
  @Test("two against two have a closed form", arguments: [0, 0.1, 1, 3, 50, 1e4] as [Double])
  func closedForm(distance: Double) throws {
    // Means 0 and `distance`, s² = 2 on both sides: t = −distance / √2.
    let test = try #require(WelchTest([-1, 1], [distance - 1, distance + 1]))
    let square = distance * distance / 2
    #expect(abs(test.degreesOfFreedom - 2) < 1e-12)
    // 1 − √(1 − z) = z / (1 + √(1 − z)), z = 2 / (2 + t²).
    let z = 2 / (2 + square), expected = z / (1 + (1 - z).squareRoot())
    #expect(abs(test.p / expected - 1) < 1e-11)
  }

  @Test("swapping the sides turns t around and leaves the rest; shift and unit do not matter")
  func symmetry() throws {
    let first = [0.5, 0.75, 0.625], second = [0.25, 0.5, 0.375, 0.4375]
    let test = try #require(WelchTest(first, second)), swapped = try #require(WelchTest(second, first))
    #expect(swapped.t == -test.t && swapped.degreesOfFreedom == test.degreesOfFreedom && swapped.p == test.p)
    let moved = try #require(WelchTest(first.map { 100 * $0 - 7 }, second.map { 100 * $0 - 7 }))
    #expect(abs(moved.t - test.t) < 1e-12 && abs(moved.p - test.p) < 1e-12)
  }

  @Test("equal means have t = 0 and p = 1")
  func equalMeans() throws {
    let test = try #require(WelchTest([1, 3], [0, 4]))
    #expect(test.t == 0 && test.p == 1)
  }

  @Test(
    "no test of fewer than two values, of no spread at all, or of what is not a number",
    arguments: [
      ([], []), ([1], [1, 2]), ([1, 2], [1]), ([2, 2], [2, 2]), ([1, 1], [2, 2, 2]),
      // Its sum over 3 is not 0.1 in binary.
      ([0.1, 0.1, 0.1], [0.7, 0.7]), ([1, .nan], [1, 2]), ([1, 2], [.infinity, 2]),
    ] as [([Double], [Double])])
  func noTest(first: [Double], second: [Double]) {
    #expect(WelchTest(first, second) == nil)
  }

  @Test("is written with its degrees of freedom and read back")
  func json() throws {
    let test = try #require(WelchTest([1, 2], [3, 5])), data = try StableJSON.encode(test)
    let keys = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any]).keys
    #expect(Set(keys) == ["t", "degrees_of_freedom", "p"])
    #expect(try StableJSON.decode(WelchTest.self, from: data, path: "test.json") == test)
  }
}
