import Foundation
import Losses
import Models
import TestSupport
import Testing

@testable import LossEvolution

@Suite("Race for the winner")
struct RaceTests {
  /// Fitnesses whose differences have a mean and a spread.
  private func fitnesses(_ mean: Double, seeds: Int) -> [Double] {
    // Luck that all entrants share, and a little of their own.
    (0..<seeds).map { seed in mean + 0.2 * sin(Double(seed)) + 0.002 * sin(Double(seed) * (10 + mean)) }
  }

  @Test("one that is clearly worse leaves after the first seeds, whatever luck the seeds share; the best never leaves")
  func leaves() {
    var race = Race(entrants: 3)
    let all = [0.5, 0.6, 0.4].map { fitnesses($0, seeds: 5) }
    race.judge(all)
    #expect(race.running == [1] && race.leftAfter == [0: 5, 2: 5] && race.leader(all) == 1 && race.seeds == 5)
  }

  @Test("those that cannot be told apart go on")
  func undecided() {
    var race = Race(entrants: 2)
    race.judge([[0.5, 0.6, 0.55, 0.4, 0.7], [0.6, 0.5, 0.5, 0.45, 0.65]])
    #expect(race.running == [0, 1] && race.leftAfter.isEmpty)
  }

  @Test("equal entrants, and differences without a spread, are no ground to leave")
  func equal() {
    var race = Race(entrants: 3)
    let values = [0.5, 0.5, 0.5, 0.5, 0.5]
    race.judge([values, values, values.map { $0 - 0.25 }])
    #expect(race.running == [0, 1, 2] && race.leader([values, values, values]) == 0)
  }

  @Test("Holm's correction: one that would leave alone stays beside many others")
  func holm() {
    // The difference has p = 0.03 alone.
    let best = [0.60, 0.62, 0.61, 0.63, 0.60], worse = [0.58, 0.60, 0.61, 0.60, 0.59]
    var alone = Race(entrants: 2), among = Race(entrants: 4)
    alone.judge([best, worse])
    among.judge([best, worse, worse.reversed(), [0.61, 0.61, 0.62, 0.60, 0.61]])
    #expect(alone.running == [0] && among.running.contains(1))
  }

  @Test("a search's race trains all entrants on five fresh seeds and those that run on more, up to the most")
  func search() throws {
    try withTemporaryFolder { folder in
      let settings = try TinySearch.settings {
        $0.options.final = .race
        $0.options.raceSeeds = 7
      }
      let record = try TinySearch.search(settings, in: folder).run(in: .threads(1)), race = try #require(record.race)
      #expect(record.finalists.map(\.origin).contains(LossSearch.crossEntropyOrigin))
      for finalist in record.finalists {
        #expect(finalist.fitnesses.count == finalist.leftAfter ?? race.seeds)
      }
      #expect((5...7).contains(race.seeds) && race.isDecided == race.undecided.isEmpty)
      #expect(race.isDecided || race.seeds == 7)
      let running = record.finalists.filter { $0.leftAfter == nil }
      #expect(record.best == running.max { $0.fitness < $1.fitness }?.loss)
      #expect(running.count == race.undecided.count + 1)
    }
  }

  @Test("where cross-entropy's own polynomial comes out best, the search found nothing, and says so")
  func nothingEvolved() throws {
    let best = EvolutionRecord.Finalist(
      loss: try Loss(parsing: "taylorglo:0,0,1"), origin: LossSearch.crossEntropyOrigin, searchFitness: nil,
      fitnesses: [0.9], fitness: 0.9, validationAccuracy: 0.9)
    let outcome = SearchOutcome(
      [
        .init(
          generation: 1, fitnesses: [0.1, 0.5], best: 0.5, median: 0.3, rejected: 0, sigma: 1, bestLoss: best.loss)
      ], best: best, labels: (0..<100).map { UInt8($0 % 10) })
    #expect(!outcome.found && outcome.reason?.contains("polynomial nearest to cross-entropy") == true)
  }
}
