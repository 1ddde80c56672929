import Foundation
import Synchronization
import Tensors
import Testing

struct ConcurrentMapTests {
  struct Failure: Error, Equatable {
    var index: Int
  }

  @Test("results come in index order, on any number of threads", arguments: [0, 1, 2, 5], [0, 1, 9])
  func order(threads: Int, count: Int) throws {
    let squares = try ConcurrentMap(threads: threads).run(count) { index, pool in
      #expect(pool.threads == 1)
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
      try ConcurrentMap(threads: 1).run(10) { index, _ in
        begun.withLock { $0.append(index) }
        if index >= 3 { throw Failure(index: index) }
      }
    }
    #expect(error == Failure(index: 3))
    #expect(begun.withLock { $0 } == [0, 1, 2, 3])
  }

  @Test("two threads: after an error only what had begun ends")
  func errorAmongThreads() {
    let begun = Atomic(0), failed = DispatchSemaphore(value: 0)
    let error = #expect(throws: Failure.self) {
      try ConcurrentMap(threads: 2).run(20) { index, _ in
        begun.wrappingAdd(1, ordering: .relaxed)
        if index == 0 {
          defer { failed.signal() }
          throw Failure(index: 0)
        }
        // The second worker goes on only when the first has thrown, and a little later to let the error be noted.
        _ = failed.wait(timeout: .now() + 10)
        failed.signal()
        usleep(50_000)
      }
    }
    #expect(error == Failure(index: 0))
    // The two at work, and one more where the second worker came late to its first job.
    #expect(begun.load(ordering: .relaxed) <= 3)
  }

  @Test("each result is seen as it comes, one call at a time")
  func progress() throws {
    // No lock of its own: the calls are told one after the other.
    var seen: [Int: Int] = [:]
    let results = try ConcurrentMap(threads: 3).run(6, { index, _ in index * index }) { seen[$0] = $1 }
    #expect(seen.sorted { $0.key < $1.key }.map(\.value) == results)
  }
}
