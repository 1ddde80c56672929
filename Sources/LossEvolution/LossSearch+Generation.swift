import EvolutionStrategies
import Files
import Foundation
import Models

/// One generation: the candidates to the rung, those that go on, and those that are evaluated again.
extension LossSearch {
  /// What one generation found.
  struct Generation {
    /// In the order of the candidates.
    var results: [CandidateResult]
    /// What the surrogate did; `nil` without one.
    var surrogate: Surrogate.Generation?
  }

  /// Has the next generation scored; a surrogate in `state` learns from it.
  func generation(of state: inout SearchState, _ scorer: inout SearchScorer) throws -> Generation {
    if var surrogate = state.surrogate {
      let generation = try resultsBySurrogate(state, &surrogate, &scorer)
      state.surrogate = surrogate
      return generation
    }
    return Generation(results: try results(of: state, &scorer))
  }

  private func results(of state: SearchState, _ scorer: inout SearchScorer) throws -> [CandidateResult] {
    let tasks = candidates(of: state)
    var results =
      try settings.options.rungEpochs.map { try resultsOverRung(tasks, epochs: $0, &scorer) }
      ?? scorer.results(of: tasks)
    guard let noise = state.noise else { return results }
    let chosen = noise.reevaluated(
      SearchRanking.firstValues(results), seed: seed, generation: state.generations.count + 1)
    let again = try scorer.results(of: chosen.map { secondTask(tasks[$0]) }, counts: true)
    for (index, second) in zip(chosen, again) { results[index].fitnessesAgain = second.fitnesses }
    return results
  }

  /// Trains all to the rung, and on from there those that are not stopped.
  private func resultsOverRung(
    _ tasks: [CandidateTask], epochs: Int, _ scorer: inout SearchScorer
  ) throws -> [CandidateResult] {
    let atRung = try scorer.results(of: tasks.map { toRung($0, epochs: epochs) }, counts: false)
    let stopped = SearchRanking.stopped(
      atRung, share: settings.options.rungShare, by: settings.options.rungMeasure)
    // What ends here has its result: the file says so as every candidate's does.
    for (index, var result) in atRung.enumerated() where stopped.contains(index) || result.status != .evaluated {
      guard try tasks[index].result(in: folder) == nil else { continue }
      if stopped.contains(index) { result.status = .stoppedAtRung }
      try tasks[index].write(result, to: folder)
    }
    return try scorer.results(of: tasks.map(fromRung))
  }

  /// The first part of a candidate's training.
  private func toRung(_ task: CandidateTask, epochs: Int) -> CandidateTask {
    var part = task
    part.epochs = epochs
    part.part = .toRung(states: states(task))
    part.file = Self.suffixed(task.file, .rung)
    return part
  }

  private func fromRung(_ task: CandidateTask) -> CandidateTask {
    var part = task
    part.part = .fromRung(states: states(task))
    return part
  }

  private func states(_ task: CandidateTask) -> String {
    "\(Self.statesFolder)/\(PathParts(task.file).name.replacing(".json", with: ""))"
  }

  /// The folder of the states between both parts of trainings, in the search's folder; it is gone after a generation.
  static let statesFolder = "at-rung"

  /// Removes what a generation that is told leaves behind.
  func removeStates() { try? FileManager.default.removeItem(atPath: "\(folder)/\(Self.statesFolder)") }

  /// The same candidate on as many further initialisations, fresh in every generation.
  private func secondTask(_ task: CandidateTask) -> CandidateTask {
    var second = task
    second.seeds = task.seeds.indices.map { initialisation in
      task.seeds[initialisation].indices.map {
        seed(task.generation, initialisation: initialisation, attempt: $0, isSecond: true)
      }
    }
    second.file = Self.suffixed(task.file, .again)
    return second
  }

  /// What the files of a candidate's further tasks are called by.
  enum Suffix: String { case rung, again }

  static func suffixed(_ file: String, _ suffix: Suffix) -> String {
    file.replacing(".json", with: "-\(suffix.rawValue).json")
  }

  /// The file of a candidate, in the search's folder.
  static func file(generation: Int, index: Int) -> String {
    String(format: "candidates/g%03d-c%02d.json", generation, index)
  }
}
