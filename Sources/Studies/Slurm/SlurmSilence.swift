import Files
import Foundation

/// The time in which Slurm's controller does not answer: it was killed, is restarted, or cannot be reached.
struct SlurmSilence: Error {
  let since: ContinuousClock.Instant
  /// The minutes after which the run ends.
  let patience: Double

  var isTooLong: Bool { (ContinuousClock.now - since).seconds > 60 * patience }

  var error: FileError {
    var error = FileError(
      "squeue", "Slurm does not answer", expected: "an answer within \(patience) minutes (slurm.patience_minutes)",
      found: "none", advice: "start the same command again when it does: jobs that wait or run go on")
    error.mayPass = true
    return error
  }
}

extension SlurmRunner {
  /// Says once that Slurm does not answer, and once that it does again.
  ///
  /// While it does not, nothing is known of what waits or runs: results are seen, and nothing counts as lost. Throws a
  /// `SlurmSilence` that lasts too long.
  func note(_ jobs: inout Jobs, isSilent: Bool) throws(SlurmSilence) {
    if isSilent { jobs.forgettable.formUnion(jobs.open.keys) }
    if let silence = jobs.silence {
      if !isSilent {
        console.log("note: Slurm answers again")
        jobs.silence = nil
      } else if silence.isTooLong {
        throw silence
      }
    } else if isSilent {
      jobs.silence = SlurmSilence(since: .now, patience: settings.patienceMinutes)
      console.log(
        "note: Slurm does not answer; results are waited for, and Slurm for \(settings.patienceMinutes) minutes")
    }
  }

  /// How many tasks an array may have.
  ///
  /// A cluster that has answered this run before is waited for; at the first start a silent one is refused at once.
  func largestArray(_ jobs: inout Jobs) throws -> Int {
    while true {
      do { return try client.largestArray() } catch let refusal as SlurmRefusal {
        guard case .noAnswer = refusal, FileManager.default.fileExists(atPath: "\(folder)/\(StorageProbe.reply)")
        else { throw FileError("scontrol", "Slurm does not answer", found: refusal.words) }
        try note(&jobs, isSilent: true)
        try pause()
      }
    }
  }
}
