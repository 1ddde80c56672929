import Models

/// Runs tasks in this process: several at a time, each on one thread, and some alone on all threads.
struct LocalRunner {
  let study: StudyContext

  /// Runs tasks that do not need each other. `onProgress` is given the share of a task that is done, from several threads
  /// at once, and `onDone` the index of a task, one call at a time.
  func run(
    _ tasks: [StudyTask], onProgress: @escaping @Sendable (_ index: Int, _ share: Double) -> Void,
    onDone: (Int) -> Void
  ) throws {
    for (index, task) in tasks.enumerated() where task.takesAllThreads {
      try study.job.check()
      try task.run(in: study, study.job)
      onDone(index)
    }
    let others = tasks.indices.filter { !tasks[$0].takesAllThreads }
    _ = try study.job.concurrentMap(others.count) { number, job in
      let index = others[number]
      try tasks[index].run(
        in: study, job.reporting { progress in onProgress(index, Double(progress.done) / Double(progress.total)) })
    } onResult: { number, _ in
      onDone(others[number])
    }
  }
}
