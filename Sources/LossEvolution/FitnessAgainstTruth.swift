public import Statistics

/// Whether fitness after partial training ranks losses as their trainings in the final do.
///
/// Candidates are few and all among the best, which makes a correlation small and its interval wide. A search whose
/// interval holds 0 has not shown that its fitness tells good losses from better ones.
public struct FitnessAgainstTruth: Sendable, Codable, Equatable {
  /// The number of finalists that have a fitness from the search.
  public var pairs: Int
  /// The epochs of a candidate's training and of a finalist's.
  public var epochs: Int
  public var finalEpochs: Int
  /// The rank correlation of the fitness with the objective in the final; `nil` where all are equal on a side.
  public var objective: KendallTau?
  /// The same with the validation accuracy without attack in the final.
  public var accuracy: KendallTau?

  enum CodingKeys: String, CodingKey {
    case pairs, epochs, objective, accuracy
    case finalEpochs = "final_epochs"
  }

  /// The fewest pairs of which it is asked.
  static let fewest = 4

  /// `nil` of fewer than four finalists with a fitness from the search. The means of the final are over the seeds that
  /// all of them have.
  init?(_ final: LossSearch.Final, epochs: Int, finalEpochs: Int) {
    let pairs = final.entrants.indices.compactMap { index in
      final.entrants[index].searchFitness.map { (fitness: $0, results: final.results[index]) }
    }
    guard pairs.count >= Self.fewest, let common = pairs.map(\.results.count).min(), common > 0 else { return nil }
    self.pairs = pairs.count
    self.epochs = epochs
    self.finalEpochs = finalEpochs
    func tau(_ value: (CandidateResult) -> Double) -> KendallTau? {
      KendallTau(pairs.map(\.fitness), pairs.map { $0.results.prefix(common).map(value).mean })
    }
    objective = tau { $0.fitness }
    accuracy = tau { $0.validationAccuracy }
  }
}
