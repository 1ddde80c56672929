import Files
import Foundation
import Testing

@testable import Statistics

@Suite("McNemar's test")
struct McNemarTests {
  /// 2 Σ_{k ≤ min(b, c)} C(b + c, k) / 2ᵇ⁺ᶜ in whole numbers.
  static func exact(_ b: Int, _ c: Int) -> Double {
    var term = 1, sum = 1
    for k in 0..<min(b, c) {
      term = term * (b + c - k) / (k + 1)
      sum += term
    }
    return min(1, 2 * Double(sum) / pow(2, Double(b + c)))
  }

  @Test(
    "small counts by hand",
    arguments: [
      (0, 0, 1), (0, 1, 1), (1, 1, 1), (0, 2, 0.5), (0, 3, 0.25), (1, 3, 0.625), (0, 5, 0.0625),
      // 2 · (1 + 6) / 64; 2 · (1 + 8 + 28) / 256.
      (1, 5, 0.21875), (2, 6, 0.2890625), (0, 10, 0.001953125),
    ] as [(Int, Int, Double)])
  func byHand(b: Int, c: Int, p: Double) {
    #expect(abs(McNemar(b: b, c: c).p / p - 1) < 1e-14)
  }

  @Test("every pair of counts up to 56 together agrees with whole numbers")
  func wholeNumbers() {
    for total in 0...56 {
      for b in 0...total {
        let exact = Self.exact(b, total - b)
        #expect(abs(McNemar(b: b, c: total - b).p / exact - 1) < 1e-13, "\(b), \(total - b)")
      }
    }
  }

  /// `scipy.stats.binomtest(b, b + c, 0.5).pvalue`, SciPy 1.17.1; statsmodels 0.15.0 says the same with
  /// `mcnemar([[0, b], [c, 0]], exact=True).pvalue`.
  @Test(
    "agrees with SciPy and statsmodels up to 100,000 discordant images",
    arguments: [
      (3, 9, 0.14599609375), (10, 30, 0.0022214337732293643), (81, 122, 0.004870281449636702),
      (489, 511, 0.506660042624453), (440, 560, 0.00016504987055045286), (4700, 5300, 2.076033695920612e-09),
      (49_900, 50_100, 0.5291572940801981), (49_000, 51_000, 2.5887160383468943e-10),
      (45_000, 55_000, 8.600341645712794e-220), (0, 1000, 1.8665272370064378e-301), (50_000, 49_999, 1),
    ] as [(Int, Int, Double)])
  func scipy(b: Int, c: Int, p: Double) {
    #expect(abs(McNemar(b: b, c: c).p / p - 1) < 1e-12)
  }

  @Test("no p leaves 0...1, and one too small for a number is 0")
  func extremes() {
    for (b, c) in [(0, 100_000), (100, 99_900), (50_000, 50_000), (49_999, 50_001)] {
      let p = McNemar(b: b, c: c).p
      #expect(p >= 0 && p <= 1)
    }
    #expect(McNemar(b: 0, c: 100_000).p == 0)
    #expect(McNemar(b: 50_000, c: 50_000).p == 1)
  }

  @Test("counts the images that one model alone gets right, and does not care which model comes first")
  func images() {
    let first = [true, true, true, false, false, true], second = [true, false, false, true, false, false]
    let test = McNemar(first, second), swapped = McNemar(second, first)
    #expect(test == McNemar(b: 3, c: 1) && test.b == 3 && test.c == 1)
    #expect(swapped.b == test.c && swapped.c == test.b && swapped.p == test.p)
    #expect(McNemar(first, first) == McNemar(b: 0, c: 0))
  }

  @Test("is written as b, c, p and read back")
  func json() throws {
    let test = McNemar(b: 1, c: 5), data = try StableJSON.encode(test)
    let keys = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any]).keys
    #expect(Set(keys) == ["b", "c", "p"])
    #expect(try StableJSON.decode(McNemar.self, from: data, path: "test.json") == test)
  }
}
