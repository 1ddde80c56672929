import Losses
import Models
import Statistics
import TestSupport
import Testing

@testable import LossEvolution

@Suite("Fitness against truth")
struct FitnessAgainstTruthTests {
  private func final(_ pairs: [(Double?, [Double])]) -> LossSearch.Final {
    .init(
      entrants: pairs.map { .init(parameters: [], origin: "", searchFitness: $0.0) },
      results: pairs.map { pair in
        pair.1.map {
          .init(
            generation: 1, index: 1, parameters: [], loss: Genome.loss([0, 0, 1]), status: .evaluated, fitness: $0,
            validationAccuracy: 1 - $0, fitnesses: [$0], trainings: 1)
        }
      })
  }

  @Test("it is the rank correlation of those that were in the search, with the objective and with clean accuracy")
  func correlation() throws {
    let found = try #require(
      FitnessAgainstTruth(
        final([(0.1, [0.2, 0.3]), (0.2, [0.1, 0.1]), (0.3, [0.5, 0.6]), (0.4, [0.8, 0.7]), (nil, [0.9, 0.9])]),
        epochs: 2,
        finalEpochs: 6))
    #expect(found.pairs == 4 && found.epochs == 2 && found.finalEpochs == 6)
    #expect(found.objective == KendallTau([0.1, 0.2, 0.3, 0.4], [0.25, 0.1, 0.55, 0.75]))
    #expect(found.accuracy?.tau == -(found.objective?.tau ?? 0))
  }

  @Test("in a race the means are over the seeds that all have")
  func common() throws {
    let found = try #require(
      FitnessAgainstTruth(
        final([(0.1, [0.2]), (0.2, [0.3, 0]), (0.3, [0.4, 0]), (0.4, [0.5, 0])]), epochs: 1, finalEpochs: 1))
    #expect(found.objective?.tau == 1)
  }

  @Test("of three it is not asked; of equals there is none, and the record says of how many")
  func few() throws {
    #expect(
      FitnessAgainstTruth(final([(0.1, [0.2]), (0.2, [0.3]), (0.3, [0.4])]), epochs: 1, finalEpochs: 1) == nil)
    let equal = try #require(
      FitnessAgainstTruth(
        final([(0.1, [0.2]), (0.1, [0.3]), (0.1, [0.4]), (0.1, [0.5])]), epochs: 1, finalEpochs: 1))
    #expect(equal.objective == nil && equal.pairs == 4)
  }

  @Test("a search with four finalists records it")
  func search() throws {
    try withTemporaryFolder { folder in
      let settings = try TinySearch.settings { $0.finalists = 4 }
      let record = try TinySearch.search(settings, in: folder).run(in: .threads(1))
      #expect(record.fitnessAgainstTruth?.pairs == 4)
      #expect(try TinySearch.reference.get().record.fitnessAgainstTruth == nil)
    }
  }
}
