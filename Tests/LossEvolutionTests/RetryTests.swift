import Losses
import Tensors
import TestSupport
import Testing

@testable import LossEvolution

@Suite("Retries")
struct RetryTests {
  typealias Score = CandidateEvaluation.Score

  /// Attempts in order, and what counts; trainings below 0.5 are retried.
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var attempts: [Score]
    /// The attempt that counts, and how many are made.
    var counts: Int
    var trainings: Int
  }

  private static func score(_ fitness: Double, _ accuracy: Double) -> Score {
    Score(fitness: fitness, validationAccuracy: accuracy)
  }
  private static let diverged = Score(diverged: true)

  static let cases = [
    Case(
      testDescription: "the first is good: no other is made", attempts: [score(0.6, 0.6), score(0.9, 0.9)], counts: 0,
      trainings: 1),
    Case(
      testDescription: "the threshold itself is good", attempts: [score(0.5, 0.5), score(0.9, 0.9)], counts: 0,
      trainings: 1),
    Case(
      testDescription: "the second is good", attempts: [score(0.1, 0.1), score(0.7, 0.7), score(0.9, 0.9)], counts: 1,
      trainings: 2),
    Case(
      testDescription: "none is good: the best counts", attempts: [score(0.1, 0.1), score(0.3, 0.3), score(0.2, 0.2)],
      counts: 1, trainings: 3),
    Case(
      testDescription: "a network that learnt beats one that did not and is harder to attack",
      attempts: [score(0.25, 0.25), score(0.1, 0.8)], counts: 1, trainings: 2),
    Case(
      testDescription: "what ended at fitness 0 did not diverge", attempts: [diverged, score(0, 0.2), diverged],
      counts: 1, trainings: 3),
    Case(testDescription: "all diverged", attempts: [diverged, diverged], counts: 0, trainings: 2),
  ]

  @Test("the first good attempt counts, else the best", arguments: cases)
  func counts(example: Case) throws {
    let evaluation = try TinySearch.evaluation(TinySearch.settings { $0.retryBelow = 0.5 })
    var made: [UInt64] = []
    let score = evaluation.firstGood(of: example.attempts.indices.map { UInt64($0) + 10 }) { seed in
      made.append(seed)
      return example.attempts[made.count - 1]
    }
    var expected = example.attempts[example.counts]
    expected.trainings = example.trainings
    #expect(score == expected)
    #expect(made == (0..<UInt64(example.trainings)).map { $0 + 10 })
  }

  @Test("retries in a search train on other seeds, at most as many as set, and the best of them counts")
  func search() throws {
    try withTemporaryFolder { folder in
      // No accuracy reaches 2: every retry is made.
      let settings = try TinySearch.short {
        $0.retries = 2
        $0.retryBelow = 2
      }
      let search = try TinySearch.search(settings, in: folder)
      _ = try search.run()
      let seeds = (0...2).map { search.seed(0, initialisation: 0, attempt: $0) }
      #expect(Set(seeds).count == 3)
      let results = try TinySearch.candidates(in: folder, prefix: "g").filter { $0.status == .evaluated }
      #expect(!results.isEmpty && results.allSatisfy { $0.trainings == 3 })
      for result in results {
        let single = try seeds.map { seed in
          try search.evaluation.score(
            Genome.loss(result.parameters), epochs: 1, seeds: [seed], pool: WorkerPool(threads: 1), check: {})
        }
        #expect(result.fitness == single.map(\.fitness).max())
      }
    }
  }
}
