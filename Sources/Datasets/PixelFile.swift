import Files
import Foundation

/// Pixels on disk, in a file without a name that goes when nobody reads it any more.
///
/// Images that would fill the memory are decoded into it once. What is read often stays in the system's own cache as long
/// as there is room, and takes none from anybody who needs it.
final class PixelFile: Sendable {
  private let descriptor: Int32
  private let folder: String

  /// The folder of such files: `$TMPDIR`, or `/var/tmp`. In `/tmp` they may lie in memory after all.
  static var usualFolder: String {
    ProcessInfo.processInfo.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/var/tmp"
  }

  /// A file for `count` bytes. Throws a `FileError` where `folder` has no room for them.
  init(count: Int, in folder: String = PixelFile.usualFolder, of path: String) throws {
    self.folder = folder
    var room = statvfs()
    if statvfs(folder, &room) == 0, Self.free(room) < count {
      throw FileError(
        path, "no room for its decoded images", expected: "\(Memory.words(count)) in \(folder)",
        found: Memory.words(Self.free(room)), advice: Self.advice)
    }
    do {
      descriptor =
        try AtomicFile.openNameless(in: folder, for: path, "no file for its decoded images")
        ?? Self.openAndUnlink(in: folder, for: path)
    } catch var error as FileError {
      (error.expected, error.advice) = ("a new file in \(folder)", Self.advice)
      throw error
    }
  }

  private static let advice = "set the variable TMPDIR to a folder with more room"

  /// The bytes that a file system has left for this user. Some claim more than `Int` holds.
  static func free(_ room: statvfs) -> Int {
    [Int(clamping: room.f_bavail), Int(clamping: room.f_frsize)].checkedProduct ?? .max
  }

  /// A file whose name is removed at once, for file systems that have none without a name.
  static func openAndUnlink(in folder: String, for path: String) throws -> Int32 {
    let name = "\(folder)/lossaudit-pixels-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    let descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw FileError(path, "no file for its decoded images", found: String(cString: strerror(errno)))
    }
    unlink(name)
    return descriptor
  }

  deinit { close(descriptor) }

  /// Writes `bytes` at `offset`.
  func write(_ bytes: [UInt8], at offset: Int) throws {
    try bytes.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let count = pwrite(descriptor, bytes.baseAddress! + done, bytes.count - done, offset + done)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else {
          throw FileError(
            folder, "the decoded images cannot be written", code: errno, advice: Self.advice)
        }
        done += count
      }
    }
  }

  /// Fills `target` with the bytes from `offset` on, which must have been written. A disk that fails ends the program.
  func read(into target: UnsafeMutableRawBufferPointer, at offset: Int) {
    var done = 0
    while done < target.count {
      let count = pread(descriptor, target.baseAddress! + done, target.count - done, offset + done)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        fatalError("\(folder): the decoded images cannot be read: \(String(cString: strerror(errno)))")
      }
      done += count
    }
  }
}
