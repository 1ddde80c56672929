import Statistics

/// A race of losses over seeds, in which one leaves as soon as it is known to be worse than the best.
///
/// It is the racing of Maron and Moore (1994), with the paired t-tests and Holm's correction of Birattari et al. (2002):
/// after the first five seeds and after every further one, the best mean is compared with each other that still runs,
/// over the seeds that all of them have. An entrant whose adjusted p is below 5 % leaves. As there, p is not corrected
/// for being asked after every seed, so that an equal one may leave more often than in 5 of 100 races; the best mean
/// never leaves.
struct Race {
  /// Seeds before the first comparison: with fewer, a t-test of differences hardly decides.
  static let firstSeeds = 5
  static let level = 0.05

  /// The entrants that still run, by their numbers.
  private(set) var running: [Int]
  /// The number of seeds on which they were run.
  private(set) var seeds = 0
  /// By the number of an entrant that has left, the seeds after which it did.
  private(set) var leftAfter: [Int: Int] = [:]

  init(entrants: Int) { running = Array(0..<entrants) }

  /// The entrant that leads: of those that run, the first with the highest mean.
  func leader(_ fitnesses: [[Double]]) -> Int {
    running.max { (fitnesses[$0].mean, $1) < (fitnesses[$1].mean, $0) }!
  }

  /// Lets those leave that are known to be worse; those that run have equally many `fitnesses`.
  mutating func judge(_ fitnesses: [[Double]]) {
    let best = leader(fitnesses), others = running.filter { $0 != best }
    seeds = fitnesses[best].count
    // Differences without a spread are no ground to leave.
    let p = Holm.adjusted(others.map { PairedTest(fitnesses[best], fitnesses[$0])?.p ?? 1 })
    for (other, p) in zip(others, p) where p < Self.level { leftAfter[other] = seeds }
    running.removeAll { leftAfter[$0] != nil }
  }
}
