import CJPEG
import Files
public import Foundation

extension JPEGImage {
  /// The bytes that every JPEG file begins with.
  public static let signature: [UInt8] = [0xFF, 0xD8, 0xFF]

  /// Decodes a JPEG file, baseline or progressive, grey or in colour, and turns it as its EXIF orientation says.
  ///
  /// The pixels are those that libjpeg gives with its exact inverse cosine transform and smooth upsampling, as most
  /// programs ask for. No colour profile is applied. `path` names the file in errors. What libjpeg only warns of, such as
  /// a file that ends early, is an error. An image that is too large for its file, or for the memory, is refused before
  /// memory is asked for.
  public init(data: Data, path: String) throws {
    guard data.starts(with: Self.signature) else {
      throw FileError(
        path, at: "byte 0", "not a JPEG file", expected: "the signature ff d8 ff",
        found: ForeignFormat.words(of: data, bytes: 3))
    }
    let reader = UnsafeMutablePointer<cjpeg_reader>.allocate(capacity: 1)
    reader.initialize(to: cjpeg_reader())
    defer {
      cjpeg_destroy(reader)
      reader.deallocate()
    }
    self = try data.withUnsafeBytes { bytes in
      let bytes = bytes.bindMemory(to: UInt8.self)
      guard cjpeg_read_header(reader, bytes.baseAddress, bytes.count) == 1 else {
        throw Self.damage(reader, bytes.count, path)
      }
      try Self.requireSize(reader, bytes.count, path)
      let channels = try Self.channels(reader, path)
      let width = Int(reader.pointee.info.image_width), height = Int(reader.pointee.info.image_height)
      // libjpeg gives its segments back once the pixels are read.
      let orientation = Self.orientation(reader)
      var pixels = [UInt8](repeating: 0, count: width * height * channels)
      let isRead = pixels.withUnsafeMutableBufferPointer { cjpeg_read_pixels(reader, $0.baseAddress) }
      guard isRead == 1 else { throw Self.damage(reader, bytes.count, path) }
      return JPEGImage(
        width: width, height: height, channels: channels, stored: pixels, orientation: orientation)
    }
  }

  private static func requireSize(_ reader: UnsafePointer<cjpeg_reader>, _ count: Int, _ path: String) throws {
    let width = Int(reader.pointee.info.image_width), height = Int(reader.pointee.info.image_height)
    // A block of 8 × 8 samples takes one bit at least, and a sample stands for up to 4 × 4 pixels.
    guard width * height / (8 * 64 * 16) <= count else {
      throw FileError(
        path, at: "byte \(count)", "the file ends early", expected: "\(width) × \(height) pixels",
        found: "\(count) bytes")
    }
    // The pixels, the same turned, and the coefficients of a progressive file, which have two bytes each.
    try Memory.require(width * height * 3 * 4, for: "its pixels", of: path)
  }

  private static func channels(_ reader: UnsafePointer<cjpeg_reader>, _ path: String) throws -> Int {
    let info = reader.pointee.info
    let found: String
    switch (info.num_components, info.jpeg_color_space) {
    case (1, _): return 1
    case (3, _): return 3
    case (4, JCS_YCCK): found = "YCCK, which is CMYK in another form"
    case (4, _): found = "CMYK"
    default: found = "\(info.num_components) channels"
    }
    throw FileError(
      path, "the image is neither grey nor in RGB", expected: "1 or 3 channels", found: found,
      advice: "convert it to RGB")
  }

  /// The orientation in the first segment that has EXIF.
  private static func orientation(_ reader: UnsafePointer<cjpeg_reader>) -> EXIFOrientation {
    var marker = reader.pointee.info.marker_list
    while let segment = marker {
      let bytes = UnsafeBufferPointer(start: segment.pointee.data, count: Int(segment.pointee.data_length))
      if let orientation = EXIFOrientation(segment: bytes) { return orientation }
      marker = segment.pointee.next
    }
    return .upright
  }

  private static func damage(_ reader: UnsafePointer<cjpeg_reader>, _ count: Int, _ path: String) -> FileError {
    let words = withUnsafeBytes(of: reader.pointee.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    return FileError(
      path, at: "byte \(cjpeg_offset(reader, count))", "the JPEG is damaged: \(words)", advice: "copy or fetch it again"
    )
  }
}
