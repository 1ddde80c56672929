import Foundation
import Statistics

/// Whether a search has found a loss that is better than others, or only names one of many that do nothing.
public struct SearchOutcome: Sendable, Codable, Equatable {
  /// Whether the best finalist stands for something.
  public var found: Bool
  /// The share of the validation images that a model gets right which answers their most frequent class always. No
  /// attack lowers it.
  public var chance: Double
  /// Why the search found nothing, as a sentence without its full stop; `nil` where it found something.
  public var reason: String?

  /// `labels` are those of the validation images.
  init(_ generations: [EvolutionRecord.Generation], best: EvolutionRecord.Finalist, labels: [UInt8]) {
    let chance = Chance(labels: labels)
    reason =
      Self.tie(generations) ?? Self.nearChance(best.fitness, chance, images: labels.count) ?? Self.notEvolved(best)
    self.chance = chance.share
    found = reason == nil
  }

  /// Candidates that violated the invariant or failed were not trained: their fitness says nothing, and is 0.
  private static func tie(_ generations: [EvolutionRecord.Generation]) -> String? {
    let trained = generations.flatMap { $0.fitnesses.sorted().dropFirst($0.rejected + ($0.failed ?? 0)) }
    guard let fitness = trained.first else {
      let failed = generations.contains { ($0.failed ?? 0) > 0 }
      return "no candidate was trained: all violated the invariant" + (failed ? ", or failed" : "")
    }
    guard trained.count > 1, trained.allSatisfy({ $0 == fitness }) else { return nil }
    return "all \(trained.count) trained candidates have the same fitness, \(percent(fitness)): nothing told them apart"
  }

  /// The interval is that of one model: models of several seeds are asked about the same images.
  private static func nearChance(_ fitness: Double, _ chance: Chance, images: Int) -> String? {
    let accuracy = Accuracy(correct: Int((fitness * Double(images)).rounded()), total: images)
    guard chance.isReached(by: accuracy) else { return nil }
    let interval = accuracy.interval
    return
      "the best finalist's fitness on fresh seeds, \(percent(fitness)), is not above chance, \(percent(chance.share)), by "
      + "more than \(images) validation images vary (95 % interval \(percent(interval.lower)) to "
      + "\(percent(interval.upper)))"
  }

  /// Only a race has cross-entropy's polynomial run with the others.
  private static func notEvolved(_ best: EvolutionRecord.Finalist) -> String? {
    best.origin == LossSearch.crossEntropyOrigin
      ? "no evolved loss came out above the polynomial nearest to cross-entropy on fresh seeds" : nil
  }

  private static func percent(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }
}
