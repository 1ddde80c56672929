import Files

/// How tasks become jobs.
extension SlurmRunner {
  /// Takes on what a former driver has submitted and still waits or runs; the rest of its jobs is forgotten.
  func adopt(_ wave: inout SlurmWave, _ jobs: inout Jobs, _ work: Work) throws {
    guard !jobs.open.isEmpty else { return }
    var queue = try client.queue(jobs.names)
    while queue == nil {
      // Nobody can say what runs: submitting it again might be work done twice.
      try note(&jobs, isSilent: true)
      try pause()
      queue = try client.queue(jobs.names)
    }
    try note(&jobs, isSilent: false)
    let places = Dictionary(work.writes.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    for (number, submission) in jobs.open.sorted(by: { $0.key < $1.key }) {
      guard let job = queue!.jobs[submission.name] else {
        submission.close(in: folder)
        jobs.open[number] = nil
        continue
      }
      try know(job.number, number, &jobs)
      var indices: [Int: Int] = [:]
      for (index, path) in submission.tasks.enumerated() where queue!.holds(index, of: submission.name) {
        if let task = places[path] { indices[task] = index }
      }
      if !indices.isEmpty {
        console.log("\(indices.count.counted("task")) of job \(job.number) wait or run from an earlier start")
      }
      wave.adopt(indices, of: number)
    }
  }

  /// Keeps Slurm's number of a job.
  func know(_ job: String, _ number: Int, _ jobs: inout Jobs) throws {
    guard jobs.open[number]!.job != job else { return }
    jobs.open[number]!.job = job
    try jobs.open[number]!.write(in: folder)
  }

  /// Submits waiting tasks, at most `size` as one array, as many as the throttle and the cluster take.
  func submit(_ wave: inout SlurmWave, _ jobs: inout Jobs, _ work: Work, _ size: inout Int) throws {
    while !wave.waiting.isEmpty {
      try check()
      var count = min(size, wave.waiting.count)
      let outstanding = wave.outstandingCount
      // What was refused for its number is tried again when there are fewer.
      if let refusedAt = jobs.refusedAt, outstanding > 0, outstanding >= refusedAt { return }
      if let throttle = settings.throttle, outstanding > 0 {
        // A throttle is an array's own: with one that still runs, only as many as there is room for.
        count = min(count, throttle - outstanding)
        if count < 1 { return }
      }
      let tasks = Array(wave.waiting.prefix(count))
      do {
        try submit(tasks, &jobs, work)
        wave.submit(count, as: jobs.next - 1)
        jobs.refusedAt = nil
      } catch .limit(let words) {
        guard count > 1 || outstanding > 0 else { throw refusal(words) }
        if outstanding > 0 {
          jobs.refusedAt = outstanding
          return
        }
        size = max(1, count / 2)
      } catch .noAnswer {
        try note(&jobs, isSilent: true)
        return
      } catch .failed(let words) {
        // The signal that stops the run has stopped sbatch, too.
        try check()
        throw refusal(words)
      }
      // Taken or refused, it was answered, unless a job may be there that nobody has numbered.
      if jobs.open[jobs.next - 1]?.job != nil { try note(&jobs, isSilent: false) }
    }
  }

  private func refusal(_ words: String) -> FileError { FileError("sbatch", "Slurm refuses the tasks", found: words) }

  private func submit(_ tasks: [Int], _ jobs: inout Jobs, _ work: Work) throws(SlurmRefusal) {
    let number = jobs.next
    let name = "\(Submission.prefix(jobs.run))\(number)"
    var submission = Submission(number: number, name: name, tasks: tasks.map { work.writes[$0] })
    let place = "\(folder)/\(submission.folder)", script = "\(place)/job.sh"
    do {
      for (index, task) in tasks.enumerated() {
        try AtomicFile.write(
          StableJSON.encode(TaskFile(folder: "../..", work.file(task))), to: "\(place)/\(index).json")
      }
      try AtomicFile.write(
        ArrayScript(
          name: name, folder: place, count: tasks.count, throttle: settings.throttle, settings: settings,
          program: program
        ).text, to: script)
      try submission.write(in: folder)
    } catch { throw .failed("\(error)") }
    jobs.next += 1
    do throws(SlurmRefusal) {
      submission.job = try client.submit(script)
      jobs.open[number] = submission
    } catch .noAnswer(let words) {
      // The job may be there all the same: the queue will say so, by its name.
      guard let queue = try? client.queue([name]) else {
        jobs.open[number] = submission
        return
      }
      guard let job = queue.jobs[name] else {
        submission.remove(in: folder)
        throw .noAnswer(words)
      }
      submission.job = job.number
      jobs.open[number] = submission
    } catch {
      submission.remove(in: folder)
      throw error
    }
    do { try submission.write(in: folder) } catch { throw .failed("\(error)") }
  }
}
