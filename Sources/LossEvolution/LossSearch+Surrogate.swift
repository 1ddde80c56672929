import EvolutionStrategies
import Losses
import Models

/// One generation of which a surrogate decides how many candidates are trained.
extension LossSearch {
  /// The results of all candidates. Those that are not trained have what the model predicts, and a file that says so.
  ///
  /// The model is of the points of CMA-ES, as rounded as the losses are. Losses that cannot train are known by their
  /// formula, and are no part of it: where they begin, fitness falls off a cliff. What diverged is a part, with 0.
  func resultsBySurrogate(
    _ state: SearchState, _ surrogate: inout Surrogate, _ scorer: inout SearchScorer
  ) throws -> Generation {
    let tasks = candidates(of: state), genomes = state.strategy.ask().map(Genome.rounded)
    let classes = evaluation.network.classes
    let trainable = tasks.indices.filter {
      Genome.loss(tasks[$0].parameters).satisfies(settings.invariant, classes: classes)
    }
    var results = [CandidateResult?](repeating: nil, count: tasks.count)
    func score(_ numbers: [Int]) throws {
      for (number, result) in zip(numbers, try scorer.results(of: numbers.map { tasks[$0] })) {
        results[number] = result
      }
    }
    try score(tasks.indices.filter { !trainable.contains($0) })
    let found = try surrogate.evaluate(trainable.map { genomes[$0] }) { chosen in
      let numbers = chosen.map { trainable[$0] }
      try score(numbers)
      return numbers.map { results[$0]!.status == .failed ? .infinity : -results[$0]!.fitness }
    }
    for (place, number) in trainable.enumerated() {
      let predicted = found.predicted.map { -$0[place] }
      if found.isAsked[place] {
        results[number]!.predictedFitness = found.evaluated[place] == nil ? nil : predicted
      } else {
        var result = tasks[number].untrained(.predicted)
        result.predictedFitness = predicted
        try tasks[number].write(result, to: folder)
        results[number] = result
      }
    }
    return Generation(results: results.map { $0! }, surrogate: found)
  }
}
