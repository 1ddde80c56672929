public import Models
import Synchronization

extension JobContext {
  /// For a job on so many threads that nobody stops or watches.
  public static func threads(_ count: Int) -> JobContext { JobContext(engine: Engine(threads: count)) }

  /// For a job on one thread that is stopped by `error` once `isReached` is true of how far it is.
  public static func stopping(
    with error: any Error, precision: Precision = .usual, where isReached: @escaping @Sendable (JobProgress) -> Bool
  ) -> JobContext {
    let isDone = Mutex(false)
    return JobContext(engine: Engine(threads: 1, precision: precision)) {
      if isDone.withLock({ $0 }) { throw error }
    } report: { progress in
      if isReached(progress) { isDone.withLock { $0 = true } }
    }
  }
}
