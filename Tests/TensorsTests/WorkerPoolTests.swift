import Foundation
import Synchronization
import Tensors
import Testing

@Suite("Worker pool")
struct WorkerPoolTests {
  @Test("every index runs once, on any number of threads", arguments: [1, 2, 3, 8], [0, 1, 2, 7, 1000])
  func everyIndexOnce(threads: Int, count: Int) {
    let pool = WorkerPool(threads: threads)
    // No lock: an index that ran twice at once would be a race, which the thread sanitizer finds.
    var calls = [Int](repeating: 0, count: count), workers = [Int](repeating: -1, count: count)
    calls.withUnsafeMutableBufferPointer { calls in
      workers.withUnsafeMutableBufferPointer { workers in
        nonisolated(unsafe) let (calls, workers) = (calls, workers)
        pool.parallel(count) { index, worker in
          calls[index] += 1
          workers[index] = worker
        }
      }
    }
    #expect(calls == [Int](repeating: 1, count: count))
    #expect(workers.allSatisfy((0..<threads).contains))
  }

  @Test("many short rounds on one pool lose nothing and return only when all is done")
  func manyRounds() {
    let pool = WorkerPool(threads: 4), total = Atomic(0)
    for round in 1...2000 {
      pool.parallel(3) { _, _ in total.wrappingAdd(1, ordering: .relaxed) }
      // Whoever is still at work would be missing here.
      guard total.load(ordering: .relaxed) == 3 * round else {
        Issue.record("round \(round): \(total.load(ordering: .relaxed)) of \(3 * round) calls")
        return
      }
    }
  }

  @Test("two calls of the same worker never overlap")
  func workersAreExclusive() {
    let pool = WorkerPool(threads: 4), busy = Atomic(UInt(0)), overlaps = Atomic(0)
    pool.parallel(200) { _, worker in
      let bit = UInt(1) << UInt(worker)
      if busy.bitwiseOr(bit, ordering: .relaxed).oldValue & bit != 0 { overlaps.wrappingAdd(1, ordering: .relaxed) }
      usleep(20)
      busy.bitwiseAnd(~bit, ordering: .relaxed)
    }
    #expect(overlaps.load(ordering: .relaxed) == 0)
  }

  @Test("the threads do run side by side")
  func sideBySide() {
    // Each of the two calls waits for the other: on one thread they would wait out the limit.
    let pool = WorkerPool(threads: 2), arrived = DispatchSemaphore(value: 0), met = Atomic(0)
    let other = DispatchSemaphore(value: 0)
    pool.parallel(2) { index, _ in
      (index == 0 ? arrived : other).signal()
      if (index == 0 ? other : arrived).wait(timeout: .now() + 10) == .success {
        met.wrappingAdd(1, ordering: .relaxed)
      }
    }
    #expect(met.load(ordering: .relaxed) == 2)
  }

  @Test("round after round, a worker that is on time has the same indices")
  func sharesStay() {
    // Both threads arrive before either goes on, so that neither has time to help the other.
    let pool = WorkerPool(threads: 2), arrived = Atomic(0), strangers = Atomic(0)
    for round in 1...200 {
      pool.parallel(10) { index, worker in
        if worker != index / 5 { strangers.wrappingAdd(1, ordering: .relaxed) }
        arrived.wrappingAdd(1, ordering: .relaxed)
        let wanted = 10 * (round - 1) + 2 * (index % 5 + 1), limit = Date.now + 10
        while arrived.load(ordering: .relaxed) < wanted, Date.now < limit { sched_yield() }
      }
    }
    #expect(strangers.load(ordering: .relaxed) == 0)
  }

  @Test("a worker that has done its share helps one that is held up")
  func heldUp() {
    // Index 0 waits until all others are done: 1 to 4 are of the same share.
    let pool = WorkerPool(threads: 2), others = Atomic(0), limit = Date.now + 10
    pool.parallel(10) { index, _ in
      if index > 0 {
        others.wrappingAdd(1, ordering: .relaxed)
      } else {
        while others.load(ordering: .relaxed) < 9, Date.now < limit { sched_yield() }
      }
    }
    #expect(others.load(ordering: .relaxed) == 9)
    #expect(Date.now < limit, "the share of the worker that waited was left to it")
  }

  @Test("pools of their own run one inside the other")
  func nested() {
    let outer = WorkerPool(threads: 2), total = Atomic(0)
    outer.parallel(4) { _, _ in
      WorkerPool(threads: 2).parallel(5) { _, _ in total.wrappingAdd(1, ordering: .relaxed) }
    }
    #expect(total.load(ordering: .relaxed) == 20)
  }
}
