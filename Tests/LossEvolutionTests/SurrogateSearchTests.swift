import EvolutionStrategies
import Files
import Foundation
import Losses
import Models
import Settings
import TestSupport
import Testing
import Training

@testable import LossEvolution

@Suite("Searches with a surrogate")
struct SurrogateSearchTests {
  /// Sixteen images tell losses apart too coarsely for a model: the fitness is a function of the parameters instead, which
  /// are five.
  private static func settings(_ change: (inout EvolutionSettings) -> Void = { _ in }) throws -> EvolutionSettings {
    try TinySearch.settings {
      $0.order = 2
      $0.populationSize = 12
      $0.generations = 8
      $0.sigma = 0.3
      $0.options.surrogate = true
      change(&$0)
    }
  }

  /// Runs a search whose candidates have the `fitness` that is given instead of a training's; returns the record and how
  /// many candidates of each generation were asked for at a time.
  private static func run(
    _ settings: EvolutionSettings, in folder: String, stopAfter limit: Int = .max, failing: Set<String> = [],
    fitness: ([Double]) -> Double = { p in 0.9 - p.reduce(p[0] * p[1]) { $0 + ($1 - 0.1) * ($1 - 0.1) } / 10 }
  ) throws -> (record: EvolutionRecord, batches: [Int: [Int]]) {
    struct Stop: Error {}
    var batches: [Int: [Int]] = [:], scored = 0
    let record = try TinySearch.search(settings, in: folder).run(in: .threads(1)) { tasks, onScored in
      if let first = tasks.first { batches[first.generation, default: []].append(tasks.count) }
      for task in tasks {
        guard scored < limit else { throw Stop() }
        scored += 1
        if failing.contains(task.file) {
          try task.fail("planted", folder: folder)
        } else {
          var result = task.untrained(.evaluated)
          result.fitness = fitness(task.parameters)
          if !Genome.loss(task.parameters).satisfies(task.invariant, classes: TinyImages.classes) {
            result = task.untrained(.violatesInvariant)
          } else {
            (result.fitnesses, result.trainings, result.validationAccuracy) = ([result.fitness], 1, result.fitness)
          }
          try task.write(result, to: folder)
        }
        onScored(task)
      }
    }
    return (record, batches)
  }

  /// What a line of the table of candidates says.
  private struct Row: Decodable {
    var generation: Int
    var status: CandidateResult.Status
    var ended: String
    var fitness: Double
    var fitnesses: [Double]
    var predicted_fitness: Double?
    var attempts: Int
  }

  private static func rows(in folder: String) throws -> [Row] {
    try AtomicFile.read("\(folder)/candidates.jsonl").split(separator: UInt8(ascii: "\n")).map {
      try StableJSON.decode(Row.self, from: Data($0), path: "candidates.jsonl")
    }
  }

