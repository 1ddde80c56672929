import CZlib
import Files
import Foundation

/// Unpacks known files from a tar archive in gzip. The format is POSIX ustar, which GNU tar writes too where names are
/// short.
enum TarArchive {
  struct Member: Sendable, Equatable {
    /// The path of the member in the archive.
    var path: String
    var size: Int
    /// The name of the unpacked file, without the folders of the archive.
    var file: String { (path as NSString).lastPathComponent }
  }

  private static let block = 512

  /// Writes the members into `folder`, each under its `file`, and ignores everything else in the archive.
  ///
  /// The names of the files come from the members and never from the archive, so that no archive can write elsewhere.
  /// The stream is read to its end, where its checksum is. Throws a `FileError` for damage, and for a member that is
  /// missing, is no regular file, or has another size. `tick` is called now and then, and what it throws ends the work.
  static func unpack(
    _ archive: String, _ members: [Member], into folder: String, tick: () throws -> Void = {}
  ) throws {
    let stream = try GzipStream(archive)
    var missing = members
    while let header = try Header(stream) {
      try tick()
      if let index = missing.firstIndex(where: { $0.path == header.path }) {
        let member = missing.remove(at: index)
        guard header.isRegular, header.size == member.size else {
          throw FileError(
            archive, at: header.path, "not the file that is known by this name",
            expected: "a regular file of \(member.size) bytes",
            found: "\(header.isRegular ? "one" : "something else") of \(header.size)")
        }
        try write(stream, header.size, to: "\(folder)/\(member.file)", tick)
      } else {
        try stream.skip(header.size, tick)
      }
      try stream.skip((block - header.size % block) % block, tick)
    }
    try stream.finish()
    guard missing.isEmpty else {
      throw FileError(
        archive, "files are missing from the archive", expected: missing.map(\.path).joined(separator: ", "))
    }
  }

  private static func write(_ stream: GzipStream, _ size: Int, to path: String, _ tick: () throws -> Void) throws {
    func systemError() -> FileError { FileError(path, "cannot be written", found: String(cString: strerror(errno))) }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw systemError() }
    defer { close(descriptor) }
    try stream.read(size) { bytes in
      try tick()
      var done = 0
      while done < bytes.count {
        let count = Foundation.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { throw systemError() }
        done += count
      }
    }
    guard fsync(descriptor) == 0 else { throw systemError() }
  }

  /// The header of one entry, which has 512 bytes.
  private struct Header {
    var path: String
    var size: Int
    var isRegular: Bool

    /// Reads a header; `nil` at the block of zeros that ends the archive.
    init?(_ stream: GzipStream) throws {
      var bytes: [UInt8] = []
      try stream.read(block) { bytes += $0 }
      guard bytes.contains(where: { $0 != 0 }) else { return nil }
      func text(_ range: Range<Int>) -> String { String(decoding: bytes[range].prefix { $0 != 0 }, as: UTF8.self) }
      func octal(_ range: Range<Int>) -> Int? {
        Int(text(range).trimmingCharacters(in: .whitespaces), radix: 8).flatMap { $0 < 0 ? nil : $0 }
      }
      // The sum of all bytes, those of the sum itself counted as spaces.
      let sum = bytes.indices.reduce(0) { $0 + ((148..<156).contains($1) ? 0x20 : Int(bytes[$1])) }
      guard octal(148..<156) == sum, let size = octal(124..<136) else {
        throw FileError(stream.path, "not a tar archive, or a damaged one", expected: "a header with checksum \(sum)")
      }
      let prefix = text(257..<263) == "ustar" ? text(345..<500) : ""
      let name = prefix.isEmpty ? text(0..<100) : "\(prefix)/\(text(0..<100))"
      path = name.hasPrefix("./") ? String(name.dropFirst(2)) : name
      self.size = size
      isRegular = bytes[156] == 0 || bytes[156] == UInt8(ascii: "0")
    }
  }

  /// A gzip file that zlib inflates piece by piece.
  private final class GzipStream {
    let path: String
    private let handle: gzFile
    private var buffer = [UInt8](repeating: 0, count: 1 << 17)

    init(_ path: String) throws {
      guard let handle = gzopen(path, "rb") else {
        throw FileError(path, "cannot be read", found: String(cString: strerror(errno)))
      }
      (self.path, self.handle) = (path, handle)
    }

    deinit { gzclose(handle) }

    /// Calls `body` with the next `size` bytes, piece by piece. Throws a `FileError` where there are fewer.
    func read(_ size: Int, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
      var left = size
      while left > 0 {
        let count = try next(left)
        guard count > 0 else {
          throw FileError(path, "the archive is damaged or truncated", expected: "\(left) bytes more")
        }
        try buffer.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        left -= count
      }
    }

    func skip(_ size: Int, _ tick: () throws -> Void) throws { try read(size) { _ in try tick() } }

    /// Reads to the end of the stream, where zlib compares the checksum.
    func finish() throws { while try next(buffer.count) > 0 {} }

    private func next(_ limit: Int) throws -> Int {
      let count = Int(gzread(handle, &buffer, UInt32(min(limit, buffer.count))))
      var code: Int32 = 0
      let message = gzerror(handle, &code)
      // Z_BUF_ERROR: the file ends within the stream.
      guard count >= 0, code == Z_OK || code == Z_STREAM_END else {
        throw FileError(
          path, "the archive is damaged or truncated", found: message.map { String(cString: $0) } ?? "status \(code)")
      }
      return count
    }
  }
}
