import CZlib
import Files
import Foundation

/// gzip of whole buffers, by zlib.
enum Gzip {
  static func isCompressed(_ data: Data) -> Bool { data.starts(with: [0x1F, 0x8B]) }

  /// Inflates until the stream ends or `limit(bytes so far)` bytes are there. Callers set the limit one byte higher
  /// than they expect, so that they see when there are too many.
  static func inflate(_ data: Data, path: String, limit: (Data) throws -> Int?) throws -> Data {
    var stream = z_stream()
    // 15 window bits, and 16 for the gzip wrapper.
    guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw FileError(path, "zlib cannot start")
    }
    defer { inflateEnd(&stream) }
    var output = Data()
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    var source = data
    try source.withUnsafeMutableBytes { (bytes: UnsafeMutableRawBufferPointer) in
      stream.next_in = bytes.bindMemory(to: UInt8.self).baseAddress
      stream.avail_in = UInt32(clamping: bytes.count)
      while true {
        let (status, count) = chunk.withUnsafeMutableBufferPointer { buffer -> (Int32, Int) in
          stream.next_out = buffer.baseAddress
          stream.avail_out = UInt32(buffer.count)
          let status = CZlib.inflate(&stream, Z_NO_FLUSH)
          return (status, buffer.count - Int(stream.avail_out))
        }
        output.append(contentsOf: chunk[..<count])
        if status == Z_STREAM_END {
          guard stream.avail_in == 0 else {
            throw FileError(
              path, at: "byte \(data.count - Int(stream.avail_in))", "there is more after the gzip stream",
              expected: "the end of the file", found: "\(stream.avail_in) bytes")
          }
          return
        }
        guard status == Z_OK else {
          let reason = stream.msg.map { String(cString: $0) } ?? "the file ends too early"
          throw FileError(
            path, at: "byte \(data.count - Int(stream.avail_in))", "the gzip stream is damaged or truncated",
            expected: "a whole gzip stream", found: reason)
        }
        if let limit = try limit(output), output.count > limit { return }
      }
    }
    return output
  }

  /// The data as a gzip stream without a name or a time, so that its bytes depend on the data alone.
  static func deflate(_ data: Data) throws -> Data {
    var stream = z_stream()
    guard
      deflateInit2_(
        &stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw FileError("gzip", "zlib cannot start") }
    defer { deflateEnd(&stream) }
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(data.count))))
    var source = data
    let capacity = output.count
    let status = source.withUnsafeMutableBytes { bytes in
      output.withUnsafeMutableBufferPointer { buffer in
        stream.next_in = bytes.bindMemory(to: UInt8.self).baseAddress
        stream.avail_in = UInt32(bytes.count)
        stream.next_out = buffer.baseAddress
        stream.avail_out = UInt32(buffer.count)
        return CZlib.deflate(&stream, Z_FINISH)
      }
    }
    guard status == Z_STREAM_END else { throw FileError("gzip", "zlib cannot compress", found: "status \(status)") }
    return Data(output[..<(capacity - Int(stream.avail_out))])
  }
}
