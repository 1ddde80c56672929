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

  /// Candidates done and to be done, over the whole search.
  private struct Standing {
    var done: Int
    var total: Int
    var stage = ""
    var bestFitness = 0.0

    var progress: JobProgress {
      JobProgress(
        "evolving", detail: String(format: "\(stage), best fitness %.3f", bestFitness), done: done, of: total)
    }
  }

  /// Has every one of `tasks` run in the search's folder, anywhere and in any order, and returns when all are done.
  ///
  /// It calls `onScored` after each of them, one call at a time.
  public typealias Scoring = (_ tasks: [CandidateTask], _ onScored: (CandidateTask) -> Void) throws -> Void

  /// Runs or resumes the search in this process, with as many candidates at a time as there are threads.
  public func run(in context: JobContext) throws -> EvolutionRecord {
    try run(in: context) { tasks, onScored in
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
  /// search is refused, and so is a file that was changed after it was written.
  public func run(in context: JobContext, scoring: Scoring) throws -> EvolutionRecord {
    let identity = try identity(context.engine.precision), recordPath = "\(folder)/\(EvolutionRecord.fileName)"
    let saved = try SearchState.read(in: folder, of: identity)
    // Where the state is of other generations, it was lost and is made again, and so is the record.
    if let known = try record(at: recordPath, identity), let saved, known.generations == saved.generations {
      return known
    }
    var state = saved ?? SearchState(identity: identity, settings: settings, seed: seed)
    // From the first candidate on the folder says whose it is.
    if saved == nil { try state.write(to: folder) }
    AtomicFile.removeLeftovers(below: folder)
    let inFinal = (settings.finalists + 1) * settings.finalistSeeds
    var standing = Standing(done: 0, total: settings.generations * settings.populationSize + inFinal)
    while state.generations.count < settings.generations, state.strategy.stopReason == nil {
      standing.done = state.generations.count * settings.populationSize
      standing.stage = "generation \(state.generations.count + 1) of \(settings.generations)"
      standing.bestFitness = state.elite.first?.fitness ?? 0
      let results = try results(of: candidates(of: state), standing, context, scoring)
      state.tell(results, finalists: settings.finalists)
      try state.write(to: folder)
    }
    let entrants = entrants(of: state)
    standing.done = standing.total - inFinal
    standing.stage = "choosing the winner"
    standing.bestFitness = state.elite.first?.fitness ?? 0
    let results = try results(of: finals(of: entrants, identity.digest), standing, context, scoring)
    let finalists = finalists(entrants, results)
    let best = finalists.max { $0.fitness < $1.fitness }!
    let record = EvolutionRecord(
      settings: settings, seed: seed, generations: state.generations, finalists: finalists, best: best.loss,
      outcome: SearchOutcome(state.generations, best: best, labels: evaluation.validation.labels),
      stop: state.strategy.stopReason.map { "\($0)" } ?? "all \(settings.generations) generations are done")
    try ResultFile(record, madeFrom: identity).write(to: recordPath)
    return record
  }

  /// Has those of `tasks` scored that have no result yet, and reads the results of all.
  private func results(
    of tasks: [CandidateTask], _ standing: Standing, _ context: JobContext, _ scoring: Scoring
  ) throws -> [CandidateResult] {
    let known = try tasks.map { try $0.result(in: folder) }
    let missing = tasks.indices.filter { known[$0] == nil }.map { tasks[$0] }
    var standing = standing
    standing.done += tasks.count - missing.count
    standing.bestFitness = max(standing.bestFitness, known.compactMap { $0?.fitness }.max() ?? 0)
    try scoring(missing) { task in
      standing.done += 1
      if let result = try? task.result(in: folder) { standing.bestFitness = max(standing.bestFitness, result.fitness) }
      context.report(standing.progress)
    }
    return try zip(tasks, known).map { task, result in
      guard let result = try result ?? task.result(in: folder) else {
        throw FileError("\(folder)/\(task.file)", "the candidate was run and has left no result")
      }
      return result
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

  /// All that decides the search's bits.
  private func identity(_ precision: Precision) throws -> Identity {
    try Identity([
      "settings": settings, "seed": seed, "network": evaluation.network.traits,
      "training": evaluation.training.digest, "validation": evaluation.validation.digest,
      "training_mean_pixel": evaluation.training.meanPixel, "precise": precision == .precise,
    ])
  }
}