  @Test("trains some candidates of each generation and predicts the others, and says of each which it was")
  func records() throws {
    try withTemporaryFolder { folder in
      let (record, batches) = try Self.run(Self.settings(), in: folder), rows = try Self.rows(in: folder)
      #expect(record.generations.count == 8 && rows.count == 96)
      var trained = 0
      for generation in record.generations {
        let use = try #require(generation.surrogate), number = generation.generation
        let own = rows.filter { $0.generation == number }
        #expect(own.count { $0.status == .evaluated } == use.evaluated)
        #expect(own.count { $0.status == .predicted } == use.predicted)
        #expect(use.evaluated + use.predicted == 12)
        if use.predicted > 0 { #expect(try #require(use.tau) >= Surrogate.trusted) }
        // What CMA-ES was told: where some were predicted, of all what the model says, the best of which was found.
        for row in own { #expect((row.predicted_fitness != nil) == (use.predicted > 0)) }
        #expect(own.map(\.fitness) == generation.fitnesses)
        #expect(abs(own.map(\.fitness).max()! - generation.best) < 1e-12)
        trained += try #require(batches[number]).reduce(0, +)
      }
      #expect(record.cost?.trainings == trained && trained < 48, "\(trained) of 96 were trained")
      #expect(record.generations.last?.surrogate?.model != .linear)
      // A predicted candidate has no training, in the table neither.
      let predicted = rows.filter { $0.status == .predicted }
      #expect(predicted.allSatisfy { $0.attempts == 0 && $0.fitnesses.isEmpty })
      #expect(predicted.first?.ended == "not trained: the surrogate predicts its fitness")
      let csv = try String(decoding: AtomicFile.read("\(folder)/candidates.csv"), as: UTF8.self)
      let said = rows.count { $0.predicted_fitness != nil }
      #expect(csv.split(separator: "\n").count { $0.contains(",predicted,,") } == said)
    }
  }

  @Test(
    "killed anywhere and resumed, it leaves the bytes of a search that was not", arguments: [0.1, 0.5, 0.9])
  func resumes(share: Double) throws {
    try withTemporaryFolder { whole in
      try withTemporaryFolder { folder in
        let settings = try Self.settings(), (record, batches) = try Self.run(settings, in: whole)
        let scored = Int(share * Double(batches.values.joined().reduce(0, +)))
        #expect(throws: (any Error).self) { try Self.run(settings, in: folder, stopAfter: scored) }
        #expect(try Self.run(settings, in: folder).record == record)
        #expect(try TinySearch.files(in: folder) == TinySearch.files(in: whole))
        // All that was lost but the candidates' own files is made again.
        try FileManager.default.removeItem(atPath: "\(folder)/state.json")
        try FileManager.default.removeItem(atPath: "\(folder)/evolution.json")
        #expect(try Self.run(settings, in: folder).record == record)
        #expect(try TinySearch.files(in: folder) == TinySearch.files(in: whole))
      }
    }
  }

  @Test("trained for real on any number of threads, it leaves the same bytes")
  func threads() throws {
    try withTemporaryFolder { one in
      try withTemporaryFolder { two in
        let settings = try Self.settings {
          $0.populationSize = 8
          $0.generations = 3
          $0.sigma = 1.2
        }
        let record = try TinySearch.search(settings, in: one).run(in: .threads(1))
        #expect(try TinySearch.search(settings, in: two).run(in: .threads(2)) == record)
        #expect(try TinySearch.files(in: one) == TinySearch.files(in: two))
        #expect(record.generations.allSatisfy { $0.surrogate != nil })
      }
    }
  }

  @Test("losses that cannot train are no part of the model, cost nothing, and rank below whatever it predicts")
  func rejected() throws {
    try withTemporaryFolder { folder in
      let settings = try Self.settings {
        $0.invariant = .exact
        $0.sigma = 1.2
      }
      // Fitness below 0 is what a model may predict of a bad loss.
      let record = try Self.run(settings, in: folder) { p in -p.reduce(0) { $0 + ($1 - 0.3) * ($1 - 0.3) } }.record
      #expect(record.generations.contains { $0.rejected > 0 })
      for generation in record.generations {
        let use = try #require(generation.surrogate)
        #expect(use.evaluated + use.predicted + generation.rejected == 12)
      }
      let rows = try Self.rows(in: folder).filter { $0.status == .violatesInvariant }
      #expect(rows.allSatisfy { $0.predicted_fitness == nil })
    }
  }

  @Test("a candidate that no machine could train is replaced by another, and is no part of the model")
  func failed() throws {
    try withTemporaryFolder { folder in
      let first = "candidates/g001-c01.json"
      let settings = try Self.settings { $0.generations = 1 }
      // A plane, which eight points show.
      let record = try Self.run(settings, in: folder, failing: [first]) { 0.5 + $0.reduce(0, +) / 100 }.record
      let generation = record.generations[0]
      #expect(generation.failed == 1 && generation.surrogate?.evaluated == 9, "one more than eight")
      let state = try String(decoding: AtomicFile.read("\(folder)/state.json"), as: UTF8.self)
      #expect(state.contains("\"status\" : \"failed\""))
      let row = try #require(Self.rows(in: folder).first)
      #expect(row.status == .failed && row.predicted_fitness == nil)
    }
  }

  @Test("the same for all candidates: everything is trained, and nothing is found")
  func tie() throws {
    try withTemporaryFolder { folder in
      let record = try Self.run(Self.settings { $0.generations = 2 }, in: folder) { _ in 0.25 }.record
      #expect(record.generations.allSatisfy { $0.surrogate?.predicted == 0 && $0.surrogate?.tau == nil })
      #expect(record.outcome?.found == false && record.outcome?.reason?.contains("same fitness") == true)
    }
  }

  @Test("a restart begins a new model")
  func restart() throws {
    try withTemporaryFolder { folder in
      let settings = try Self.settings {
        $0.populationSize = 4
        $0.sigma = 1e-13
        $0.generations = 40
        $0.options.restarts = 1
        $0.options.start = .crossEntropy
      }
      let record = try Self.run(settings, in: folder).record
      let restart = try #require(record.generations.firstIndex { $0.restart != nil })
      #expect(record.generations[(restart + 1)...].allSatisfy { $0.fitnesses.count == 8 })
    }
  }

  @Test("ranks what it predicts among what was trained, and what cannot train below both")
  func ranking() {
    func result(_ status: CandidateResult.Status, _ fitness: Double, predicted: Double? = nil) -> CandidateResult {
      var result = CandidateResult(
        generation: 1, index: 1, parameters: [], loss: Genome.loss([0, 0, 1]), status: status, fitness: fitness,
        validationAccuracy: 0, fitnesses: [], trainings: 0)
      result.predictedFitness = predicted
      return result
    }
    let values = SearchRanking.values([
      result(.violatesInvariant, 0), result(.evaluated, 0.5, predicted: 0.5), result(.predicted, 0, predicted: -0.2),
      result(.failed, 0), result(.predicted, 0, predicted: 0.4),
    ])
    #expect(values[1] == -0.5 && values[4] == -0.4 && values[2] == 0.2)
    #expect(values[0] > 0.2 && values[3] > 0.2 && values.allSatisfy(\.isFinite))
  }

  @Test("is refused beside what it makes no sense with, by its key; off is as if nothing were said")
  func refused() throws {
    func draft(_ change: (inout EvolutionSettings) -> Void) -> EvolutionSettings.Draft {
      var draft = EvolutionSettings.Draft(training: TrainingSettings(epochs: 3))
      draft.settings.options.surrogate = true
      change(&draft.settings)
      return draft
    }
    for (word, draft) in [
      ("rung", draft { $0.options.rungEpochs = 1 }), ("noise handling", draft { $0.options.noiseHandling = true }),
      ("fresh seeds", draft { $0.freshSeeds = true }),
    ] {
      let error = #expect(throws: SettingError.self) { try draft.resolved() }
      #expect(error?.key == "surrogate" && error?.expected.contains(word) == true)
    }
    #expect(try draft { _ in }.resolved().options.surrogate == true)
    #expect(try draft { $0.options.surrogate = false }.resolved().options == SearchOptions())
  }
}
