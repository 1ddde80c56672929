import Files
import Foundation
import LossEvolution
import Reports

/// How far the run in a folder is: what is done, what is being done, and what is to come. Nothing is touched.
public struct RunStatus: Encodable, Equatable {
  public enum State: String, Encodable {
    /// A process works in the folder.
    case running
    /// Nobody works there, and something is missing.
    case unfinished
    case done
  }

  /// One stage of the study.
  public struct Stage: Encodable, Equatable {
    public var name: String
    public var total: Int
    public var done: Int
    /// Tasks that have left a part of their work: a state that the next start goes on from.
    public var begun: Int
    /// Seconds that all starts together have spent on it.
    public var seconds: Double
    /// What is missing, by the file that will say that it is done.
    public var missing: [String]
  }

  public var folder: String
  /// The audit's name.
  public var name: String
  public var state: State
  /// The process that works there: its number, its machine and since when.
  public var holder: String?
  public var stages: [Stage]
  public var searches: [Search]
  /// Starts so far; the last one's time, in UTC.
  public var starts: Int
  public var lastStart: String?
  /// Checks of attacks that failed, once results are written.
  public var failedChecks: [String]

  /// How far one search for a loss is.
  public struct Search: Encodable, Equatable {
    public var loss: String
    public var generations: Int
    public var total: Int
  }

  private enum CodingKeys: String, CodingKey {
    case folder, name, state, holder, stages, searches, starts
    case lastStart = "last_start"
    case failedChecks = "failed_checks"
  }

  /// Throws a `FileError` where `folder` holds no run, or where its files cannot be read.
  public init(_ folder: String) throws {
    let path = "\(folder)/\(RunLayout.audit)"
    guard FileManager.default.fileExists(atPath: path) else {
      throw FileError(
        folder, "is not a run folder", expected: "a folder with \(RunLayout.audit)",
        found: FolderNames.exists(folder) ? "none there" : "no such folder",
        advice: "name a folder that run or audit has printed")
    }
    let audit = try AuditFile.read(path)
    self.folder = folder
    name = audit.name
    holder = FolderLock.holder(of: folder)
    let sessions = try Times.read("\(folder)/\(RunLayout.record)")?.starts ?? []
    starts = sessions.count
    lastStart = sessions.last?.started
    stages = StudyStage.all(of: audit).filter { !$0.tasks.isEmpty }.map { stage in
      let missing = stage.tasks.filter { !Self.exists($0.writes, in: folder) }
      return Stage(
        name: stage.name.rawValue, total: stage.tasks.count, done: stage.tasks.count - missing.count,
        begun: missing.count { task in task.unfinished.contains { Self.exists($0, in: folder) } },
        seconds: sessions.flatMap(\.stages).filter { $0.name == stage.name.rawValue }.reduce(0) { $0 + $1.seconds },
        missing: missing.map(\.writes))
    }
    searches = try audit.losses.compactMap { entry in
      guard let settings = entry.evolution else { return nil }
      let isDone = Self.exists(RunLayout.searchRecord(entry.name), in: folder)
      let state = try LossSearch.generationsDone(in: "\(folder)/\(RunLayout.search(entry.name))")
      return Search(
        loss: entry.name, generations: isDone ? settings.generations : state, total: settings.generations)
    }
    let isWhole = stages.allSatisfy { $0.missing.isEmpty }
    state = holder != nil ? .running : isWhole ? .done : .unfinished
    failedChecks =
      Self.exists(RunLayout.results, in: folder)
      ? FailedChecks.lines(try StudyResults.read("\(folder)/\(RunLayout.results)")) : []
  }

  /// The times of `run.json`, which the records of all versions have.
  private struct Times: Decodable {
    struct Start: Decodable {
      var started: String
      var stages: [RunRecord.Stage]
    }
    var starts: [Start]

    /// `nil` where a run was stopped before it had a record.
    static func read(_ path: String) throws -> Times? {
      guard FileManager.default.fileExists(atPath: path) else { return nil }
      return try StableJSON.decode(Times.self, from: AtomicFile.read(path), path: path)
    }
  }

  private static func exists(_ relative: String, in folder: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(folder)/\(relative)")
  }
}
