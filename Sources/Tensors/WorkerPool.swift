import CKernels
import Foundation
import Synchronization

/// Threads that split work by index and sleep when there is none.
///
/// The owner of the cores passes the pool in as a value, so that two pools of one thread can run two networks side by
/// side. Results never depend on the number of threads, because each index writes outputs of its own.
public final class WorkerPool: @unchecked Sendable {
  public let threads: Int
  @usableFromInline let shared: Shared

  /// A pool of `threads` threads. The calling thread is one of them, so that a pool of one thread starts none.
  public init(threads: Int) {
    precondition(threads >= 1)
    self.threads = threads
    shared = Shared(helpers: threads - 1)
    for worker in 1..<max(threads, 1) {
      let shared = shared
      let thread = Thread { shared.serve(worker: worker) }
      thread.stackSize = 1 << 20
      thread.start()
    }
  }

  deinit { shared.stop() }

  /// Calls `body(context, index, worker)` once for each index below `count`, and returns when all are done.
  ///
  /// `worker` is below `threads` and tells apart calls that run at the same time. `body` must not give the same pool
  /// more work. It gets what it works on as `context`: where it captures nothing, nothing is allocated.
  @inlinable
  public func parallel<Context>(
    _ count: Int, with context: Context, _ body: @escaping (_ context: Context, _ index: Int, _ worker: Int) -> Void
  ) {
    if threads == 1 || count <= 1 {
      for index in 0..<count { body(context, index, 0) }
      return
    }
    withUnsafePointer(to: Round(context: context, body: body)) {
      shared.run(Round<Context>.self, UnsafeRawPointer($0), count: count)
    }
  }

  /// Does the same with a closure that captures what it works on. This costs an allocation.
  public func parallel(_ count: Int, _ body: (_ index: Int, _ worker: Int) -> Void) {
    withoutActuallyEscaping(body) { body in parallel(count, with: body) { body, index, worker in body(index, worker) } }
  }
}

/// A round of work on the caller's stack, seen through a pointer without its type.
@usableFromInline
protocol AnyRound {
  static func call(_ round: UnsafeRawPointer, _ index: Int, _ worker: Int)
}

@usableFromInline
struct Round<Context>: AnyRound {
  @usableFromInline let context: Context
  @usableFromInline let body: (Context, Int, Int) -> Void

  @inlinable
  init(context: Context, body: @escaping (Context, Int, Int) -> Void) {
    self.context = context
    self.body = body
  }

  @inlinable
  static func call(_ round: UnsafeRawPointer, _ index: Int, _ worker: Int) {
    let round = round.assumingMemoryBound(to: Self.self)
    round.pointee.body(round.pointee.context, index, worker)
  }
}

extension WorkerPool {
  /// The state that the threads share. It does not keep the pool itself alive.
  @usableFromInline
  final class Shared: @unchecked Sendable {
    private let helpers: Int
    /// How often a thread looks for work before it sleeps.
    private let patience: Int
    private let condition = NSCondition()
    private let rounds = Atomic(0)
    /// The next index of each worker's share. Each has cache lines to itself.
    private let cursors: UnsafeMutableRawPointer
    /// The number of helpers that have not finished the round.
    private let running = Atomic(0)
    private let sleepingHelpers = Atomic(0)
    private let callerSleeps = Atomic(false)
    private let stopped = Atomic(false)
    // Written by the caller between rounds alone.
    private var type: any AnyRound.Type = Round<Void>.self
    private var round: UnsafeRawPointer?
    private var count = 0

    /// Bytes between two cursors: processors fetch lines of 64 bytes in pairs.
    private static let cursorStride = 128

    private var workers: Int { helpers + 1 }

    init(helpers: Int) {
      self.helpers = helpers
      cursors = .allocate(byteCount: (helpers + 1) * Self.cursorStride, alignment: Self.cursorStride)
      // Waking a thread takes 35 µs where a layer of a small network takes 100: a thread that expects work within
      // about as long as that (2,000 looks of 40 ns) stays awake, unless it would keep another one from its core.
      patience = helpers < UsableCores.count ? 2_000 : 0
      for worker in 0...helpers { cursor(of: worker).initialize(to: Atomic(0)) }
    }

    deinit { cursors.deallocate() }

    @usableFromInline
    func run(_ type: any AnyRound.Type, _ round: UnsafeRawPointer, count: Int) {
      self.type = type
      self.round = round
      self.count = count
      for worker in 0..<workers { cursor(of: worker).pointee.store(share(of: worker).lowerBound, ordering: .relaxed) }
      running.store(helpers, ordering: .relaxed)
      rounds.wrappingAdd(1, ordering: .sequentiallyConsistent)
      if sleepingHelpers.load(ordering: .sequentiallyConsistent) > 0 { wake() }
      work(worker: 0)
      wait {
        running.load(ordering: .sequentiallyConsistent) == 0
      } asleep: { isAsleep in
        callerSleeps.store(isAsleep, ordering: .sequentiallyConsistent)
      }
    }

    func serve(worker: Int) {
      var served = 0
      while true {
        wait {
          rounds.load(ordering: .sequentiallyConsistent) != served
        } asleep: { isAsleep in
          sleepingHelpers.wrappingAdd(isAsleep ? 1 : -1, ordering: .sequentiallyConsistent)
        }
        if stopped.load(ordering: .relaxed) { return }
        served += 1
        work(worker: worker)
        let left = running.wrappingSubtract(1, ordering: .sequentiallyConsistent).newValue
        if left == 0, callerSleeps.load(ordering: .sequentiallyConsistent) { wake() }
      }
    }

    func stop() {
      stopped.store(true, ordering: .relaxed)
      rounds.wrappingAdd(1, ordering: .sequentiallyConsistent)
      wake()
    }

    /// Works through the worker's own share, and then through what the others have left of theirs.
    ///
    /// Layer after layer, the same worker gets the same images. Its core finds them in its own cache, where fetching
    /// them from another core's takes 30 ns a line, and 150 ns between parts of a processor with caches of their own.
    private func work(worker: Int) {
      for turn in 0..<workers {
        let owner = (worker + turn) % workers
        let cursor = cursor(of: owner), end = share(of: owner).upperBound
        while cursor.pointee.load(ordering: .relaxed) < end {
          let index = cursor.pointee.wrappingAdd(1, ordering: .relaxed).oldValue
          if index >= end { break }
          type.call(round!, index, worker)
        }
      }
    }

    private func share(of worker: Int) -> Range<Int> { worker * count / workers..<(worker + 1) * count / workers }

    private func cursor(of worker: Int) -> UnsafeMutablePointer<Atomic<Int>> {
      (cursors + worker * Self.cursorStride).assumingMemoryBound(to: Atomic<Int>.self)
    }

    /// Waits until `isDone`. The thread that makes it true must see that this thread sleeps, and wake it. Therefore
    /// both sides first write their own state and then read the other's.
    private func wait(_ isDone: () -> Bool, asleep: (Bool) -> Void) {
      for _ in 0..<patience {
        if isDone() { return }
        la_pause()
      }
      condition.lock()
      asleep(true)
      while !isDone() { condition.wait() }
      asleep(false)
      condition.unlock()
    }

    private func wake() {
      condition.lock()
      condition.broadcast()
      condition.unlock()
    }
  }
}
