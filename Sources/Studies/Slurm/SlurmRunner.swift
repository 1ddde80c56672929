import Files
import Foundation

/// Gives tasks to Slurm as job arrays, and waits for their results.
///
/// What a task leaves behind is the only sign of its success: a file that is there whole or not at all. The queue says
/// which tasks may still leave it. Every job is on disk before it is submitted, so that a driver that dies leaves its
/// jobs to the next one.
struct SlurmRunner {
  /// The run's folder as an absolute path.
  let folder: String
  let settings: SlurmSettings
  /// The absolute path of this program.
  let program: String
  let console: Console
  /// Throws where the run is to stop.
  let check: () throws -> Void
  var client = SlurmClient()

  /// A task is submitted so often at most.
  static let attempts = 3
  /// So often at most the cluster itself may lose a task before that counts as an attempt. A controller that is killed
  /// forgets what it was given in the last seconds, and one that is killed again and again does so each time.
  static let losses = 10
  /// Seconds in which a file that another machine has written must show here; NFS keeps what it knows for up to 60.
  static let visibleWithin = 90.0

  /// What is to be done, and what is to happen as it is done.
  struct Work {
    /// What each task writes, as a path within the run's folder.
    var writes: [String]
    var file: (Int) -> TaskFile.Work
    /// Whether the result is there, and is what it should be.
    var isDone: (Int) throws -> Bool
    var onDone: (Int) -> Void = { _ in }
    var onFailed: (Int, TaskFailure) throws -> Void
  }

  /// Has all tasks done, and returns when each has its result or has failed.
  ///
  /// On an error, and when the run is to stop, all jobs of the run are taken back. Where Slurm has not answered for
  /// too long they stay, for the next start to take on.
  func run(_ work: Work) throws {
    guard !work.writes.isEmpty else { return }
    do {
      let probe = try StorageProbe(of: folder)
      if !probe.isAnswered(in: folder) { try ask(probe) }
      try finish(work, probe.word)
    } catch let silence as SlurmSilence {
      throw silence.error
    } catch {
      Submission.cancelAll(in: folder, client)
      throw error
    }
  }

  private func finish(_ work: Work, _ word: String) throws {
    var wave = SlurmWave(count: work.writes.count)
    var jobs = try Jobs(run: word, folder: folder)
    try adopt(&wave, &jobs, work)
    // Known once: it asks the controller.
    var size = min(try largestArray(&jobs), settings.maxArraySize ?? .max)
    while true {
      try submit(&wave, &jobs, work, &size)
      try pause()
      try look(&wave, &jobs, work)
      if wave.isSettled { break }
    }
    // A controller that was killed before it had saved that a job ended starts it again.
    client.cancel(client.names(beginningWith: Submission.prefix(word)).filter { !jobs.names.contains($0) })
  }

  /// The jobs of the run that may wait or run, and what is known of Slurm.
  struct Jobs {
    let run: String
    var open: [Int: Submission]
    var next: Int
    /// What was said already of waiting tasks.
    var reasons: Set<String> = []
    var silence: SlurmSilence?
    /// The jobs during whose time Slurm was silent: a controller that was killed may have forgotten them.
    var forgettable: Set<Int> = []
    /// How many tasks were not ended when Slurm took no more of them.
    var refusedAt: Int?

    init(run: String, folder: String) throws {
      self.run = run
      let found = try Submission.open(in: folder)
      open = Dictionary(found.submissions.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
      next = found.next
    }

    var names: [String] { open.values.map(\.name).sorted() }
  }

  /// Waits as long as `poll_seconds` say, and looks meanwhile whether the run is to stop.
  func pause() throws {
    let end = ContinuousClock.now + .seconds(settings.pollSeconds)
    repeat {
      try check()
      usleep(UInt32(min(settings.pollSeconds, 0.2) * 1e6))
    } while ContinuousClock.now < end
    try check()
  }

  /// Throws where no machine of the cluster finds the run's word in its folder.
  private func ask(_ probe: StorageProbe) throws {
    console.log("asking a machine of the cluster whether it sees \(folder)")
    var refusal: TaskFailure?
    try finish(
      Work(
        writes: [StorageProbe.reply], file: { _ in .probe(probe) }, isDone: { _ in probe.isAnswered(in: folder) },
        onFailed: { refusal = $1 }), probe.word)
    guard let refusal else { return }
    guard refusal.hasLog else {
      throw FileError(
        folder, "is not on storage that the cluster's machines share", expected: "an answer in \(StorageProbe.reply)",
        found: refusal.reason, advice: "choose another folder with --output")
    }
    throw FileError(refusal.log, "a task of the cluster cannot work in the run's folder", found: refusal.reason)
  }
}
