import Foundation
import Synchronization

/// Threads that sleep until there is work, and split it by index.
///
/// Passed in as a value by whoever owns the cores: two pools of one thread run two networks side by side. Results
/// never depend on the number of threads, because each index writes outputs of its own.
public final class WorkerPool: @unchecked Sendable {
  public let threads: Int
  private let shared = Shared()

  /// `threads` counts the calling thread: one thread starts none.
  public init(threads: Int) {
    precondition(threads >= 1)
    self.threads = threads
    for worker in 1..<max(threads, 1) {
      let shared = shared
      let thread = Thread { shared.serve(worker: worker) }
      // OpenBLAS keeps small buffers on the stack.
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  deinit { shared.stop() }

  /// Calls `body(index, worker)` once for each index below `count`, and returns when all are done.
  ///
  /// `worker` is below `threads` and tells apart calls that run at the same time. Not re-entrant.
  public func parallel(_ count: Int, _ body: (_ index: Int, _ worker: Int) -> Void) {
    if threads == 1 || count <= 1 {
      for index in 0..<count { body(index, 0) }
      return
    }
    withoutActuallyEscaping(body) { escaping in
      shared.run(count: count, helpers: threads - 1, body: escaping)
    }
  }
}

extension WorkerPool {
  /// What the threads see; it does not keep the pool itself alive.
  private final class Shared: @unchecked Sendable {
    private let condition = NSCondition()
    private var round = 0
    private var running = 0
    private var stopped = false
    private var body: ((Int, Int) -> Void)?
    private var count = 0
    private let next = Atomic<Int>(0)

    func run(count: Int, helpers: Int, body: @escaping (Int, Int) -> Void) {
      condition.lock()
      self.body = body
      self.count = count
      next.store(0, ordering: .relaxed)
      running = helpers
      round += 1
      condition.broadcast()
      condition.unlock()
      work(body, worker: 0, count: count)
      condition.lock()
      while running > 0 { condition.wait() }
      self.body = nil
      condition.unlock()
    }

    func serve(worker: Int) {
      var served = 0
      condition.lock()
      while true {
        while !stopped && round == served { condition.wait() }
        if stopped { break }
        served = round
        let body = body!, count = count
        condition.unlock()
        work(body, worker: worker, count: count)
        condition.lock()
        running -= 1
        if running == 0 { condition.broadcast() }
      }
      condition.unlock()
    }

    func stop() {
      condition.lock()
      stopped = true
      condition.broadcast()
      condition.unlock()
    }

    private func work(_ body: (Int, Int) -> Void, worker: Int, count: Int) {
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if index >= count { return }
        body(index, worker)
      }
    }
  }
}
