import Files
import Foundation
import Losses
import Models
import TestSupport
import Testing
import Training

@testable import LossEvolution

@Suite("Retries")
struct RetryTests {
  typealias Score = CandidateEvaluation.Score

  /// Attempts in order, and what counts.
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var attempts: [Score]
    /// The attempt that counts, and how many are made.
    var counts: Int
    var trainings: Int
  }

  /// Below an accuracy of 0.5 an attempt failed.
  private static func score(_ fitness: Double, _ accuracy: Double) -> Score {
    Score(fitness: fitness, validationAccuracy: accuracy, outcome: accuracy < 0.5 ? .failed : .good)
  }
  private static let diverged = Score(outcome: .diverged)

  static let cases = [
    Case(
      testDescription: "the first is good: no other is made", attempts: [score(0.6, 0.6), score(0.9, 0.9)], counts: 0,
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
    let evaluation = try TinySearch.evaluation(TinySearch.settings())
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

  /// The rule of judging a training of `epochs` after `epoch`, written out in terms of whole trainings.
  private struct Rule {
    static let loss = CandidateEvaluationTests.candidate
    /// The first is slow: it learns in the third epoch what the last learns in the second.
    static let seeds: [UInt64] = [2, 3, 1]
    var below: Double
    var epoch: Int?
    var epochs = 4
    var schedule = StepSchedule()

    init(below: Double, epoch: Int?) {
      self.below = below
      self.epoch = epoch
    }

    func score(_ seeds: [UInt64], epochs: Int? = nil, in context: JobContext = .threads(1)) throws -> Score {
      let evaluation = try TinySearch.evaluation(
        TinySearch.settings(.fgsm) {
          $0.retryBelow = below
          $0.retryEpoch = epoch
          $0.training.schedule = schedule
        })
      return try evaluation.score(Self.loss, epochs: epochs ?? self.epochs, seeds: seeds, in: context)
    }

    /// The score, and the epochs that all attempts take together.
    func expected() throws -> (score: Score, epochs: Int) {
      let judged = min(epoch ?? epochs, epochs)
      var failed: [Score] = []
      for seed in Self.seeds {
        var score = try score([seed], epochs: judged)
        if score.validationAccuracy >= below {
          score = try self.score([seed])
          (score.outcome, score.trainings) = (.good, failed.count + 1)
          return (score, judged * failed.count + epochs)
        }
        failed.append(score)
      }
      var best = failed.first { score in failed.allSatisfy { $0.fitness <= score.fitness } }!
      (best.outcome, best.trainings) = (.failed, failed.count)
      return (best, judged * failed.count)
    }
  }

  @Test(
    "a training is judged after the set epoch: aborted there and tried again, or gone on with",
    arguments: [0, 0.3, 0.6, 2], [1, 2, 3, 4, 10, nil])
  func judged(below: Double, epoch: Int?) throws {
    let rule = Rule(below: below, epoch: epoch), checks = Checks()
    let score = try rule.score(Rule.seeds, in: checks.context())
    let expected = try rule.expected()
    #expect(score == expected.score)
    // Two steps an epoch; besides them `check` is asked after each evaluation.
    let goesOn = score.outcome == .good && epoch ?? rule.epochs < rule.epochs
    #expect(checks.total == 2 * expected.epochs + score.trainings + (goesOn ? 1 : 0))
  }

  @Test("a training that was good when judged counts, whatever it comes to")
  func ruined() throws {
    var rule = Rule(below: 0.6, epoch: 2)
    // After that epoch the rate is far too high.
    rule.schedule = StepSchedule(dropAfter: [2], factor: 30)
    let good = try rule.score([1], epochs: 2), ruined = try rule.score([1])
    try #require(good.validationAccuracy >= 0.6 && ruined.validationAccuracy < 0.6 && ruined.outcome == .failed)
    let score = try rule.score([1, 2])
    #expect(score.outcome == .good && score.trainings == 1)
    #expect((score.fitness, score.validationAccuracy) == (ruined.fitness, ruined.validationAccuracy))
  }

  @Test("without a further attempt nothing is aborted")
  func single() throws {
    let checks = Checks(), score = try Rule(below: 2, epoch: 1).score([1], in: checks.context())
    #expect(checks.total == 2 * 4 + 1)
    #expect(score.outcome == .failed && score.trainings == 1)
  }

  @Test("a record that lacks the epoch is of trainings that were judged at their ends")
  func formerRecord() throws {
    let data = try StableJSON.encode(TinySearch.settings())
    let former = String(decoding: data, as: UTF8.self).replacing(/[ ]*"retry_epoch" : 10,\n/, with: "")
    #expect(former.utf8.count < data.count)
    let settings = try StableJSON.decode(EvolutionSettings.self, from: Data(former.utf8), path: "former")
    #expect(try settings == TinySearch.settings { $0.retryEpoch = nil })
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
      _ = try search.run(in: .threads(1))
      let seeds = (0...2).map { search.seed(0, initialisation: 0, attempt: $0) }
      #expect(Set(seeds).count == 3)
      let results = try TinySearch.candidates(in: folder, prefix: "g").filter { $0.status == .evaluated }
      #expect(!results.isEmpty && results.allSatisfy { $0.trainings == 3 })
      for result in results {
        let single = try seeds.map { seed in
          try search.evaluation.score(
            Genome.loss(result.parameters), epochs: 1, seeds: [seed], in: .threads(1))
        }
        #expect(result.fitness == single.map(\.fitness).max())
      }
    }
  }
}
