import Files
import Foundation
import Losses
import Models

/// Has the tasks of one search scored, and says how far the search is.
struct SearchScorer {
  let folder: String
  let context: JobContext
  let scoring: LossSearch.Scoring
  /// Candidates done and to be done, over the whole search.
  var done = 0
  let total: Int
  var stage = ""
  var bestFitness = 0.0
  /// Results by all that decides them: two candidates may be alike to the last digit that is kept.
  private var known: [Content: CandidateResult] = [:]

  init(folder: String, context: JobContext, total: Int, scoring: @escaping LossSearch.Scoring) {
    self.folder = folder
    self.context = context
    self.total = total
    self.scoring = scoring
  }

  /// All that decides a result, within one search.
  private struct Content: Hashable {
    let parameters: [Double]
    let seeds: [[UInt64]]
    let epochs: Int
    let invariant: Invariant

    init(_ task: CandidateTask) {
      parameters = task.parameters
      seeds = task.seeds
      epochs = task.epochs
      invariant = task.invariant
    }
  }

  /// Has those of `tasks` scored that have no result yet, and reads the results of all.
  ///
  /// Of tasks with the same content one is scored, and its result is written for the others. Progress counts them
  /// where `counts` says so: the part of a training before the rung is no candidate of its own.
  mutating func results(of tasks: [CandidateTask], counts: Bool = true) throws -> [CandidateResult] {
    var results = try tasks.map { try $0.result(in: folder) }
    for (task, result) in zip(tasks, results) { if let result { known[Content(task)] = result } }
    let missing = tasks.indices.filter { results[$0] == nil }
    var asked = Set<Content>()
    let first = missing.filter { known[Content(tasks[$0])] == nil && asked.insert(Content(tasks[$0])).inserted }
    if counts { done += tasks.count - missing.count }
    bestFitness = max(bestFitness, results.compactMap { $0?.fitness }.max() ?? 0)
    let scoring = scoring
    try scoring(first.map { tasks[$0] }) { task in
      if counts { done += 1 }
      if let result = try? task.result(in: folder) { bestFitness = max(bestFitness, result.fitness) }
      let detail = String(format: "\(stage), best fitness %.3f", bestFitness)
      context.report(JobProgress("evolving", detail: detail, done: done, of: total))
    }
    for index in first {
      guard let result = try tasks[index].result(in: folder) else {
        throw FileError("\(folder)/\(tasks[index].file)", "the candidate was run and has left no result")
      }
      results[index] = result
      known[Content(tasks[index])] = result
    }
    for index in missing where results[index] == nil {
      var copy = known[Content(tasks[index])]!
      (copy.generation, copy.index) = (tasks[index].generation, tasks[index].index)
      try tasks[index].write(copy, to: folder)
      results[index] = copy
      if counts { done += 1 }
    }
    return results.map { $0! }
  }
}
