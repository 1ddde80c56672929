import Files
import Foundation

/// How tasks end.
extension SlurmRunner {
  /// Settles the tasks that have ended since the last look.
  func look(_ wave: inout SlurmWave, _ jobs: inout Jobs, _ work: Work) throws {
    let queue = jobs.open.isEmpty ? SlurmQueue("") : try client.queue(jobs.names)
    if !jobs.open.isEmpty { try note(&jobs, isSilent: queue == nil) }
    if let queue { say(&jobs, waitingIn: queue) }
    // At the next look they are gone, and settled.
    for submission in jobs.open.values {
      guard let unstarted = queue?.unstarted[submission.name], let job = submission.job else { continue }
      for index in unstarted.sorted() { client.cancel(index, of: job) }
    }
    for (number, tasks) in wave.outstanding.sorted(by: { $0.key < $1.key }) {
      guard let submission = jobs.open[number] else { continue }
      if let job = queue?.jobs[submission.name] { try know(job.number, number, &jobs) }
      let unstarted = queue?.unstarted[submission.name] ?? []
      for (task, index) in tasks.sorted(by: { $0.key < $1.key }) {
        if unstarted.contains(index) { wave.noteFailedStart(task) }
        if let queue, queue.holds(index, of: submission.name) {
          wave.missingSince[task] = nil
        } else if FileManager.default.fileExists(atPath: "\(folder)/\(work.writes[task])"), try work.isDone(task) {
          wave.end(task, as: .done)
          work.onDone(task)
        } else if queue != nil {
          try settle(task, index, of: jobs.open[number]!, isForgettable: jobs.forgettable.contains(number), &wave, work)
        }
      }
    }
    guard let queue else { return }
    for (number, submission) in jobs.open where queue.jobs[submission.name] == nil {
      guard wave.outstanding[number]?.isEmpty ?? true else { continue }
      wave.close(number)
      submission.close(in: folder)
      jobs.open[number] = nil
    }
  }

  /// A task that neither waits nor runs, and has left no result.
  private func settle(
    _ task: Int, _ index: Int, of submission: Submission, isForgettable: Bool, _ wave: inout SlurmWave, _ work: Work
  ) throws {
    let log = TaskLog(ArrayScript.log(index, in: "\(folder)/\(submission.folder)"))
    let now = ContinuousClock.now, since = wave.missingSince[task] ?? now
    wave.missingSince[task] = since
    // A result, or the last line of a log, may be written and not seen here yet.
    let patience = log.code == 0 ? Self.visibleWithin : log.code == nil ? 2 * settings.pollSeconds : 0
    guard (now - since).seconds >= patience else { return }
    let ending = log.code == nil ? submission.job.flatMap { client.ending($0, index) } : nil
    // A start that failed and ended the task is nowhere in the queue.
    if ending?.contains(Self.failedStart) == true { wave.noteFailedStart(task) }
    let failure = TaskFailure(
      attempts: wave.attempts[task], reason: reason(log, ending),
      log: ArrayScript.log(index, in: "\(folder)/\(submission.folder)"), hasLog: log.exists)
    let loss: String? =
      if log.code != nil || wave.losses[task] >= Self.losses {
        nil
      } else if wave.unstarted.contains(task) {
        "Slurm could not start it"
      } else if isForgettable {
        "the job is gone since Slurm did not answer"
      } else if ending == nil {
        "Slurm has forgotten the job"
      } else {
        nil
      }
    if let loss {
      console.log("note: \(work.writes[task]): \(loss); it is submitted again")
      wave.end(task, as: .waiting, isAttempt: false)
    } else if log.mayPass, wave.attempts[task] < Self.attempts {
      console.log("note: \(work.writes[task]): \(failure.words); it is submitted again")
      wave.end(task, as: .waiting)
    } else {
      wave.end(task, as: .failed)
      try work.onFailed(task, failure)
    }
  }

  /// What Slurm says of a task that it could not start, beside how the task ended.
  private static let failedStart = "Reason=JobLaunchFailure"

  private func reason(_ log: TaskLog, _ ending: String?) -> String {
    let said = log.text.isEmpty ? nil : log.text
    switch log.code {
    case nil:
      return (["it was killed", ending.map { "Slurm says \($0)" }, said] as [String?]).compactMap { $0 }
        .joined(separator: "; ")
    case 0: return "it ended well and left no result that this machine sees"
    case .some(let code): return said ?? "exit code \(code)"
    }
  }

  /// Says once of each reason that may need the user's hand why tasks wait.
  private func say(_ jobs: inout Jobs, waitingIn queue: SlurmQueue) {
    for reason in Set(queue.jobs.values.flatMap(\.reasons)).subtracting(jobs.reasons).sorted() {
      jobs.reasons.insert(reason)
      console.log("note: tasks wait in Slurm's queue: \(reason)")
    }
  }
}
