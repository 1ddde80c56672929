import CZlib
import Files
import Foundation

/// Reads the bytes of a part of a file in order, either as they are or inflated.
///
/// It holds 64 KiB, however much is read.
final class ByteReader {
  /// What the part holds.
  enum Compression {
    case none
    /// A zlib stream (RFC 1950).
    case zlib
    /// A bare deflate stream (RFC 1951), as in zip archives.
    case deflate

    /// How zlib calls a stream with the largest window; `nil` for none.
    fileprivate var windowBits: Int32? {
      switch self {
      case .none: nil
      case .zlib: 15
      case .deflate: -15
      }
    }
  }

  private let path: String
  private let descriptor: Int32
  private let compression: Compression
  /// The place in the file of the next byte to fetch. `left` bytes of the part follow it.
  private var offset: Int
  private var left: Int
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  /// The state of zlib, which must not move because zlib keeps its address.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private var isAtEnd = false

  /// A reader of `count` bytes from `offset` on. The file must have them.
  init(_ path: String, offset: Int, count: Int, compression: Compression) throws {
    self.path = path
    self.offset = offset
    self.compression = compression
    left = count
    stream.initialize(to: z_stream())
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(path, "cannot be read", code: errno) }
    if let bits = compression.windowBits {
      guard inflateInit2_(stream, bits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
        throw FileError(path, "zlib cannot start")
      }
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    if descriptor >= 0 { close(descriptor) }
  }

  /// The next `count` bytes. Throws a `FileError` where there are fewer.
  func read(_ count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBufferPointer { try read(into: $0) }
    return bytes
  }

  /// Fills `target` with the next bytes. Throws a `FileError` where there are fewer.
  func read(into target: UnsafeMutableBufferPointer<UInt8>) throws {
    let count = try readUp(to: target)
    guard count == target.count else {
      throw FileError(
        path, at: "byte \(offset)", "the data ends early", expected: "\(target.count - count) bytes more",
        advice: "copy or fetch it again")
    }
  }

  /// Reads to the end, where the checksum of a stream is compared. Throws a `FileError` where more than `padding` bytes
  /// are left.
  func finish(padding: Int) throws {
    var rest = [UInt8](repeating: 0, count: padding + 1)
    let count = try rest.withUnsafeMutableBufferPointer { try readUp(to: $0) }
    guard count <= padding else {
      throw FileError(path, at: "byte \(offset)", "there is more data than its size says")
    }
  }

  private func readUp(to target: UnsafeMutableBufferPointer<UInt8>) throws -> Int {
    guard compression != .none else {
      let count = min(left, target.count)
      try fetch(into: UnsafeMutableBufferPointer(rebasing: target[..<count]))
      return count
    }
    var done = 0
    try buffer.withUnsafeMutableBufferPointer { buffer in
      while done < target.count && !isAtEnd {
        if stream.pointee.avail_in == 0 {
          let count = min(left, buffer.count)
          try fetch(into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
          stream.pointee.avail_in = UInt32(count)
        }
        // The array may have moved since the last call; what is left in it ends where the last piece ended.
        stream.pointee.next_in = buffer.baseAddress! + (filled - Int(stream.pointee.avail_in))
        stream.pointee.next_out = target.baseAddress! + done
        let room = min(target.count - done, 1 << 30)
        stream.pointee.avail_out = UInt32(room)
        let status = inflate(stream, Z_NO_FLUSH)
        done += room - Int(stream.pointee.avail_out)
        switch status {
        case Z_STREAM_END: isAtEnd = true
        case Z_OK: break
        default:
          throw FileError(
            path, at: "byte \(offset - Int(stream.pointee.avail_in))", "the zlib stream is damaged or truncated",
            found: stream.pointee.msg.map { String(cString: $0) } ?? "the data ends too early",
            advice: "copy or fetch it again")
        }
      }
    }
    return done
  }

  /// The number of bytes in `buffer` that the last fetch filled.
  private var filled = 0

  private func fetch(into target: UnsafeMutableBufferPointer<UInt8>) throws {
    var done = 0
    while done < target.count {
      let count = pread(descriptor, target.baseAddress! + done, target.count - done, offset + done)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        let place = "byte \(offset + done)", problem = "cannot be read"
        throw count == 0
          ? FileError(path, at: place, problem, found: "the end of the file")
          : FileError(path, at: place, problem, code: errno)
      }
      done += count
    }
    offset += done
    left -= done
    filled = done
  }
}
