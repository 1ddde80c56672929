import Files
import Foundation
import Testing

@testable import Statistics

@Suite("Wilson interval")
struct WilsonIntervalTests {
  /// From the closed form (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n), z = 1.959964, evaluated apart. 81 of 263 is
  /// Newcombe's example (1998): 0.2553 to 0.3662; 0 of n ends at z² / (n + z²).
  @Test(
    "known values",
    arguments: [
      (0, 10, 0.0, 0.2775327998628892), (10, 10, 0.7224672001371107, 1.0),
      (5, 10, 0.2365930905125640, 0.7634069094874360),
      (1, 1, 0.2065493143772374, 1.0), (500, 1000, 0.4690696003681042, 0.5309303996318958),
      (81, 263, 0.2552885198782742, 0.3662095769828000),
    ])
  func known(successes: Int, total: Int, lower: Double, upper: Double) {
    let interval = WilsonInterval(successes: successes, total: total)
    #expect(abs(interval.lower - lower) < 1e-9)
    #expect(abs(interval.upper - upper) < 1e-9)
  }

  @Test("none and all touch 0 and 1 exactly, however many", arguments: [1, 3, 17, 1000, 9999, 10_000])
  func ends(total: Int) {
    #expect(WilsonInterval(successes: 0, total: total).lower == 0)
    #expect(WilsonInterval(successes: total, total: total).upper == 1)
    #expect(WilsonInterval(successes: 0, total: total).upper < 1)
    #expect(WilsonInterval(successes: total, total: total).lower > 0)
  }

  @Test("of nothing nothing is known")
  func empty() {
    let interval = WilsonInterval(successes: 0, total: 0)
    #expect(interval.lower == 0 && interval.upper == 1)
    #expect(Accuracy(correct: 0, total: 0).accuracy == 0)
  }

  @Test("is written as [lower, upper] and read back")
  func json() throws {
    let interval = WilsonInterval(successes: 0, total: 10)
    let data = try JSONEncoder().encode(interval)
    let numbers = try JSONDecoder().decode([Double].self, from: data)
    #expect(numbers == [interval.lower, interval.upper])
    #expect(try JSONDecoder().decode(WilsonInterval.self, from: data) == interval)
  }
}
