import Foundation

/// Independent jobs side by side, each on a worker pool of one thread.
///
/// It suits work that is worth a core by itself, such as training one candidate. It scales better than to spread the small
/// steps of each job over all cores. Results come in index order and do not depend on the number of threads.
public struct ConcurrentMap: Sendable {
  public let threads: Int

  public init(threads: Int) { self.threads = threads }

  /// Runs `body(index, pool)` for each index below `count`; after the first error no further job begins, and that error
  /// is thrown. `onResult` sees each result as it comes, one call at a time.
  public func run<Value>(
    _ count: Int, _ body: (_ index: Int, _ pool: WorkerPool) throws -> Value,
    onResult: (_ index: Int, _ result: Value) -> Void = { _, _ in }
  ) throws -> [Value] {
    var results = [Value?](repeating: nil, count: count)
    var failure: (any Error)?
    let lock = NSLock()
    WorkerPool(threads: max(1, min(threads, count))).parallel(count) { index, _ in
      if lock.withLock({ failure != nil }) { return }
      do {
        let value = try body(index, WorkerPool(threads: 1))
        lock.withLock {
          results[index] = value
          onResult(index, value)
        }
      } catch { lock.withLock { if failure == nil { failure = error } } }
    }
    if let failure { throw failure }
    return results.map { $0! }
  }
}
