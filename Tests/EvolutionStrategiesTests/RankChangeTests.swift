import Testing

@testable import EvolutionStrategies

@Suite("Rank changes")
struct RankChangeTests {
  @Test("the change is the number of values strictly between both fitnesses", arguments: [(0, 4), (1, 0), (4, 8)])
  func size(index: Int, expected: Double) {
    // Of 0, 10, 20, 30, 40, each there twice where it was not evaluated again.
    let change = RankChange([0, 10, 20, 30, 40], again: [0: 25, 1: 10.5, 4: -1])
    let values: [Double] = [0, 10, 20, 20, 30, 30, 25, 10.5, 40, -1], first = [0.0, 10, 20, 30, 40]
    let second = [25, 10.5, 20, 30, -1]
    let (low, high) = (min(first[index], second[index]), max(first[index], second[index]))
    #expect(change.size(of: index) == Double(values.count { low < $0 && $0 < high }))
    #expect(change.size(of: index) == expected)
  }

  @Test("the limit grows with θ and is at most the farthest rank")
  func limit() {
    let change = RankChange([0, 1, 2, 3, 4, 5, 6, 7], again: [3: 7.5])
    let limits = [0.1, 0.5, 1, 2].map { change.limit(of: 3, threshold: $0) }
    #expect(zip(limits, limits.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(limits[0] >= 0 && limits[3] <= 15)
  }

  @Test(
    "percentiles are interpolated between the middles of steps",
    arguments: [(0.5, 2.5), (0, 1), (1, 4), (0.25, 1.5), (0.3, 1.7)])
  func percentile(p: Double, expected: Double) {
    #expect(abs(RankChange.percentile([4, 1, 3, 2], p) - expected) < 1e-12)
  }
}
