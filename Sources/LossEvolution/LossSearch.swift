import Datasets
import EvolutionStrategies
import Files
import Foundation
public import Models

/// The search for a TaylorGLO loss by CMA-ES, with every candidate on disk as soon as it is known.
///
/// `folder` holds `state.json` (CMA-ES after the last whole generation, and the generations so far),
/// `candidates/g003-c07.json` and, at the end, `evolution.json`. Whatever is killed goes on from there to the same bytes.
public struct LossSearch: Sendable {
  public let evaluation: CandidateEvaluation
  public let seed: UInt64
  public let folder: String

  public init(evaluation: CandidateEvaluation, seed: UInt64, folder: String) {
    self.evaluation = evaluation
    self.seed = seed
    self.folder = folder
  }

  var settings: EvolutionSettings { evaluation.settings }

  /// Has every one of `tasks` run in the search's folder, anywhere and in any order, and returns when all are done.
  ///
  /// It calls `onScored` after each of them, one call at a time.
  public typealias Scoring = (_ tasks: [CandidateTask], _ onScored: (CandidateTask) -> Void) throws -> Void

  /// Runs or resumes the search in this process, with as many candidates at a time as there are threads.
  public func run(in context: JobContext) throws -> EvolutionRecord {
    AtomicFile.removeLeftovers(below: folder)
    return try run(in: context) { tasks, onScored in
      _ = try context.concurrentMap(tasks.count) { index, context in
        try tasks[index].run(evaluation, folder: folder, in: context)
      } onResult: { index, _ in
        onScored(tasks[index])
      }
    }
  }

  /// Runs or resumes the search; `scoring` is given the candidates whose results are missing.
  ///
  /// What is missing from the folder or damaged in it is made again, to the same bytes. A folder that holds another
  /// search is refused, and so is a file that was changed after it was written. Temporary files of killed processes stay:
  /// other processes may write in the folder.
  public func run(in context: JobContext, scoring: Scoring) throws -> EvolutionRecord {
    let identity = try identity(context.engine.precision), recordPath = "\(folder)/\(EvolutionRecord.fileName)"
    var saved = try SearchState.read(in: folder, of: identity)
    // Where the state is of other generations, it was lost and is made again, and so is the record.
    if let known = try record(at: recordPath, identity), let saved, known.generations == saved.generations {
      return known
    }
    // A state without its candidates is of a version that did not keep them: it is made again from their files.
    if saved?.candidates == nil { saved = nil }
    var state = saved ?? SearchState(identity: identity, settings: settings, start: start, seed: seed)
    // From the first candidate on the folder says whose it is.
    if saved == nil { try state.write(to: folder) }
    return try withoutActuallyEscaping(scoring) { scoring in
      let inFinal = finalSize
      var scorer = SearchScorer(
        folder: folder, context: context, total: settings.generations * settings.populationSize + inFinal,
        scoring: scoring)
      while !state.isOver(settings) {
        scorer.done = state.spent ?? 0
        scorer.stage = "generation \(state.generations.count + 1) of \(settings.generations)"
        scorer.bestFitness = state.elite.first?.measuredFitness ?? 0
        let generation = try generation(of: &state, &scorer)
        state.tell(generation, settings: settings, start: start)
        try state.write(to: folder)
        removeStates()
      }
      scorer.done = scorer.total - inFinal
      scorer.stage = "choosing the winner"
      scorer.bestFitness = state.elite.first?.measuredFitness ?? 0
      let record = try record(of: state, final(of: state, &scorer))
      let seconds = CandidateSeconds(in: folder)
      try CandidateTable(state.candidates ?? [], seconds, search: self).write(to: folder)
      seconds.removeFiles()
      try ResultFile(record, madeFrom: identity).write(to: recordPath)
      return record
    }
  }

  /// The finished search that the folder holds. A damaged record counts as missing: all that it says is in the state
  /// and in the finalists' files.
  private func record(at path: String, _ identity: Identity) throws -> EvolutionRecord? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let data = try AtomicFile.read(path)
    guard (try? StableJSON.decode(EvolutionRecord.self, from: data, path: path)) != nil else { return nil }
    return try ResultFile.read(
      path, madeFrom: identity, advice: "choose another folder, or remove the file to have it made again")
  }

  /// Throws a `FileError` where `candidate` is of a search that is not this one to the last bit, as `path` describes it.
  public func require(_ candidate: CandidateTask, _ precision: Precision, described path: String) throws {
    let own = try identity(precision).digest
    guard candidate.search == own else {
      throw FileError(
        path, "this machine would make another search of it: its images or its settings differ",
        expected: "the search \(candidate.search)", found: own)
    }
  }

  /// All that decides the search's bits.
  private func identity(_ precision: Precision) throws -> Identity {
    try Identity([
      "settings": settings, "seed": seed, "network": evaluation.network.traits,
      "training": evaluation.training.digest, "validation": evaluation.validation.digest,
      "training_mean_pixel": evaluation.training.meanPixel, "precise": precision == .precise,
    ])
  }
}
