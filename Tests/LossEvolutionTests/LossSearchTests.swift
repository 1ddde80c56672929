import EvolutionStrategies
import Files
import Foundation
import Losses
import Models
import Statistics
import Synchronization
import TestSupport
import Testing
import Training

@testable import LossEvolution

@Suite("Loss search")
struct LossSearchTests {
  @Test("two candidates at a time lead to the same bytes as one")
  func threads() throws {
    try withTemporaryFolder { folder in
      let record = try TinySearch.search(in: folder).run(in: .threads(2))
      let reference = try TinySearch.reference.get()
      #expect(record == reference.record)
      #expect(try TinySearch.files(in: folder) == reference.files)
    }
  }

  @Test(
    "every candidate is on disk, at CMA-ES's points, and the record says what the files say",
    arguments: Invariant.allCases)
  func candidates(invariant: Invariant) throws {
    try withTemporaryFolder { folder in
      let settings = try TinySearch.settings { $0.invariant = invariant }
      let record = try TinySearch.search(settings, in: folder).run(in: .threads(1))
      var strategy = CMAES(
        start: [Double](repeating: 0, count: 8), sigma: 1.2, settings: .init(populationSize: 4, seed: TinySearch.seed))
      for generation in record.generations {
        let results = try TinySearch.candidates(in: folder, prefix: String(format: "g%03d", generation.generation))
        #expect(results.map(\.index) == [1, 2, 3, 4])
        #expect(results.map(\.parameters) == strategy.ask().map(Genome.rounded))
        #expect(results.map(\.fitness) == generation.fitnesses)
        #expect(generation.best == generation.fitnesses.max())
        let sorted = generation.fitnesses.sorted()
        #expect(generation.median == (sorted[1] + sorted[2]) / 2)
        #expect(generation.rejected == results.count { $0.status == .violatesInvariant })
        #expect(generation.bestLoss == results.first { $0.fitness == generation.best }?.loss)
        for result in results { #expect(result.loss == Genome.loss(result.parameters)) }
        strategy.tell(generation.fitnesses.map { -$0 })
        #expect(generation.sigma == Genome.rounded(strategy.sigma))
      }
      #expect(record.generations.map(\.generation) == [1, 2])
      #expect(record.settings == settings && record.seed == TinySearch.seed)
      #expect(record.stop == "all 2 generations are done")
      let saved = try JSONDecoder().decode(EvolutionRecord.self, from: AtomicFile.read("\(folder)/evolution.json"))
      #expect(saved == record)
    }
  }

  @Test("a candidate that violates the invariant scores 0 untrained", arguments: Invariant.allCases)
  func invariant(invariant: Invariant) throws {
    try withTemporaryFolder { folder in
      let settings = try TinySearch.short { $0.invariant = invariant }
      _ = try TinySearch.search(settings, in: folder).run(in: .threads(1))
      let results = try TinySearch.candidates(in: folder, prefix: "g")
      for result in results {
        let passes = Genome.loss(result.parameters).satisfies(invariant, classes: TinyImages.classes)
        #expect((result.status == .violatesInvariant) == !passes)
        #expect(result.trainings == (passes ? 1 : 0))
        if !passes { #expect(result.fitness == 0 && result.fitnesses.isEmpty && result.validationAccuracy == 0) }
      }
      // Both kinds are there, where there can be.
      #expect(results.contains { $0.status == .violatesInvariant } == (invariant != .none))
      #expect(results.contains { $0.status == .evaluated })
    }
  }

  @Test("a candidate that diverges scores 0 and is named so, and CMA-ES is told")
  func divergence() throws {
    try withTemporaryFolder { folder in
      let settings = try TinySearch.short {
        $0.finalists = 2
        $0.training.learningRate = 1e30
        $0.invariant = .none
        $0.retries = 1
      }
      let record = try TinySearch.search(settings, in: folder).run(in: .threads(1))
      let results = try TinySearch.candidates(in: folder, prefix: "g")
      #expect(results.allSatisfy { $0.status == .diverged && $0.fitness == 0 && $0.trainings == 2 })
      #expect(record.generations.allSatisfy { $0.fitnesses == [0, 0, 0, 0] })
      // What diverged does not enter the final; the mean does, so that there is a winner to name.
      #expect(record.finalists.map(\.origin) == ["mean of the distribution"])
      #expect(record.finalists[0].fitness == 0)
    }
  }

  @Test("a fitness is averaged over initialisations, each with seeds of its own")
  func initialisations() throws {
    try withTemporaryFolder { folder in
      let settings = try TinySearch.short { $0.initialisations = 3 }
      _ = try TinySearch.search(settings, in: folder).run(in: .threads(1))
      let results = try TinySearch.candidates(in: folder, prefix: "g").filter { $0.status == .evaluated }
      #expect(results.allSatisfy { $0.fitnesses.count == 3 && $0.trainings == 3 })
      for result in results { #expect(abs(result.fitness - result.fitnesses.reduce(0, +) / 3) < 1e-15) }
      #expect(results.contains { Set($0.fitnesses).count > 1 })
    }
  }

  @Test("progress counts every candidate and finalist, up to the total")
  func progress() throws {
    try withTemporaryFolder { folder in
      let seen = Mutex([JobProgress]())
      let context = JobContext(
        engine: Engine(threads: 1), report: { progress in seen.withLock { $0.append(progress) } })
      _ = try TinySearch.search(in: folder).run(in: context)
      let all = seen.withLock { $0 }
      #expect(all.map(\.done) == Array(1...14))
      #expect(all.allSatisfy { $0.total == 14 && $0.stage == "evolving" })
      #expect(
        Set(all.map { $0.detail.prefix { $0 != "," } })
          == ["generation 1 of 2", "generation 2 of 2", "choosing the winner"])
      #expect(all.allSatisfy { $0.detail.contains(/, best fitness [01]\.\d{3}$/) })
    }
  }

  @Test("the population, the order of the polynomial and σ are CMA-ES's")
  func genomeSize() throws {
    try withTemporaryFolder { folder in
      let settings = try TinySearch.short {
        $0.order = 4
        $0.sigma = 0.5
        $0.populationSize = 5
      }
      _ = try TinySearch.search(settings, seed: 5, in: folder).run(in: .threads(1))
      let strategy = CMAES(
        start: [Double](repeating: 0, count: 12), sigma: 0.5, settings: .init(populationSize: 5, seed: 5))
      let results = try TinySearch.candidates(in: folder, prefix: "g001")
      #expect(results.map(\.parameters) == strategy.ask().map(Genome.rounded))
    }
  }
}
