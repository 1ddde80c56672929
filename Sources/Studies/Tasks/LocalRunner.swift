import Foundation
import Models

extension StudyContext {
  /// Has those of `tasks` run that are not done, by the audit's executor, each after the tasks that write what it reads.
  ///
  /// `onDone` is given the index of a task that has been run, one call at a time. `onProgress` is given the steps of all
  /// tasks, from several threads at once; tasks that take all threads report by themselves.
  func run(
    _ tasks: [StudyTask], onProgress: @escaping @Sendable (_ done: Double, _ total: Double) -> Void = { _, _ in },
    onDone: (Int) -> Void = { _ in }
  ) throws {
    switch audit.executor {
    case .local: try LocalRunner(study: self).run(tasks, onProgress: onProgress, onDone: onDone)
    }
  }
}

/// Runs tasks in this process: several at a time, each on one thread, and some alone on all threads.
struct LocalRunner {
  let study: StudyContext

  func run(
    _ tasks: [StudyTask], onProgress: @escaping @Sendable (_ done: Double, _ total: Double) -> Void,
    onDone: (Int) -> Void
  ) throws {
    let tally = ProgressTally(tasks.map { Double($0.steps(in: study.audit)) })
    var waiting: [Int] = []
    for (index, task) in tasks.enumerated() {
      if try study.isDone(task) { tally.set(index, share: 1) } else { waiting.append(index) }
    }
    while !waiting.isEmpty {
      let missing = Set(waiting.map { tasks[$0].writes })
      let ready = waiting.filter { missing.isDisjoint(with: tasks[$0].reads(in: study.audit)) }
      precondition(!ready.isEmpty, "tasks that wait for each other")
      for index in ready where tasks[index].takesAllThreads {
        try study.job.check()
        try tasks[index].run(in: study, study.job)
        if !tasks[index].isCentral { tally.set(index, share: 1) }
        onDone(index)
      }
      let others = ready.filter { !tasks[$0].takesAllThreads }
      _ = try study.job.concurrentMap(others.count) { number, job in
        let index = others[number]
        try tasks[index].run(
          in: study,
          job.reporting { progress in
            tally.set(index, share: Double(progress.done) / Double(progress.total))
            onProgress(tally.done, tally.total)
          })
      } onResult: { number, _ in
        tally.set(others[number], share: 1)
        onProgress(tally.done, tally.total)
        onDone(others[number])
      }
      waiting.removeAll(where: Set(ready).contains)
    }
  }
}

/// The steps done in tasks that run side by side.
private final class ProgressTally: @unchecked Sendable {
  private let lock = NSLock()
  private let steps: [Double]
  private var shares: [Double]
  let total: Double

  init(_ steps: [Double]) {
    self.steps = steps
    shares = steps.map { _ in 0 }
    total = steps.reduce(0, +)
  }

  /// Says how much of a task is done.
  func set(_ index: Int, share: Double) { lock.withLock { shares[index] = share } }

  var done: Double { lock.withLock { zip(steps, shares).reduce(0) { $0 + $1.0 * $1.1 } } }
}
