import Foundation

/// A folder that only one process works in, for as long as this value lives.
public final class FolderLock {
  private let descriptor: Int32
  private var isHeld = false

  /// The file in the folder that is locked; it says who holds it.
  public static let name = ".lock"

  /// Throws a `FileError` that names the process and since when, where another one holds the folder; `what` is what the
  /// folder is, such as `the run folder`.
  public init(_ folder: String, what: String, advice: String) throws {
    let path = "\(folder)/\(Self.name)"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileError(path, "cannot be opened", found: String(cString: strerror(errno))) }
    // `deinit` closes the file, after an error too.
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let holder = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
      throw FileError(
        folder, "\(what) is in use", found: holder.isEmpty ? "another process" : holder, advice: advice)
    }
    isHeld = true
    let started = ISO8601DateFormatter().string(from: Date())
    let holder = "process \(getpid()) on \(ProcessInfo.processInfo.hostName) since \(started)"
    ftruncate(descriptor, 0)
    _ = holder.withCString { write(descriptor, $0, strlen($0)) }
  }

  deinit {
    guard descriptor >= 0 else { return }
    // The file stays: removing it would let a third process lock a name that a second one still waits on.
    if isHeld { ftruncate(descriptor, 0) }
    close(descriptor)
  }
}
