import Files

/// A task that was tried as often as may be, or that cannot succeed.
struct TaskFailure: Equatable {
  /// How often it was tried.
  var attempts: Int
  /// What it said, or what the cluster says of it.
  var reason: String
  /// The log of the last try.
  var log: String
  /// Whether this machine sees the log.
  var hasLog: Bool

  /// One sentence.
  var words: String { "failed after \(attempts.counted("attempt")): \(reason)" }

  /// The error of a run that cannot go on without the task, which would have written the file `result`.
  func error(of result: String) -> FileError {
    FileError(
      log, "\(result) cannot be made on the cluster: the task failed",
      expected: "a result after \(SlurmRunner.attempts) attempts at most",
      found: "\(attempts.counted("attempt")), \(reason)")
  }
}
