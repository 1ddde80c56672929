import Files
import Foundation
import LossEvolution
import Models

extension StudyContext {
  /// Has Slurm run tasks that do not need each other.
  ///
  /// A candidate that fails scores 0, with the reason in its file, unless all of them fail: then the fault is not the
  /// candidates', and a generation of zeros would lead the search astray. Any other task that fails ends the run.
  func submit(_ tasks: [StudyTask], onDone: (Int) -> Void) throws {
    var failures: [(task: Int, failure: TaskFailure)] = []
    let runner = SlurmRunner(
      folder: URL(fileURLWithPath: folder).standardizedFileURL.path, settings: audit.slurm, program: Self.program,
      console: console, check: job.check)
    try withoutActuallyEscaping(onDone) { onDone in
      try runner.run(
        .init(
          writes: tasks.map(\.writes), file: { .task(tasks[$0]) }, isDone: { try isDone(tasks[$0]) }, onDone: onDone
        ) { index, failure in
          guard case .score = tasks[index] else { throw error(tasks[index], failure) }
          failures.append((index, failure))
        })
    }
    for (index, failure) in failures {
      guard case .score(let loss, let candidate) = tasks[index] else { continue }
      let search = path(RunLayout.search(loss))
      // A last candidate of a generation may be alone, after a restart.
      let isAlone = tasks.count == 1 && FileManager.default.fileExists(atPath: "\(search)/candidates")
      guard failures.count < tasks.count || isAlone else { throw error(tasks[index], failure) }
      try candidate.fail(failure.words, folder: search)
      console.log("note: \(tasks[index].writes): \(failure.words); the candidate scores 0; its log is \(failure.log)")
      onDone(index)
    }
  }

  private func error(_ task: StudyTask, _ failure: TaskFailure) -> FileError {
    FileError(
      failure.log, "\(task.writes) cannot be made on the cluster: the task failed",
      expected: "a result after \(SlurmRunner.attempts) attempts at most",
      found: "\(failure.attempts.counted("attempt")), \(failure.reason)")
  }

  /// This program, where the cluster's machines have to find it too.
  static let program =
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
}
