import CPNG
import Files
public import Foundation

extension PNGImage {
  /// The image as an 8-bit PNG without interlacing. The same image gives the same bytes.
  ///
  /// `text` becomes uncompressed iTXt chunks (UTF-8) in front of the pixels. Throws a `FileError` for `path` where a
  /// keyword is not valid.
  public func encoded(path: String = "image.png") throws -> Data {
    var output = Data()
    try withUnsafeMutablePointer(to: &output) { output in
      var stream = cpng_stream()
      stream.context = UnsafeMutableRawPointer(output)
      stream.sink = { context, bytes, count in
        guard let context, let bytes else { return }
        context.assumingMemoryBound(to: Data.self).pointee.append(bytes, count: count)
      }
      try withUnsafeMutablePointer(to: &stream) { try encode(to: $0, path: path) }
    }
    return output
  }

  private func encode(to stream: UnsafeMutablePointer<cpng_stream>, path: String) throws {
    var png = cpng_writer(stream)
    var info = png_create_info_struct(png)
    defer { png_destroy_write_struct(&png, &info) }
    guard let png, let info else { throw FileError(path, "no memory left to write it") }
    let colorType = [
      PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGBA,
    ][channels - 1]
    let done = withTextChunks { chunks in
      pixels.withUnsafeBufferPointer { pixels in
        // libpng's row type is mutable, but it only reads them here.
        let start = UnsafeMutablePointer(mutating: pixels.baseAddress!)
        var rows: [png_bytep?] = (0..<height).map { start + $0 * width * channels }
        return cpng_write(
          png, info, UInt32(width), UInt32(height), colorType, UInt32(pixelsPerMetre ?? 0), chunks.baseAddress,
          Int32(chunks.count), &rows)
      }
    }
    guard done == 1 else {
      throw FileError(path, "the PNG cannot be written", found: Self.message(of: stream.pointee))
    }
  }

  /// Calls `body` with the text chunks as C strings, which live until it returns.
  private func withTextChunks<Result>(_ body: (UnsafeBufferPointer<png_text>) -> Result) -> Result {
    var owned: [UnsafeMutablePointer<CChar>] = []
    defer { owned.forEach { free($0) } }
    func copy(_ bytes: some Sequence<UInt8>) -> UnsafeMutablePointer<CChar> {
      let string = strdup(bytes.map { CChar(bitPattern: $0) } + [0])!
      owned.append(string)
      return string
    }
    let chunks = text.map { text in
      var chunk = png_text()
      chunk.compression = PNG_ITXT_COMPRESSION_NONE
      chunk.key = copy(text.keyword.unicodeScalars.map { UInt8(exactly: $0.value) ?? UInt8(ascii: "?") })
      chunk.text = copy(text.content.utf8)
      return chunk
    }
    return chunks.withUnsafeBufferPointer(body)
  }
}
