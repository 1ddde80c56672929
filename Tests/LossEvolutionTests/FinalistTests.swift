import EvolutionStrategies
import Losses
import Models
import TestSupport
import Testing

@testable import LossEvolution

@Suite("Finalists")
struct FinalistTests {
  @Test(
    "the best candidates and the distribution's mean are trained on fresh seeds, and the best of them wins",
    arguments: [(EvolutionObjective.accuracy, nil), (.worstOf, 2)] as [(EvolutionObjective, Int?)])
  func final(objective: EvolutionObjective, epochs: Int?) throws {
    try withTemporaryFolder { folder in
      let settings = try TinySearch.settings(objective) { $0.finalistEpochs = epochs }
      let search = try TinySearch.search(settings, in: folder), record = try search.run(in: .threads(1))
      let best = try TinySearch.candidates(in: folder, prefix: "g")
        .sorted { ($1.fitness, $0.generation, $0.index) < ($0.fitness, $1.generation, $1.index) }.prefix(2)
      var strategy = CMAES(
        start: [Double](repeating: 0, count: 8), sigma: 1.2, settings: .init(populationSize: 4, seed: TinySearch.seed))
      for generation in record.generations { strategy.tell(generation.fitnesses.map { -$0 }) }

      #expect(record.finalists.map(\.loss) == best.map(\.loss) + [Genome.loss(Genome.rounded(strategy.mean))])
      #expect(record.finalists.map(\.searchFitness) == best.map { $0.fitness } + [nil])
      #expect(
        record.finalists.map(\.origin)
          == best.map { "generation \($0.generation), candidate \($0.index)" } + ["mean of the distribution"])
      for finalist in record.finalists {
        let scores = try (0..<2).map { initialisation in
          try search.evaluation.score(
            finalist.loss, epochs: epochs ?? 1,
            seeds: [search.seed(3, initialisation: initialisation, attempt: 0)], in: .threads(1))
        }
        #expect(finalist.fitnesses == scores.map(\.fitness))
        #expect(finalist.fitness == (scores[0].fitness + scores[1].fitness) / 2)
        #expect(finalist.validationAccuracy == (scores[0].validationAccuracy + scores[1].validationAccuracy) / 2)
      }
      let highest = record.finalists.map(\.fitness).max()
      #expect(record.best == record.finalists.first { $0.fitness == highest }?.loss)
    }
  }

  @Test("fresh seeds are none of the search's", arguments: [false, true])
  func freshSeeds(eachGeneration: Bool) throws {
    let settings = try TinySearch.settings {
      $0.generations = 40
      $0.freshSeeds = eachGeneration
    }
    let search = try TinySearch.search(settings, in: "unused")
    var seen = Set<UInt64>()
    for generation in eachGeneration ? Array(1...40) : [0] {
      for initialisation in 0..<3 {
        for attempt in 0..<3 { seen.insert(search.seed(generation, initialisation: initialisation, attempt: attempt)) }
      }
    }
    #expect(seen.count == (eachGeneration ? 360 : 9))
    for initialisation in 0..<5 {
      #expect(!seen.contains(search.seed(41, initialisation: initialisation, attempt: 0)))
    }
  }

  @Test("generations share their seeds unless each is to have fresh ones")
  func sharedSeeds() throws {
    for (fresh, generation) in [(false, 0), (true, 2)] {
      try withTemporaryFolder { folder in
        let search = try TinySearch.search(TinySearch.settings { $0.freshSeeds = fresh }, in: folder)
        _ = try search.run(in: .threads(1))
        let results = try TinySearch.candidates(in: folder, prefix: "g002")
        try #require(results.map(\.status) == [.evaluated, .evaluated, .evaluated, .evaluated])
        for result in results {
          let score = try search.evaluation.score(
            Genome.loss(result.parameters), epochs: 1,
            seeds: [search.seed(generation, initialisation: 0, attempt: 0)], in: .threads(1))
          #expect(result.fitness == score.fitness)
        }
      }
    }
  }
}
