import Foundation
import Testing

@testable import Tensors

@Suite("Poisson numbers")
struct PoissonTests {
  static let count = 200_000

  static func draws(_ mean: Double, seed: UInt64 = 21) -> [Double] {
    var stream = RandomStream(seed: seed, purpose: .test)
    return (0..<count).map { _ in Double(stream.nextPoisson(mean: mean)) }
  }

  /// Means on both sides of 10, where the method changes.
  @Test("have mean and variance μ", arguments: [0.02, 0.7, 4, 9.999, 10, 11.5, 40, 250, 500])
  func moments(mean: Double) {
    let draws = Self.draws(mean), n = Double(Self.count)
    let average = draws.reduce(0, +) / n
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
    // Five standard errors; (x − μ)² has the variance μ + 2μ².
    #expect(abs(average - mean) < 5 * (mean / n).squareRoot())
    #expect(abs(variance - mean) < 5 * ((mean + 2 * mean * mean) / n).squareRoot())
  }

  /// The distribution itself is the oracle: p(k) = exp(k ln μ − μ) / k!, rare values taken together.
  @Test("take each value as often as they should", arguments: [0.7, 4, 9.999, 10, 16, 40, 500])
  func frequencies(mean: Double) {
    let n = Double(Self.count)
    var counts: [Double: Double] = [:]
    for draw in Self.draws(mean) { counts[draw, default: 0] += 1 }
    var chiSquared = 0.0, degrees = 0.0, rest = (found: n, expected: n)
    for k in 0..<1000 {
      let expected = n * exp(Double(k) * log(mean) - mean - lgamma(Double(k + 1)).0)
      guard expected >= 20 else { continue }
      let found = counts[Double(k)] ?? 0
      chiSquared += (found - expected) * (found - expected) / expected
      degrees += 1
      rest = (rest.found - found, rest.expected - expected)
    }
    chiSquared += (rest.found - rest.expected) * (rest.found - rest.expected) / rest.expected
    // The mean of χ² is its degrees of freedom d, the variance 2d: five standard deviations above.
    #expect(chiSquared < degrees + 5 * (2 * degrees).squareRoot())
  }

  @Test("of mean 0 are 0")
  func zero() { #expect(Self.draws(0).allSatisfy { $0 == 0 }) }
}
