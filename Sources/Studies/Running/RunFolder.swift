import Files
import Foundation

/// A run's folder: whose it is, and who works in it now.
public final class RunFolder {
  public let path: String
  private let lock: FolderLock
  /// Whether there was no such folder before.
  private let isNew: Bool

  private static let what = "the run folder", advice = "wait for it, or choose another folder with --output"

  /// Creates or opens the folder and locks it.
  ///
  /// Throws a `FileError` that names the process and since when, where another run holds it; and one that shows the
  /// difference, where the folder holds the run of another audit.
  public init(_ path: String, audit: AuditFile) throws {
    self.path = path
    isNew = !FolderNames.exists(path)
    lock = try FolderLock(creating: path, what: Self.what, advice: Self.advice) {
      try Self.requireUsable(path, for: audit)
    }
    // Tasks of a former start may still write on other machines.
    if audit.executor == .local { AtomicFile.removeLeftovers(below: path) }
  }

  /// Takes the lock away, and the folder where it was made for this run, if nothing was written: a start that was refused
  /// leaves nothing behind.
  public func removeUnused() {
    guard (try? FileManager.default.contentsOfDirectory(atPath: path)) == [FolderLock.name] else { return }
    lock.removeFile()
    if isNew { rmdir(path) }
  }

  public func path(_ relative: String) -> String { "\(path)/\(relative)" }

  /// Moves a former run out of the way; returns where to, `nil` where there was none.
  ///
  /// Throws for whatever is not a run's folder: a mistyped --output must not move a stranger's files.
  public static func setAside(_ path: String) throws -> String? {
    guard try holdsRun(path) else { return nil }
    let lock = try FolderLock(path, what: what, advice: advice)
    Submission.cancelAll(in: path)
    var number = 1
    while FileManager.default.fileExists(atPath: "\(path).before-\(number)") { number += 1 }
    let aside = "\(path).before-\(number)"
    return try withExtendedLifetime(lock) {
      guard rename(path, aside) == 0 else {
        throw FileError(path, "cannot be moved aside", found: String(cString: strerror(errno)))
      }
      return aside
    }
  }

  /// Whether a start of `audit` in `path` would go on with a run there, or with `fresh` move one aside. It throws what the
  /// start would, and touches nothing.
  static func holdsRun(_ path: String, of audit: AuditFile, fresh: Bool) throws -> Bool {
    guard try holdsRun(path) else { return false }
    if !fresh { try requireUsable(path, for: audit) }
    try FolderLock.requireFree(path, what: what, advice: advice)
    return true
  }

  /// Whether a run has begun here; throws where something else is.
  private static func holdsRun(_ path: String) throws -> Bool {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return false }
    let content = (isFolder.boolValue ? try? FileManager.default.contentsOfDirectory(atPath: path) : nil) ?? []
    // A run that was killed in its first moment may have left its record alone.
    if content.contains(RunLayout.audit) || content.contains(RunLayout.record) { return true }
    let foreign = content.filter { $0 != FolderLock.name && !AtomicFile.isLeftover($0) }.min()
    guard isFolder.boolValue, foreign == nil else {
      throw FileError(
        path, "is not a run folder", expected: "a new or empty folder, or one with \(RunLayout.audit)",
        found: foreign ?? "a file", advice: "choose another folder with --output")
    }
    return false
  }

  /// Throws where the folder holds something else than a run of `audit`.
  private static func requireUsable(_ folder: String, for audit: AuditFile) throws {
    let path = "\(folder)/\(RunLayout.audit)"
    // A run that was killed in its first moment has not stated its audit.
    guard try holdsRun(folder), FileManager.default.fileExists(atPath: path) else { return }
    let own = audit.portable, other = try AuditFile.read(path).portable
    // What an audit does not write decides nothing.
    guard try own.yaml() != other.yaml() else { return }
    let difference = AuditDifference.first(between: own, and: other)
    throw FileError(
      path, at: difference?.key,
      "the folder holds the run of another audit"
        + (difference.map { ": this command says \($0.first), the run in \(folder) says \($0.second)" } ?? ""),
      advice: "choose another folder with --output, or move this run aside with --fresh")
  }
}
