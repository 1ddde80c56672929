import Foundation

extension FolderLock {
  /// Throws a `FileError` where another process holds the lock of `folder`, as taking the lock would, and touches nothing.
  public static func requireFree(_ folder: String, what: String, advice: String) throws {
    let path = "\(folder)/\(name)"
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_SH | LOCK_NB) != 0 else { return }
    let holder = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    throw FileError(folder, "\(what) is in use", found: holder.isEmpty ? "another process" : holder, advice: advice)
  }
}
