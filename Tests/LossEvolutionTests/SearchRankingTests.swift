import Testing

@testable import LossEvolution

@Suite("Ranking over a rung")
struct SearchRankingTests {
  private func result(_ status: CandidateResult.Status, _ fitness: Double, accuracy: Double = 0) -> CandidateResult {
    .init(
      generation: 1, index: 1, parameters: [], loss: Genome.loss([0, 0, 1]), status: status, fitness: fitness,
      validationAccuracy: accuracy, fitnesses: [], trainings: status == .violatesInvariant ? 0 : 1)
  }

  /// The places of the results from best to worst, as CMA-ES sees them.
  private func order(_ results: [CandidateResult]) -> [Int] {
    let values = SearchRanking.values(results)
    #expect(values.allSatisfy { $0.isFinite })
    return values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
  }

  @Test("without a rung the values are the fitnesses turned round")
  func plain() {
    let results = [result(.evaluated, 0.4), result(.violatesInvariant, 0), result(.diverged, 0)]
    #expect(SearchRanking.values(results) == [-0.4, 0, 0])
  }

  @Test("what was stopped ranks below all that went on, in its own order, and above what cannot train")
  func stopped() {
    let results = [
      result(.stoppedAtRung, 0.3), result(.evaluated, 0.2), result(.violatesInvariant, 0), result(.evaluated, 0.6),
      result(.stoppedAtRung, 0.35), result(.evaluated, 0.05),
    ]
    #expect(order(results) == [3, 1, 5, 4, 0, 2])
  }

  @Test("a training that went on and diverged still ranks above what was stopped")
  func diverged() {
    let results = [
      result(.stoppedAtRung, 0.3), result(.diverged, 0), result(.violatesInvariant, 0), result(.evaluated, 0.6),
    ]
    #expect(order(results) == [3, 1, 0, 2])
  }

  @Test("the order of those that went on is theirs alone: a rung can only put candidates last")
  func onlyDemotes() {
    let went = (0..<6).map { result(.evaluated, Double(($0 * 5) % 6) / 10) }
    var mixed = went
    mixed.insert(result(.stoppedAtRung, 0.9), at: 2)
    let places = order(mixed).filter { $0 != 2 }.map { $0 > 2 ? $0 - 1 : $0 }
    #expect(places == order(went) && order(mixed).last == 2)
  }

  @Test(
    "the worst share of the trained is stopped, by the measure, and a divergence counts as a stop",
    arguments: [
      (0.5, RungMeasure.objective, [0, 2]), (0.5, .accuracy, [3, 4]), (0, .objective, []),
      (0.9, .objective, [0, 2, 3, 4]),
    ] as [(Double, RungMeasure, Set<Int>)])
  func chosen(share: Double, measure: RungMeasure, expected: Set<Int>) {
    let results = [
      result(.evaluated, 0.1, accuracy: 0.9), result(.violatesInvariant, 0), result(.evaluated, 0.2, accuracy: 0.8),
      result(.evaluated, 0.3, accuracy: 0.1), result(.evaluated, 0.4, accuracy: 0.2), result(.diverged, 0),
      result(.evaluated, 0.5, accuracy: 0.7),
    ]
    // Six were trained.
    #expect(SearchRanking.stopped(results, share: share, by: measure) == expected)
  }

  @Test("of equals the later ones are stopped")
  func equals() {
    let results = (0..<4).map { _ in result(.evaluated, 0.3) }
    #expect(SearchRanking.stopped(results, share: 0.5, by: .objective) == [2, 3])
  }
}
