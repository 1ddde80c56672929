import Foundation
import Tensors

/// Uncertainty handling: measures by how much noise turns the ranks of candidates round, and treats it.
///
/// Hansen, Niederberger, Guzzella and Koumoutsakos (2009, IEEE TEC 13) with the constants of pycma's `NoiseHandler`.
/// A few candidates of each generation are evaluated a second time. Where their ranks change by more than chance
/// allows, each further fitness is the mean of more evaluations, and σ grows; where they do not, the number of
/// evaluations slowly falls.
///
/// Two things differ from pycma. Candidates that were evaluated twice are ranked by the mean of both, so that no
/// evaluation is lost: see `averaged(_:with:)`. And equal fitnesses are no change of ranks, as a share of few images
/// often is.
public struct NoiseHandling: Codable, Sendable, Equatable {
  /// The dimension n of the search.
  public let dimension: Int
  /// The largest number of evaluations whose mean is one fitness.
  public let maximumEvaluations: Int
  /// When σ grows.
  public let widening: Widening
  /// The number of evaluations of one fitness, before it is rounded down: between 1 and the maximum.
  public private(set) var exactEvaluations = 1.0
  /// The noise level s, a mean over generations. Above 0 ranks change more than is allowed; it starts at 0.
  public private(set) var level = 0.0

  /// The share θ of rank changes that counts as chance.
  static let threshold = 0.5
  /// How far one generation moves `level`. At 0.3 a single generation that disagrees changes little.
  static let rate = 0.3

  /// When noise makes σ grow.
  public enum Widening: String, CaseIterable, Codable, Sendable {
    /// Whenever there is noise, as in pycma.
    case always
    /// Only where the evaluations cannot grow any more, as published: σ that grows beside them keeps the mean far from
    /// the minimum.
    case atMaximum = "at-maximum"
  }

  public init(dimension: Int, maximumEvaluations: Int, widening: Widening = .atMaximum) {
    precondition(dimension > 0 && maximumEvaluations > 0, "a dimension and an evaluation are needed")
    self.dimension = dimension
    self.maximumEvaluations = maximumEvaluations
    self.widening = widening
  }

  /// The number of evaluations whose mean is one fitness.
  public var evaluations: Int { Int(exactEvaluations) }

  /// α = 1 + 2 / (n + 10), by which σ and the evaluations grow.
  var growth: Double { 1 + 2 / Double(dimension + 10) }

  /// Which candidates are to be evaluated again: the first few, then the best of the rest.
  ///
  /// Their number is 2 + λ/20, rounded up with the probability of its fraction. `fitnesses` are those of the whole
  /// generation, the lowest is the best. One that is not finite has no second value worth its cost and is passed over.
  public func reevaluated(_ fitnesses: [Double], seed: UInt64, generation: Int) -> [Int] {
    var stream = RandomStream(seed: seed, purpose: .evolution, index: UInt64(generation), subindex: .max)
    let exact = 2 + Double(fitnesses.count) / 20, fraction = exact - exact.rounded(.down)
    let count = Int(exact) + (fraction > stream.nextUniformDouble() ? 1 : 0)
    let candidates = fitnesses.indices.filter { fitnesses[$0].isFinite }
    let first = candidates.prefix(count - count / 2)
    let rest = candidates.dropFirst(first.count).sorted { (fitnesses[$0], $0) < (fitnesses[$1], $1) }
    return Array(first + rest.prefix(count / 2))
  }

  /// Takes in second fitnesses by candidate, and returns the factor by which σ is to be multiplied: 1 or α.
  public mutating func measure(_ fitnesses: [Double], again: [Int: Double]) -> Double {
    guard !again.isEmpty else { return 1 }
    let change = RankChange(fitnesses, again: again)
    let excess = again.keys.sorted().map { change.size(of: $0) - change.limit(of: $0, threshold: Self.threshold) }
    level += Self.rate * (excess.reduce(0, +) / Double(excess.count) - level)
    guard level > 0 else {
      exactEvaluations = max(exactEvaluations * pow(growth, -0.25), 1)
      return 1
    }
    let isAtMaximum = evaluations == maximumEvaluations
    exactEvaluations = min(exactEvaluations * growth, Double(maximumEvaluations))
    return switch widening {
    case .always: growth
    case .atMaximum: isAtMaximum ? growth : 1
    }
  }

  /// The fitnesses with the mean of both where there are two.
  public static func averaged(_ fitnesses: [Double], with again: [Int: Double]) -> [Double] {
    fitnesses.enumerated().map { index, first in again[index].map { (first + $0) / 2 } ?? first }
  }
}
