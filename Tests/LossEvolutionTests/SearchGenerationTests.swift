import EvolutionStrategies
import Files
import Foundation
import Losses
import Models
import TestSupport
import Testing
import Training

@testable import LossEvolution

@Suite("Generations with a rung, noise handling and restarts")
struct SearchGenerationTests {
  private static func rung(_ change: (inout EvolutionSettings) -> Void = { _ in }) throws -> EvolutionSettings {
    try TinySearch.settings {
      $0.training.epochs = 3
      $0.options.rungEpochs = 1
      $0.options.rungShare = 0.5
      change(&$0)
    }
  }

  private static func noisy() throws -> EvolutionSettings {
    try TinySearch.settings {
      $0.populationSize = 6
      $0.generations = 3
      $0.options.noiseHandling = true
      $0.options.noiseEvaluations = 3
    }
  }

  private static func everything() throws -> EvolutionSettings {
    try rung {
      $0.populationSize = 6
      $0.options.noiseHandling = true
      $0.options.final = .race
      $0.options.raceSeeds = 6
      $0.options.start = .crossEntropy
      $0.options.normaliseScale = true
    }
  }

  @Test("the worst half is stopped at the rung; the rest has the results of a search without one")
  func rungStops() throws {
    try withTemporaryFolder { plain in
      try withTemporaryFolder { folder in
        let settings = try Self.rung { $0.generations = 1 }
        let record = try TinySearch.search(settings, in: folder).run(in: .threads(1))
        let whole = try Self.rung {
          $0.generations = 1
          $0.options.rungEpochs = nil
        }
        _ = try TinySearch.search(whole, in: plain).run(in: .threads(1))
        let all = try TinySearch.candidates(in: plain, prefix: "g001")
        let results = (1...4).map { "candidates/g001-c0\($0).json" }.map { file in
          try! StableJSON.decode(CandidateResult.self, from: AtomicFile.read("\(folder)/\(file)"), path: file)
        }
        #expect(results.count { $0.status == .stoppedAtRung } == 2 && record.generations[0].stoppedAtRung == 2)
        for (result, other) in zip(results, all) where result.status != .stoppedAtRung { #expect(result == other) }
        let worstWhole = results.filter { $0.status != .stoppedAtRung }
        let atRung = try TinySearch.candidates(in: folder, prefix: "g001").filter { $0.status == .evaluated }
        #expect(worstWhole.count == 2 && atRung.count > 2)
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/\(LossSearch.statesFolder)"))
        // Two trainings of one epoch and two of three.
        #expect(record.cost?.epochs == 8 && record.cost?.trainings == 4)
        #expect(record.finalists.allSatisfy { !$0.origin.contains("stopped") })
      }
    }
  }

  @Test(
    "killed anywhere and resumed, a search with every option leaves the bytes of one that was not",
    arguments: [0.1, 0.35, 0.6, 0.85])
  func resumes(share: Double) throws {
    try withTemporaryFolder { whole in
      try withTemporaryFolder { folder in
        let checks = Checks(), settings = try Self.everything()
        let record = try TinySearch.search(settings, in: whole).run(in: checks.context())
        let limited = Checks(limit: Int(share * Double(checks.total)))
        #expect(throws: Checks.Interrupted.self) {
          try TinySearch.search(settings, in: folder).run(in: limited.context(threads: 2))
        }
        #expect(try TinySearch.search(settings, in: folder).run(in: .threads(1)) == record)
        #expect(try TinySearch.files(in: folder) == TinySearch.files(in: whole))
      }
    }
  }

  @Test(
    "a state between both parts of a training that is lost or altered costs time and no bytes",
    arguments: [true, false])
  func states(isLost: Bool) throws {
    try withTemporaryFolder { whole in
      try withTemporaryFolder { folder in
        let settings = try Self.rung { $0.generations = 1 }
        let record = try TinySearch.search(settings, in: whole).run(in: .threads(1))
        let other = try TinySearch.search(settings, in: folder).run(in: .threads(1)) { tasks, onScored in
          let states = "\(folder)/\(LossSearch.statesFolder)"
          for name in (try? FileManager.default.contentsOfDirectory(atPath: states)) ?? [] {
            if isLost {
              try FileManager.default.removeItem(atPath: "\(states)/\(name)")
            } else {
              var data = try AtomicFile.read("\(states)/\(name)")
              data[data.count / 2] ^= 1
              try AtomicFile.write(data, to: "\(states)/\(name)")
            }
          }
          for task in tasks {
            try task.run(TinySearch.evaluation(settings), folder: folder, in: .threads(1))
            onScored(task)
          }
        }
        #expect(other == record)
        #expect(try TinySearch.files(in: folder) == TinySearch.files(in: whole))
      }
    }
  }

