import Statistics
import Tensors

/// The fitnesses of past generations, as far back as the stop rules look.
struct FitnessHistory: Codable, Sendable, Equatable {
  /// The best fitness of each recent generation, oldest first. A generation without a finite fitness has none here.
  private(set) var recent: [Double] = []
  /// The best and the median fitness of every fifth generation, oldest first.
  private(set) var best: [Double] = []
  private(set) var median: [Double] = []

  /// The largest number of records. Stagnation is judged over at most 20,000 generations (Hansen 2016, appendix B.3).
  static let longest = 20_000 / spacing
  static let spacing = 5

  /// Records a generation, which is counted from 1. Its `fitnesses` ascend and have infinities last. `recent` keeps at
  /// most `window` of them.
  mutating func record(_ fitnesses: [Double], generation: Int, window: Int) {
    guard fitnesses[0].isFinite else { return }
    recent.append(fitnesses[0])
    if recent.count > window { recent.removeFirst(recent.count - window) }
    let middle = fitnesses.median
    guard generation.isMultiple(of: Self.spacing), middle.isFinite else { return }
    best.append(fitnesses[0])
    median.append(middle)
    if best.count > Self.longest {
      best.removeFirst()
      median.removeFirst()
    }
  }

  /// Whether neither the best nor the median fitness is better in the last `span` records than in the `span` records
  /// before.
  func stagnates(over span: Int) -> Bool {
    guard span > 0, best.count > 2 * span else { return false }
    return [best, median].allSatisfy { values in
      values.suffix(span).median >= values.suffix(2 * span).prefix(span).median
    }
  }

  /// The largest number of `recent` less the smallest.
  var range: Double { (recent.max() ?? 0) - (recent.min() ?? 0) }
}
