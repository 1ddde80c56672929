import Statistics
import Tensors

/// The fitnesses of past generations, as far as the stop rules look back.
struct FitnessHistory: Codable, Sendable, Equatable {
  /// The best fitness of each recent generation, oldest first; generations without a finite fitness leave none.
  private(set) var recent: [Double] = []
  /// Best and median fitness of every fifth generation, oldest first.
  private(set) var best: [Double] = []
  private(set) var median: [Double] = []

  /// Stagnation is judged over at most 20,000 generations (Hansen 2016, appendix B.3).
  static let longest = 20_000 / spacing
  static let spacing = 5

  /// `fitnesses` ascend, infinities last; `generation` counts from 1; `window` bounds `recent`.
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

  /// Whether neither the best nor the median fitness got better from the last but one `span` records to the last.
  func stagnates(over span: Int) -> Bool {
    guard span > 0, best.count > 2 * span else { return false }
    return [best, median].allSatisfy { values in
      values.suffix(span).median >= values.suffix(2 * span).prefix(span).median
    }
  }

  /// The largest number of `recent` less the smallest.
  var range: Double { (recent.max() ?? 0) - (recent.min() ?? 0) }
}
