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
}
