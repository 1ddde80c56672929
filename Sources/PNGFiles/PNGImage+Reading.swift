import CPNG
import Files
public import Foundation

extension PNGImage {
  /// The largest number of pixels. A larger image is refused before memory is asked for.
  static let pixelLimit = 1 << 28

  /// Decodes a PNG of any kind. Palettes, 1 to 16 bits, transparency and interlacing become 8-bit grey or RGB, with
  /// alpha where there is any.
  ///
  /// `bits` is how many bits of each 16-bit sample the camera used, counted from the lowest: 12 bits make 4095 white.
  /// A larger sample is an error then. Files of 8 bits and fewer are not changed by it.
  /// No gamma and no colour profile is applied to the values. `path` names the file in errors. Every damaged byte is an
  /// error, in text chunks too, since the checksums of all chunks are compared. An image that is too large for its file,
  /// or for the memory, is refused before memory is asked for.
  public init(data: Data, path: String, bits: Int = 16) throws {
    precondition((8...16).contains(bits), "a 16-bit sample uses 8 to 16 bits")
    guard data.prefix(8).elementsEqual(Self.signature) else {
      throw FileError(
        path, at: "byte 0", "not a PNG file", expected: "the signature 89 50 4e 47 0d 0a 1a 0a",
        found: ForeignFormat.words(of: data, bytes: 8))
    }
    try Self.requireWholeChunks(data, path)
    self = try data.withUnsafeBytes { bytes in
      var stream = cpng_stream()
      stream.bytes = bytes.bindMemory(to: UInt8.self).baseAddress
      stream.count = bytes.count
      return try withUnsafeMutablePointer(to: &stream) {
        try Self.read($0, path: path, bits: bits)
      }
    }
  }

  /// Throws where a chunk is longer than the data. libpng asks for the memory of a text chunk, and clears it, before it
  /// reads the bytes, so that a damaged length would cost up to 2 GB.
  private static func requireWholeChunks(_ data: Data, _ path: String) throws {
    var offset = data.startIndex + signature.count
    // A length, a type and a checksum stand around a chunk's data; IEND, which is the last, has none.
    while data.endIndex - offset >= 8 {
      let length = data[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
      if data[offset + 4..<offset + 8].elementsEqual("IEND".utf8) { return }
      let left = data.endIndex - offset - 12
      guard length <= left else {
        throw FileError(
          path, at: "byte \(offset - data.startIndex)", "the PNG is damaged: the file ends early",
          expected: "a chunk of \(length) bytes", found: "\(max(left, 0))", advice: "copy or fetch it again")
      }
      offset += length + 12
    }
  }

  /// The bytes that every PNG file begins with.
  public static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  private static func read(_ stream: UnsafeMutablePointer<cpng_stream>, path: String, bits: Int) throws -> PNGImage {
    var png = cpng_reader(stream)
    var info = png_create_info_struct(png)
    defer { png_destroy_read_struct(&png, &info, nil) }
    guard let png, let info else { throw FileError(path, "no memory left to read it") }
    guard cpng_read_header(png, info) == 1 else { throw failure(stream.pointee, path) }

    let width = Int(png_get_image_width(png, info)), height = Int(png_get_image_height(png, info))
    guard width <= pixelLimit / height else {
      throw FileError(
        path, at: "IHDR", "the image is too large", expected: "at most \(pixelLimit) pixels",
        found: "\(width) × \(height)")
    }
    // A deflated byte holds at most 1032 bytes (RFC 1951: 258 bytes from two one-bit codes), a stored bit at most
    // eight of these: what claims more is cut short, and is refused before its pixels are allocated.
    guard width * height / (8 * 1032) <= stream.pointee.count else {
      throw FileError(
        path, at: "byte \(stream.pointee.count)", "the file ends early",
        expected: "\(width) × \(height) pixels", found: "\(stream.pointee.count) bytes")
    }

    guard cpng_normalise(png, info) == 1 else { throw failure(stream.pointee, path) }
    let channels = Int(png_get_channels(png, info)), rowBytes = png_get_rowbytes(png, info)
    let isWide = png_get_bit_depth(png, info) == 16
    precondition(rowBytes == width * channels * (isWide ? 2 : 1), "libpng delivers samples of 8 or 16 bits")
    try Memory.require(2 * height * rowBytes, for: "its pixels", of: path)
    var pixels = [UInt8](repeating: 0, count: height * rowBytes)
    try pixels.withUnsafeMutableBufferPointer { pixels in
      var rows: [png_bytep?] = (0..<height).map { pixels.baseAddress! + $0 * rowBytes }
      guard cpng_read_pixels(png, info, &rows) == 1 else { throw failure(stream.pointee, path) }
    }
    var image = PNGImage(
      width: width, height: height, channels: channels,
      pixels: isWide ? [UInt8](repeating: 0, count: width * height * channels) : pixels, text: text(of: png, info))
    let density = Int(png_get_pixels_per_meter(png, info))
    image.pixelsPerMetre = density > 0 ? density : nil
    if isWide { try image.take(samples: pixels, bits: bits, path: path) }
    return image
  }

  /// Takes the 16-bit samples in `bytes`, rounded to 8 bits.
  private mutating func take(samples bytes: [UInt8], bits: Int, path: String) throws {
    let white = 1 << bits - 1
    let hasAlpha = channels % 2 == 0
    var largest = 0
    try bytes.withUnsafeBytes { bytes in
      for index in pixels.indices {
        let sample = Int(bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self))
        // Alpha has the range of its type, whatever the camera's is.
        if hasAlpha && index % channels == channels - 1 {
          pixels[index] = UInt8((sample * 255 + 32_767) / 65_535)
          continue
        }
        guard sample <= white else {
          let (y, x) = (index / channels).quotientAndRemainder(dividingBy: width)
          throw FileError(
            path, at: "row \(y), column \(x)", "a sample has more than \(bits) bits", expected: "0 to \(white)",
            found: "\(sample)")
        }
        largest = max(largest, sample)
        pixels[index] = UInt8((sample * 255 + white / 2) / white)
      }
    }
    largestSample = largest
  }

  private static func text(of png: png_structp, _ info: png_infop) -> [PNGText] {
    var chunks: png_textp?
    let count = png_get_text(png, info, &chunks, nil)
    return UnsafeBufferPointer(start: chunks, count: Int(count)).compactMap { chunk in
      guard let key = chunk.key, let text = chunk.text else { return nil }
      let isUTF8 = chunk.compression >= PNG_ITXT_COMPRESSION_NONE
      return PNGText(latin1(key), isUTF8 ? String(cString: text) : latin1(text))
    }
  }

  /// A Latin-1 text, which keywords are, and texts in chunks other than iTXt.
  private static func latin1(_ characters: UnsafePointer<CChar>) -> String {
    var text = ""
    for i in 0..<strlen(characters) { text.unicodeScalars.append(Unicode.Scalar(UInt8(bitPattern: characters[i]))) }
    return text
  }

  private static func failure(_ stream: cpng_stream, _ path: String) -> FileError {
    FileError(
      path, at: "byte \(stream.offset)", "the PNG is damaged: \(message(of: stream))", advice: "copy or fetch it again")
  }

  /// The words of libpng for the last error.
  static func message(of stream: cpng_stream) -> String {
    withUnsafeBytes(of: stream.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
