import Files
import Foundation

/// A job array that was submitted, as `job.json` in its folder holds it: a driver that dies leaves its successor what
/// runs.
struct Submission: Codable, Equatable {
  /// Counted from 1; it names the folder.
  var number: Int
  /// The job's name, which no other job of the cluster has.
  var name: String
  /// Slurm's number; `nil` until `sbatch` has said it.
  var job: String?
  /// What the tasks write, in the order of their indices in the array.
  var tasks: [String]

  /// How the names of all jobs of the run with this word begin.
  static func prefix(_ word: String) -> String { "lossaudit-\(word)-" }

  static func folder(_ number: Int) -> String { "\(RunLayout.tasks)/\(String(format: "%04d", number))" }

  /// A path within the run's folder, as those that follow.
  var folder: String { Self.folder(number) }
  private static let record = "job.json", ended = "ended.json"

  /// From now on the folder says that the job may be there.
  func write(in run: String) throws {
    try AtomicFile.write(StableJSON.encode(self), to: "\(run)/\(folder)/\(Self.record)")
  }

  /// Says that nothing of the job waits or runs.
  func close(in run: String) {
    _ = rename("\(run)/\(folder)/\(Self.record)", "\(run)/\(folder)/\(Self.ended)")
  }

  /// Of a job that was never there.
  func remove(in run: String) { try? FileManager.default.removeItem(atPath: "\(run)/\(folder)") }

  /// The jobs of the run that may wait or run, and the number of the next one.
  static func open(in run: String) throws -> (submissions: [Submission], next: Int) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(run)/\(RunLayout.tasks)")) ?? []
    let numbers = names.compactMap { Int($0) }.sorted()
    let open = try numbers.compactMap { number -> Submission? in
      let path = "\(run)/\(folder(number))/\(record)"
      guard FileManager.default.fileExists(atPath: path) else { return nil }
      return try StableJSON.decode(Submission.self, from: AtomicFile.read(path), path: path)
    }
    return (open, (numbers.last ?? 0) + 1)
  }

  /// Takes back every job of the run that may wait or run.
  static func cancelAll(in run: String, _ client: SlurmClient = SlurmClient()) {
    guard let open = try? open(in: run).submissions, let word = StorageProbe.known(in: run) else { return }
    client.cancel(open.map(\.name))
    client.cancel(client.names(beginningWith: prefix(word)))
  }
}
