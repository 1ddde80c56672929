import EvolutionStrategies

/// The values that CMA-ES is told of candidates. It minimises.
enum SearchRanking {
  /// The fitnesses turned round; those that were stopped at the rung rank below all that went on.
  ///
  /// Among themselves they rank by what the rung found. Only losses that cannot train, and were not trained, rank below
  /// them, and below whatever a surrogate predicts.
  static func values(_ results: [CandidateResult]) -> [Double] {
    var values = results.map { -$0.toldFitness }
    let stopped = results.indices.filter { results[$0].status == .stoppedAtRung }
    guard !stopped.isEmpty || results.contains(where: { $0.predictedFitness != nil }) else { return values }
    let wentOn = results.filter { [.evaluated, .diverged, .predicted].contains($0.status) }
    var worst = wentOn.map { -$0.toldFitness }.max() ?? -1
    for index in stopped.sorted(by: { (-results[$0].fitness, $0) < (-results[$1].fitness, $1) }) {
      // Above the last one, and no better than what the rung found.
      worst = max(worst.nextUp, -results[index].fitness)
      values[index] = worst
    }
    for index in results.indices where [.violatesInvariant, .failed].contains(results[index].status) {
      values[index] = max(values[index], worst.nextUp)
    }
    return values
  }

  /// The first fitnesses, turned round, of candidates that may be evaluated again; what was not trained to its end is
  /// infinitely bad.
  static func firstValues(_ results: [CandidateResult]) -> [Double] {
    results.map { $0.status == .evaluated ? -$0.fitness : .infinity }
  }

  /// Which of these results of the rung are stopped: of the trained ones the worst `share`, rounded down.
  ///
  /// A training that diverged or that no machine could make needs no stop, and counts as one.
  static func stopped(_ results: [CandidateResult], share: Double, by measure: RungMeasure) -> Set<Int> {
    func value(_ result: CandidateResult) -> Double {
      switch measure {
      case .objective: result.fitness
      case .accuracy: result.validationAccuracy
      }
    }
    let trained = results.indices.filter { results[$0].status != .violatesInvariant }
    let diverged = trained.count { [.diverged, .failed].contains(results[$0].status) }
    let count = max(0, Int(share * Double(trained.count)) - diverged)
    let order = trained.filter { results[$0].status == .evaluated }
      .sorted { (value(results[$0]), $1) < (value(results[$1]), $0) }
    return Set(order.prefix(count))
  }
}
