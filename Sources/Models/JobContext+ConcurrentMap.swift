import Foundation
import Tensors

extension JobContext {
  /// Runs jobs side by side, each on one of the engine's threads; the results come in index order.
  ///
  /// This is for work that is worth a core by itself, such as training one candidate: it scales better than spreading
  /// each job's small steps over all cores. Results do not depend on the number of threads.
  ///
  /// `body` gets an index below `count` and a context of one thread, whose progress goes nowhere: many jobs at once have
  /// no one stage. After the first error no further job begins, and that error is thrown. `onResult` sees each result as
  /// it comes, one call at a time.
  public func concurrentMap<Value>(
    _ count: Int, _ body: (_ index: Int, _ context: JobContext) throws -> Value,
    onResult: (_ index: Int, _ result: Value) -> Void = { _, _ in }
  ) throws -> [Value] {
    var results = [Value?](repeating: nil, count: count)
    var failure: (any Error)?
    let lock = NSLock()
    engine.pool.parallel(count) { index, _ in
      if lock.withLock({ failure != nil }) { return }
      do {
        try check()
        let alone = Engine(threads: 1, precision: engine.precision)
        let value = try body(index, JobContext(engine: alone, check: check))
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
