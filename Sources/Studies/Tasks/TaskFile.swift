import Files
import Foundation
import LossEvolution
import Models

/// A task as it lies in a file: any process that sees the run's folder and the data can do it.
///
/// `{"folder": "../..", "task": {"train": {"loss": "mse", "seed": 1}}, "version": "0.4.0"}`: the run's folder is relative
/// to the folder of the file, or absolute.
public struct TaskFile: Codable, Equatable, Sendable {
  var version = Version.current
  var folder: String
  var work: Work

  enum Work: Equatable, Sendable {
    case task(StudyTask)
    /// A candidate of a search that has its folder for itself.
    case candidate(CandidateTask)
    /// Says that a machine sees the run's folder, by a word that stands there.
    case probe(StorageProbe)
  }

  init(folder: String, _ work: Work) {
    self.folder = folder
    self.work = work
  }

  private enum CodingKeys: CodingKey { case version, folder, task, candidate, probe }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    version = try container.decode(String.self, forKey: .version)
    folder = try container.decode(String.self, forKey: .folder)
    work =
      try container.decodeIfPresent(StorageProbe.self, forKey: .probe).map { .probe($0) }
      ?? container.decodeIfPresent(CandidateTask.self, forKey: .candidate).map { .candidate($0) }
      ?? .task(container.decode(StudyTask.self, forKey: .task))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(version, forKey: .version)
    try container.encode(folder, forKey: .folder)
    switch work {
    case .task(let task): try container.encode(task, forKey: .task)
    case .candidate(let candidate): try container.encode(candidate, forKey: .candidate)
    case .probe(let probe): try container.encode(probe, forKey: .probe)
    }
  }

  /// Does what the file at `path` says on `threads` threads, unless it is done already; returns the path of the result.
  ///
  /// Throws a `FileError`; its `mayPass` says whether another try may succeed.
  public static func run(_ path: String, threads: Int, console: Console) throws -> String {
    let file = try StableJSON.decode(Self.self, from: AtomicFile.read(path), path: path)
    guard file.version == Version.current else {
      throw FileError(
        path, at: "version", "the task is of another version of the program", expected: Version.current,
        found: file.version)
    }
    let given = file.folder.hasPrefix("/") ? file.folder : "\(PathParts(path).folder)/\(file.folder)"
    let folder = URL(fileURLWithPath: given).standardizedFileURL.path
    switch file.work {
    case .candidate(let candidate):
      try SearchStudy.score(candidate, folder: folder, threads: threads, console: console)
      return "\(folder)/\(candidate.file)"
    case .probe(let probe): return try probe.answer(in: folder)
    case .task(let task):
      try task.run(folder: folder, threads: threads, console: console)
      return "\(folder)/\(task.writes)"
    }
  }
}

extension StudyTask {
  /// Does the task alone in this process, unless its result is there.
  fileprivate func run(folder: String, threads: Int, console: Console) throws {
    var audit = try AuditFile.read("\(folder)/\(RunLayout.audit)")
    // A search that is run as one task trains its candidates here.
    audit.executor = .local
    for path in reads(in: audit) where !FileManager.default.fileExists(atPath: "\(folder)/\(path)") {
      var error = FileError("\(folder)/\(path)", "no such file", expected: "the result of an earlier task")
      // A file server may show it later.
      error.mayPass = true
      throw error
    }
    let engine = Engine(threads: threads, precision: audit.precise ? .precise : .usual)
    let study = StudyContext(
      audit: audit, folder: folder, data: try StudyData(audit), console: console, job: console.context(engine))
    try requireSameData(study)
    if try !isDone(in: study) { try exclusively(in: folder) { try run(in: study, study.job) } }
    console.finish()
  }

  /// Throws a `FileError` where this machine has other data or models under the audit's paths than the run was begun with.
  ///
  /// A run that was only written down has no record yet: its last step makes sure of the results.
  private func requireSameData(_ study: StudyContext) throws {
    let record = study.path(RunLayout.record)
    guard FileManager.default.fileExists(atPath: record) else { return }
    let network = study.audit.trains ? try study.network(study.audit.training) : nil
    try RunRecord.require(
      RunRecord.identity(study.data, network), dataDigest: study.data.digest, of: study.data.folder, in: record,
      advice: "give this machine the files that the run was begun with")
  }

  private func isDone(in study: StudyContext) throws -> Bool {
    switch self {
    case .evolve: FileManager.default.fileExists(atPath: study.path(writes))
    case .score, .train, .audit, .damage, .certify, .slice, .sharpness, .report: try study.isDone(self)
    }
  }

  /// A training and a search keep unfinished work, in which two processes would be in each other's way.
  private func exclusively(in folder: String, _ body: () throws -> Void) throws {
    switch self {
    case .train, .evolve:
      let lock = try FolderLock(
        besides: "\(folder)/\(RunLayout.tasks)/\(writes.replacing("/", with: "-"))", what: "the task's result",
        advice: "wait for it")
      try withExtendedLifetime(lock) { try body() }
    case .score, .audit, .damage, .certify, .slice, .sharpness, .report: try body()
    }
  }
}