  @Test("noise handling evaluates a few again on fresh seeds, tells CMA-ES the means, and stays within the budget")
  func noise() throws {
    try withTemporaryFolder { folder in
      let settings = try Self.noisy(), search = try TinySearch.search(settings, in: folder)
      let record = try search.run(in: .threads(1))
      let again = try TinySearch.candidates(in: folder, prefix: "g001").filter { $0.generation == 1 }
      // Six candidates, and as many files again as were evaluated twice.
      #expect(again.count == 6 + (try #require(record.generations[0].reevaluated)))
      let state = try #require(
        try SearchState.read(
          in: folder,
          of: StableJSON.decode(
            SearchState.self, from: AtomicFile.read("\(folder)/state.json"), path: "state.json"
          ).identity))
      let first = try #require(state.candidates).filter { $0.generation == 1 }
      let twice = try #require(first.first { $0.fitnessesAgain != nil })
      let seed = search.seed(1, initialisation: 0, attempt: 0, isSecond: true)
      #expect(
        seed != search.seed(0, initialisation: 0, attempt: 0) && seed != search.seed(1, initialisation: 0, attempt: 0))
      let second = try search.evaluation.score(twice.loss, epochs: 1, seeds: [seed], in: .threads(1))
      #expect(twice.fitnessesAgain == [second.fitness])
      #expect(record.generations[0].fitnesses[twice.index - 1] == (twice.fitness + second.fitness) / 2)
      // 18 evaluations, the last generation may go beyond.
      let spent = try #require(state.spent)
      #expect(spent >= 18 && record.generations.count < 3 || record.generations.count == 3)
      #expect(record.generations.allSatisfy { $0.noiseLevel != nil && $0.evaluations != nil })
    }
  }

  @Test("a search that has converged starts again with twice the population, within the budget")
  func restarts() throws {
    try withTemporaryFolder { folder in
      let settings = try TinySearch.settings {
        $0.populationSize = 2
        // All candidates are one loss to seven digits, and CMA-ES finds its steps too small.
        $0.sigma = 1e-13
        $0.generations = 400
        $0.options.restarts = 1
        $0.options.start = .crossEntropy
      }
      let record = try TinySearch.search(settings, in: folder).run(in: .threads(1))
      let restart = try #require(record.generations.firstIndex { $0.restart != nil })
      #expect(record.generations[restart].restart?.isEmpty == false)
      #expect(record.generations[restart].fitnesses.count == 2)
      #expect(record.generations[(restart + 1)...].allSatisfy { $0.fitnesses.count == 4 && $0.restart == nil })
      #expect(record.generations.map(\.fitnesses.count).reduce(0, +) <= 802)
    }
  }

  @Test("candidates that are the same to the last kept digit are trained once, and each has its result")
  func twins() throws {
    try withTemporaryFolder { folder in
      let settings = try TinySearch.settings {
        // Every candidate is the start to seven digits, none of which is 0. CMA-ES has converged after a generation.
        $0.sigma = 1e-12
        $0.options.start = .loss(TaylorGLO(parameters: [0.1, 0.2, 0.3, -1, 2, 6, -5, 0.5])!)
      }
      var asked = 0
      let search = try TinySearch.search(settings, in: folder)
      let record = try search.run(in: .threads(1)) { tasks, onScored in
        for task in tasks {
          if task.file.contains("/g") { asked += 1 }
          try task.run(search.evaluation, folder: folder, in: .threads(1))
          onScored(task)
        }
      }
      #expect(asked == 1 && record.cost?.trainings == 1)
      let results = try TinySearch.candidates(in: folder, prefix: "g")
      #expect(results.count == 4 && Set(results.map(\.fitness)).count == 1)
      #expect(results.map(\.index) == [1, 2, 3, 4])
      let lines = try String(decoding: AtomicFile.read("\(folder)/candidates.jsonl"), as: UTF8.self)
      #expect(lines.components(separatedBy: "\"same_as\":\"generation 1, candidate 1\"").count == 4)
    }
  }
}
