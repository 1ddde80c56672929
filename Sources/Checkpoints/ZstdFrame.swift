import CZstd
import Files
import Foundation

/// One zstd frame, which has the size and the checksum of its content.
enum ZstdFrame {
  /// The compression level. Trained weights are noise: beyond level 3 the time grows, and the size does not shrink by a
  /// percent.
  private static let level: Int32 = 3

  static func isCompressed(_ data: Data) -> Bool { data.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) }

  /// The data as one frame. It is made by one thread, so that the bytes are the same everywhere.
  static func compress(_ data: Data, path: String) throws -> Data {
    guard let context = ZSTD_createCCtx() else { throw FileError(path, "zstd cannot start") }
    defer { ZSTD_freeCCtx(context) }
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
    ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 1)
    var output = Data(count: ZSTD_compressBound(data.count))
    let size = output.withUnsafeMutableBytes { target in
      data.withUnsafeBytes { source in
        ZSTD_compress2(context, target.baseAddress, target.count, source.baseAddress, source.count)
      }
    }
    guard ZSTD_isError(size) == 0 else {
      throw FileError(path, "zstd cannot compress", found: String(cString: ZSTD_getErrorName(size)))
    }
    return output.prefix(size)
  }

  /// The content of `data`, which must be one frame.
  ///
  /// The size that the header claims is checked and never allocated on trust. The output grows with what is really
  /// there. `size` is asked after each piece how many bytes the content has by its own account; `nil` where that is not
  /// known yet. Where there are more, decompression stops, and where there cannot be memory for so many, too.
  static func decompress(_ data: Data, path: String, size: (Data) throws -> Int? = { _ in nil }) throws -> Data {
    guard let stream = ZSTD_createDStream() else { throw FileError(path, "zstd cannot start") }
    defer { ZSTD_freeDStream(stream) }
    let claimed = data.withUnsafeBytes { ZSTD_getFrameContentSize($0.baseAddress, $0.count) }
    // ZSTD_CONTENTSIZE_UNKNOWN and _ERROR, which Swift does not import.
    let expected = claimed >= UInt64.max - 1 ? "an unstated number of" : "\(claimed)"
    var output = Data()
    var known: Int?
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    try data.withUnsafeBytes { source in
      var input = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
      while true {
        let (status, count) = chunk.withUnsafeMutableBytes { buffer -> (Int, Int) in
          var target = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
          let status = ZSTD_decompressStream(stream, &target, &input)
          return (status, target.pos)
        }
        if ZSTD_isError(status) != 0 {
          throw FileError(
            path, at: "byte \(input.pos)", "the zstd frame is damaged",
            expected: "\(expected) bytes with their checksum",
            found: String(cString: ZSTD_getErrorName(status)).lowercased())
        }
        output.append(contentsOf: chunk[..<count])
        if known == nil, let size = try size(output) {
          known = size
          guard claimed >= UInt64.max - 1 || claimed == UInt64(size) else {
            throw FileError(
              path, at: "byte 4", "the zstd frame is not of the size of its content", expected: "\(size) bytes",
              found: "\(claimed)")
          }
          try Memory.require(size, for: "its tensors", of: path)
        }
        if let known, output.count > known {
          throw FileError(
            path, at: "byte \(known) of the content", "there is more data than the header says",
            expected: "\(known) bytes", found: "more")
        }
        if status == 0 { break }
        if input.pos == input.size && count < chunk.count {
          throw FileError(
            path, at: "byte \(data.count)", "the file is truncated", expected: "\(expected) bytes of content",
            found: "\(output.count)")
        }
      }
      guard input.pos == input.size else {
        throw FileError(
          path, at: "byte \(input.pos)", "there is more after the zstd frame", expected: "the end of the file",
          found: "\(input.size - input.pos) bytes")
      }
    }
    return output
  }
}
