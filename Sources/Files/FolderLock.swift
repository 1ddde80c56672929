import Foundation

/// A lock by which only one process works in a folder, or on one file. It holds as long as this value lives.
public final class FolderLock {
  private let descriptor: Int32
  private var file = ""
  private var isHeld = false

  /// The name of the locked file in a folder. Its content says which process holds the lock.
  public static let name = ".lock"

  /// Locks `folder`, which `what` describes, such as `the run folder`.
  ///
  /// The folder has to be known as one of ours, since the lock is a file in it. Throws a `FileError` where another process
  /// holds it. The error names the process and when it began.
  public convenience init(_ folder: String, what: String, advice: String) throws {
    try self.init(at: "\(folder)/\(Self.name)", of: folder, what: what, advice: advice)
  }

  /// Makes the folder where it is missing, and locks it.
  ///
  /// `check` throws where the folder is not one of ours. It is asked before anything is written there, and again under the
  /// lock, since another process may have come and gone in between.
  public convenience init(
    creating folder: String, what: String, advice: String, check: () throws -> Void
  ) throws {
    try check()
    try AtomicFile.createFolder(folder)
    try self.init(folder, what: what, advice: advice)
    try check()
  }

  /// Locks the files that are written under the name `stem`, by a hidden file beside them.
  public convenience init(besides stem: String, what: String, advice: String) throws {
    let parts = PathParts(stem)
    try AtomicFile.createFolder(parts.folder)
    try self.init(at: "\(parts.folder)/.\(parts.name)\(Self.name)", of: stem, what: what, advice: advice)
  }

  private init(at path: String, of subject: String, what: String, advice: String) throws {
    // A link would have us empty the file that it points to.
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else {
      guard errno != ELOOP else {
        throw FileError(path, "is not a lock", expected: "a plain file", found: "a symbolic link")
      }
      throw FileError(path, "cannot be opened", code: errno)
    }
    // `deinit` closes the file, after an error too.
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw Self.inUse(by: Self.statedHolder(path), of: subject, what: what, advice: advice)
    }
    // Its holder may have removed the file between our two calls: then another process may lock a new one.
    var own = stat(), named = stat()
    guard fstat(descriptor, &own) == 0, stat(path, &named) == 0, own.st_ino == named.st_ino else {
      throw FileError(subject, "\(what) was removed", advice: "start again")
    }
    file = path
    isHeld = true
    let started = ISO8601DateFormatter().string(from: Date())
    let holder = "process \(getpid()) on \(ProcessInfo.processInfo.hostName) since \(started)"
    ftruncate(descriptor, 0)
    _ = holder.withCString { write(descriptor, $0, strlen($0)) }
  }

  /// Throws a `FileError` where another process holds the lock of `folder`, as taking the lock would, and touches nothing.
  public static func requireFree(_ folder: String, what: String, advice: String) throws {
    guard let holder = holder(of: folder) else { return }
    throw inUse(by: holder, of: folder, what: what, advice: advice)
  }

  /// Who holds the lock of `folder`, in words: process, machine and since when; `nil` where nobody does.
  public static func holder(of folder: String) -> String? {
    let path = "\(folder)/\(name)"
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) == 0 ? nil : statedHolder(path)
  }

  /// Removes the locked file, where the folder is of no further use. The lock holds on.
  public func removeFile() { unlink(file) }

  /// What the holder of the lock has written into its file.
  private static func statedHolder(_ path: String) -> String {
    let holder = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return holder.isEmpty ? "another process" : holder
  }

  private static func inUse(by holder: String, of subject: String, what: String, advice: String) -> FileError {
    var error = FileError(subject, "\(what) is in use", found: holder, advice: advice)
    error.mayPass = true
    return error
  }

  deinit {
    guard descriptor >= 0 else { return }
    // The file stays: removing it would let a third process lock a name that a second one still waits on.
    if isHeld { ftruncate(descriptor, 0) }
    close(descriptor)
  }
}
