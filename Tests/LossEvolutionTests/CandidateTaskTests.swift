import EvolutionStrategies
import Files
import Losses
import Models
import TestSupport
import Testing

@testable import LossEvolution

@Suite("Candidates as values")
struct CandidateTaskTests {
  private func start(_ settings: EvolutionSettings) throws -> SearchState {
    SearchState(
      identity: try Identity([:]), settings: settings, start: [Double](repeating: 0, count: 8), seed: TinySearch.seed)
  }

  @Test("a generation is a list of values that says all of each candidate")
  func generation() throws {
    let settings = try TinySearch.settings {
      $0.initialisations = 2
      $0.retries = 1
      $0.invariant = .exact
    }
    let search = try TinySearch.search(settings, in: "unused"), state = try start(settings)
    let tasks = search.candidates(of: state)
    #expect(tasks.map(\.file) == (1...4).map { "candidates/g001-c0\($0).json" })
    #expect(tasks.map(\.parameters) == state.strategy.ask().map(Genome.rounded))
    let seeds = (0...1).map { initialisation in
      (0...1).map { search.seed(0, initialisation: initialisation, attempt: $0) }
    }
    for (index, task) in tasks.enumerated() {
      #expect(
        task
          == CandidateTask(
            search: state.identity.digest, generation: 1, index: index + 1, parameters: task.parameters, seeds: seeds,
            epochs: 1,
            invariant: .exact, file: task.file))
    }
  }

  @Test("the final is a list of values: every entrant on the same fresh seeds, whatever the invariant says")
  func final() throws {
    let settings = try TinySearch.settings { $0.finalistEpochs = 5 }
    let search = try TinySearch.search(settings, in: "unused")
    let entrants = [1.0, 2].map { LossSearch.Entrant(parameters: [Double](repeating: $0, count: 8), origin: "") }
    let tasks = search.finals(of: entrants, "search")
    #expect(
      tasks
        == [(0, 0), (0, 1), (1, 0), (1, 1)].map { entrant, number in
          CandidateTask(
            search: "search", generation: 3, index: 2 * entrant + number + 1, parameters: entrants[entrant].parameters,
            seeds: [[search.seed(3, initialisation: number, attempt: 0)]], epochs: 5, invariant: .none,
            file: "candidates/final-0\(entrant + 1)-seed-0\(number + 1).json")
        })
  }

  @Test("written, read and run elsewhere, in any order, they leave the bytes of a search in one process")
  func elsewhere() throws {
    let reference = try TinySearch.reference.get()
    try withTemporaryFolder { folder in
      let record = try TinySearch.search(in: folder).run(in: .threads(1)) { tasks, onScored in
        for task in tasks.reversed() {
          let copy = try StableJSON.decode(CandidateTask.self, from: StableJSON.encode(task), path: "task.json")
          #expect(copy == task)
          try copy.run(
            TinySearch.evaluation(TinySearch.settings()), folder: folder, in: .threads(1))
          onScored(task)
        }
      }
      #expect(record == reference.record)
      #expect(try TinySearch.files(in: folder) == reference.files)
    }
  }

  @Test("a candidate that was run and has no result is an error that names its file")
  func lost() throws {
    try withTemporaryFolder { folder in
      let error = #expect(throws: FileError.self) {
        try TinySearch.search(in: folder).run(in: .threads(1)) { _, _ in }
      }
      #expect(
        error?.description == "\(folder)/candidates/g001-c01.json: the candidate was run and has left no result")
    }
  }

  @Test("a loss that violates the invariant scores 0 untrained; without the condition it is trained")
  func invariant() throws {
    try withTemporaryFolder { folder in
      // A polynomial without a single term has γ = 0 everywhere.
      var task = CandidateTask(
        search: "search", generation: 1, index: 1, parameters: [Double](repeating: 0, count: 8), seeds: [[1]],
        epochs: 1, invariant: .exact, file: "candidate.json")
      let evaluation = try TinySearch.evaluation(TinySearch.settings())
      try task.run(evaluation, folder: folder, in: .threads(1))
      let rejected = try #require(try task.result(in: folder))
      #expect(rejected.status == .violatesInvariant && rejected.trainings == 0 && rejected.fitnesses.isEmpty)
      task.invariant = .none
      try task.run(evaluation, folder: folder, in: .threads(1))
      let trained = try #require(try task.result(in: folder))
      #expect(trained.status == .evaluated && trained.trainings == 1 && trained.fitnesses == [trained.fitness])
    }
  }

  @Test("that no machine can train score 0 with the reason, and are told from those that trained badly")
  func failed() throws {
    try withTemporaryFolder { folder in
      let settings = try TinySearch.settings(), search = try TinySearch.search(settings, in: folder)
      let record = try search.run(in: .threads(1)) { tasks, onScored in
        for task in tasks {
          if task.generation == 1, task.index == 2 {
            try task.fail("failed after 3 attempts: no memory", folder: folder)
          } else {
            try task.run(search.evaluation, folder: folder, in: .threads(1))
          }
          onScored(task)
        }
      }
      let result = try #require(try TinySearch.candidates(in: folder, prefix: "g001-c02").first)
      #expect(result.status == .failed && result.fitness == 0 && result.trainings == 0)
      #expect(result.reason == "failed after 3 attempts: no memory")
      #expect(record.generations.map(\.failed) == [1, nil] && record.generations[0].fitnesses[1] == 0)
    }
  }
}
