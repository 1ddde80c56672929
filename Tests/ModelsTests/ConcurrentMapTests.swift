import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Models

@Suite("Concurrent map")
struct ConcurrentMapTests {
  struct Failure: Error, Equatable {
    var index: Int
  }

  @Test("results come in index order, on any number of threads", arguments: [1, 2, 5], [0, 1, 9])
  func order(threads: Int, count: Int) throws {
    let squares = try JobContext.threads(threads).concurrentMap(count) { index, context in
      #expect(context.engine.threads == 1)
      // Later jobs are the quicker ones.
      usleep(UInt32((count - index) * 200))
      return index * index
    }
    #expect(squares == (0..<count).map { $0 * $0 })
  }

  @Test("one thread: the first error is thrown and no later job begins")
  func firstError() {
    let begun = Mutex([Int]())
    let error = #expect(throws: Failure.self) {
      try JobContext.threads(1).concurrentMap(10) { index, _ in
        begun.withLock { $0.append(index) }
        if index >= 3 { throw Failure(index: index) }
      }
    }
    #expect(error == Failure(index: 3))
    #expect(begun.withLock { $0 } == [0, 1, 2, 3])
  }

  @Test("two threads: after an error of its own neither begins a further job")
  func errorOnEachThread() {
    let begun = Atomic(0)
    #expect(throws: Failure.self) {
      try JobContext.threads(2).concurrentMap(20) { index, _ in
        begun.wrappingAdd(1, ordering: .relaxed)
        throw Failure(index: index)
      }
    }
    #expect(begun.load(ordering: .relaxed) <= 2)
  }

  @Test("two threads: an error of one stops the other")
  func errorAmongThreads() {
    let begun = Atomic(0), count = 1000
    let error = #expect(throws: Failure.self) {
      try JobContext.threads(2).concurrentMap(count) { index, _ in
        begun.wrappingAdd(1, ordering: .relaxed)
        if index == 0 { throw Failure(index: 0) }
        // All the jobs together take far longer than a thread ever waits for its core before it can note the error.
        usleep(20_000)
      }
    }
    #expect(error == Failure(index: 0))
    #expect(begun.load(ordering: .relaxed) < count)
  }

  @Test("jobs have the engine's precision, and ask what the context asks whether to go on; so does the map before each")
  func context() throws {
    let checks = Atomic(0)
    let context = JobContext(engine: Engine(threads: 2, precision: .precise)) {
      checks.wrappingAdd(1, ordering: .relaxed)
    } report: { _ in
      Issue.record("a job's progress was shown as the map's")
    }
    _ = try context.concurrentMap(3) { _, context in
      #expect(context.engine.precision == .precise)
      try context.proceed(JobProgress("job", done: 1, of: 1))
    }
    #expect(checks.load(ordering: .relaxed) == 6)
  }

  @Test("each result is seen as it comes, one call at a time")
  func progress() throws {
    // No lock of its own: the calls are told one after the other.
    var seen: [Int: Int] = [:]
    let results = try JobContext.threads(3).concurrentMap(6, { index, _ in index * index }) { seen[$0] = $1 }
    #expect(seen.sorted { $0.key < $1.key }.map(\.value) == results)
  }
}
