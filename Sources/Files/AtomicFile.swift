public import Foundation

/// Whole-file reads and writes that either happen completely or not at all.
public enum AtomicFile {
  /// Writes `data` to a temporary name beside `path`, syncs it, and renames it into place.
  ///
  /// The folder is created where it is missing. On any failure, such as a full disk, the temporary file is removed, a
  /// former file at `path` stays as it was, and a `FileError` says what the system answered. A link stays a link to its
  /// file, and a device or a pipe, such as /dev/null, takes the data as it comes: nothing is put in its place.
  public static func write(_ data: Data, to path: String) throws {
    guard !isStream(path) else { return try writeThrough(data, to: path) }
    let target = linkTarget(path), folder = PathParts(target).folder
    try createFolder(folder)
    let temporary = "\(target).tmp-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw systemError(path, "cannot be written") }
    do {
      try writeAll(data, to: descriptor, path: path)
      guard fsync(descriptor) == 0 else { throw systemError(path, "cannot be synced to disk") }
    } catch {
      close(descriptor)
      unlink(temporary)
      throw error
    }
    guard close(descriptor) == 0, rename(temporary, target) == 0 else {
      let error = systemError(path, "cannot be put in place")
      unlink(temporary)
      throw error
    }
    // The rename itself is durable only once the folder is synced.
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { return }
    defer { close(directory) }
    // Some file systems cannot sync a folder, and say so.
    guard fsync(directory) == 0 || errno == EINVAL || errno == ENOTSUP else {
      throw systemError(path, "is written, but its folder cannot be synced to disk")
    }
  }

  /// Throws a `FileError` where `write` to `path` would fail, before anyone works for what is to be written.
  ///
  /// `asFolder` asks for a folder that takes files. A file without a name is tried in the nearest folder above `path`
  /// that exists, so that nothing can be left behind.
  public static func requireWritable(_ path: String, asFolder: Bool = false) throws {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    guard !exists || isFolder.boolValue == asFolder else {
      let kinds = asFolder ? ("a folder", "a file") : ("a file", "a folder")
      throw FileError(path, "cannot be written", expected: kinds.0, found: kinds.1)
    }
    guard !isStream(path) else {
      guard access(path, W_OK) == 0 else { throw systemError(path, "cannot be written") }
      return
    }
    var folder = exists && asFolder ? path : PathParts(linkTarget(path)).folder
    // "." and "/" are their own folders: where even they are missing, the attempt below says so.
    while !FileManager.default.fileExists(atPath: folder), folder != PathParts(folder).folder {
      folder = PathParts(folder).folder
    }
    guard let descriptor = try openNameless(in: folder, for: path, "cannot be written") else {
      // Where no file can be without a name, the permission alone is asked for.
      guard access(folder, W_OK | X_OK) == 0 else { throw systemError(path, "cannot be written") }
      return
    }
    close(descriptor)
  }

  /// Opens a new file without a name in `folder`, to be written and read, which goes when it is closed.
  ///
  /// It is `nil` where the file system has no such files. Throws a `FileError` with `path` and `problem` where the folder
  /// takes no file.
  public static func openNameless(in folder: String, for path: String, _ problem: String) throws -> Int32? {
    // Linux's `O_TMPFILE`, which Swift does not import.
    let nameless = 0o20_000_000 | O_DIRECTORY
    let descriptor = open(folder, O_RDWR | nameless | O_CLOEXEC, 0o600)
    guard descriptor < 0 else { return descriptor }
    guard errno == EOPNOTSUPP || errno == EISDIR else { throw systemError(path, problem) }
    return nil
  }

  public static func write(_ text: String, to path: String) throws { try write(Data(text.utf8), to: path) }

  /// The content of the whole file. Throws a `FileError` where the file is missing or cannot be read.
  public static func read(_ path: String) throws -> Data {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw FileError(path, "no such file")
    }
    guard !isFolder.boolValue else { throw FileError(path, "is a folder", expected: "a file") }
    var status = stat()
    if stat(path, &status) == 0 { try Memory.require(Int(status.st_size), for: "its content", of: path) }
    do { return try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
      throw failure(path, "cannot be read", error)
    }
  }

  /// Makes the folder and the folders above it where they are missing.
  public static func createFolder(_ path: String) throws {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
      throw FileError(path, "the folder cannot be created", expected: "a folder", found: "a file")
    }
    do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
      throw failure(path, "the folder cannot be created", error)
    }
  }

  /// Whether a file of this name is the temporary file of a `write`, whose process was killed or still writes.
  public static func isLeftover(_ name: String) -> Bool { name.contains(/\.tmp-[0-9]+-[0-9]+$/) }

  /// Removes the temporary files that killed processes left in `folder` and below. No other process may work there.
  public static func removeLeftovers(below folder: String) {
    for case let name as String in FileManager.default.enumerator(atPath: folder) ?? .init() where isLeftover(name) {
      unlink("\(folder)/\(name)")
    }
  }

  /// Removes the temporary files that killed processes left when they wrote `path`. No other process may write it.
  public static func removeLeftovers(of path: String) {
    let parts = PathParts(linkTarget(path))
    for name in (try? FileManager.default.contentsOfDirectory(atPath: parts.folder)) ?? []
    where isLeftover(name) && name.hasPrefix(parts.name + ".tmp-") {
      unlink("\(parts.folder)/\(name)")
    }
  }

  /// Whether `path` is a device, a pipe or a socket, or a name of what this process has open.
  private static func isStream(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    let kind = status.st_mode & S_IFMT
    return kind != S_IFREG && kind != S_IFDIR
      || ["/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/"].contains { path.hasPrefix($0) }
  }

  /// The file that a link at `path` leads to, else `path`.
  private static func linkTarget(_ path: String) -> String {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK, let target = realpath(path, nil) else {
      return path
    }
    defer { free(target) }
    return String(cString: target)
  }

  private static func writeThrough(_ data: Data, to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
    guard descriptor >= 0 else { throw systemError(path, "cannot be written") }
    defer { close(descriptor) }
    try writeAll(data, to: descriptor, path: path)
  }

  private static func writeAll(_ data: Data, to descriptor: Int32, path: String) throws {
    try data.withUnsafeBytes { bytes in
      var offset = 0
      while offset < bytes.count {
        let count = Foundation.write(descriptor, bytes.baseAddress! + offset, bytes.count - offset)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { throw systemError(path, "cannot be written") }
        offset += count
      }
    }
  }

  /// What the system answered, of an error of Foundation's, whose own words are "error 512" for some of it.
  private static func failure(_ path: String, _ problem: String, _ error: any Error) -> FileError {
    guard let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error else {
      return FileError(path, problem, found: error.localizedDescription)
    }
    return FileError(path, problem, code: Int32((cause as NSError).code))
  }

  private static func systemError(_ path: String, _ problem: String) -> FileError {
    FileError(path, problem, code: errno)
  }
}
