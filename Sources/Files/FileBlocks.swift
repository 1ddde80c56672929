import Foundation

/// Files that are read piece by piece, because a whole file beside its content would need too much memory.
public enum FileBlocks {
  /// The number of bytes in a regular file. Throws a `FileError` where there is none.
  public static func size(of path: String) throws -> Int {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw errno == ENOENT ? FileError(path, "no such file") : systemError(path)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(
        path, status.st_mode & S_IFMT == S_IFDIR ? "is a folder" : "is not a regular file", expected: "a file")
    }
    return Int(status.st_size)
  }

  /// Calls `body` with every piece of the first `size` bytes and with its offset. All pieces but the last have `block`
  /// bytes.
  ///
  /// Throws a `FileError` where the file is shorter, and what `body` throws.
  public static func forEach(
    of path: String, size: Int, block: Int, _ body: (_ offset: Int, _ bytes: UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws {
    precondition(block > 0)
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw systemError(path) }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: min(block, max(size, 1)))
    try buffer.withUnsafeMutableBufferPointer { buffer in
      for offset in stride(from: 0, to: size, by: block) {
        let piece = UnsafeMutableBufferPointer(rebasing: buffer[..<min(block, size - offset)])
        try fill(piece, from: offset, of: path, descriptor)
        try body(offset, UnsafeBufferPointer(piece))
      }
    }
  }

  /// The bytes of a part of a file. Throws a `FileError` where the file is shorter.
  public static func bytes(of path: String, _ range: Range<Int>) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw systemError(path) }
    defer { close(descriptor) }
    return try [UInt8](unsafeUninitializedCapacity: range.count) { buffer, initialised in
      try fill(
        UnsafeMutableBufferPointer(rebasing: buffer[..<range.count]), from: range.lowerBound, of: path, descriptor)
      initialised = range.count
    }
  }

  /// Fills `buffer` with the bytes of an open file from the place `start`.
  private static func fill(
    _ buffer: UnsafeMutableBufferPointer<UInt8>, from start: Int, of path: String, _ descriptor: Int32
  ) throws {
    var filled = 0
    while filled < buffer.count {
      let count = pread(descriptor, buffer.baseAddress! + filled, buffer.count - filled, start + filled)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw systemError(path) }
      guard count > 0 else {
        throw FileError(
          path, at: "byte \(start + filled)", "the file became shorter while it was read",
          expected: "\(start + buffer.count) bytes", found: "\(start + filled)")
      }
      filled += count
    }
  }

  private static func systemError(_ path: String) -> FileError {
    FileError(path, "cannot be read", code: errno)
  }
}
