import Files
import Foundation
import LossEvolution
import Models

extension StudyContext {
  /// Has Slurm run tasks that do not need each other. A task that fails ends the run, unless it is a candidate.
  func submit(_ tasks: [StudyTask], onDone: (Int) -> Void) throws {
    let runner = SlurmRunner(
      folder: URL(fileURLWithPath: folder).standardizedFileURL.path, settings: audit.slurm, program: Self.program,
      console: console, check: job.check)
    if let (loss, candidates) = search(of: tasks) {
      return try runner.score(
        candidates, search: "\(RunLayout.search(loss))/", file: { .task(tasks[$0]) }, onDone: onDone)
    }
    try withoutActuallyEscaping(onDone) { onDone in
      try runner.run(
        .init(
          writes: tasks.map(\.writes), file: { .task(tasks[$0]) }, isDone: { try isDone(tasks[$0]) }, onDone: onDone
        ) { index, failure in throw failure.error(of: tasks[index].writes) })
    }
  }

  /// The candidates that `tasks` are, and the loss that is searched for; `nil` where they are something else.
  private func search(of tasks: [StudyTask]) -> (loss: String, candidates: [CandidateTask])? {
    let scored = tasks.compactMap { task -> (loss: String, candidate: CandidateTask)? in
      guard case .score(let loss, let candidate) = task else { return nil }
      return (loss, candidate)
    }
    guard let first = scored.first else { return nil }
    precondition(
      scored.count == tasks.count && scored.allSatisfy { $0.loss == first.loss }, "candidates are submitted by search")
    return (first.loss, scored.map(\.candidate))
  }

  /// This program, where the cluster's machines have to find it too.
  static let program =
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
}
