import Foundation
import LossEvolution
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
    let tally = ProgressTally(tasks.map { Double($0.steps(in: audit)) })
    var waiting: [Int] = []
    for (index, task) in tasks.enumerated() {
      if try isDone(task) { tally.set(index, share: 1) } else { waiting.append(index) }
    }
    func finish(_ index: Int) {
      if !tasks[index].isCentral { tally.set(index, share: 1) }
      if !tasks[index].takesAllThreads { onProgress(tally.done, tally.total) }
      onDone(index)
    }
    while !waiting.isEmpty {
      let missing = Set(waiting.map { tasks[$0].writes })
      let ready = waiting.filter { missing.isDisjoint(with: tasks[$0].reads(in: audit)) }
      precondition(!ready.isEmpty, "tasks that wait for each other")
      for index in ready where tasks[index].isCentral {
        try job.check()
        try tasks[index].run(in: self, job)
        finish(index)
      }
      let others = ready.filter { !tasks[$0].isCentral }
      switch audit.executor {
      case .local:
        try LocalRunner(study: self).run(others.map { tasks[$0] }) { number, share in
          tally.set(others[number], share: share)
          onProgress(tally.done, tally.total)
        } onDone: {
          finish(others[$0])
        }
      case .slurm: try submit(others.map { tasks[$0] }) { finish(others[$0]) }
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
