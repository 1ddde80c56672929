import Files
import Foundation
import JPEGFiles
import PNGFiles

extension Picture {
  /// A file of an image folder, decoded, with what is worth a note about it.
  struct Decoded {
    var picture: Picture
    var format: Format
    /// Whether the camera was turned, and the image with it.
    var isTurned = false
    /// The largest sample of a file of 16 bits.
    var largestSample: Int?
  }

  /// The formats that are read. What a file holds decides, and not its name.
  enum Format: String {
    case png = "PNG"
    case jpeg = "JPEG"

    /// The format that a name promises; `nil` where it promises none.
    init?(name: String) {
      switch name.lowercased() {
      case let name where name.hasSuffix(".png"): self = .png
      case let name where name.hasSuffix(".jpg") || name.hasSuffix(".jpeg"): self = .jpeg
      default: return nil
      }
    }

    init?(_ data: Data) {
      if data.starts(with: PNGImage.signature) {
        self = .png
      } else if data.starts(with: JPEGImage.signature) {
        self = .jpeg
      } else {
        return nil
      }
    }
  }

  /// The largest file in bytes.
  private static let largestFile = 1 << 27

  /// Decodes a file. `bits` is how many bits of a 16-bit sample are used.
  static func decode(_ path: String, bits: Int) throws -> Decoded {
    guard Format(name: path) != nil else {
      throw FileError(
        path, "not an image file", expected: "a name ending in .png, .jpg or .jpeg", advice: "convert or remove it")
    }
    let size = try FileBlocks.size(of: path)
    guard size <= largestFile else {
      throw FileError(path, "the file is too large", expected: "at most \(largestFile) bytes", found: "\(size)")
    }
    let data = try AtomicFile.read(path)
    switch Format(data) {
    case .png:
      let image = try PNGImage(data: data, path: path, bits: bits)
      return Decoded(picture: try opaque(image, path), format: .png, largestSample: image.largestSample)
    case .jpeg:
      let image = try JPEGImage(data: data, path: path)
      let picture = Picture(
        height: image.height, width: image.width, channels: image.channels, pixels: image.pixels)
      return Decoded(picture: picture, format: .jpeg, isTurned: image.orientation != .upright)
    case nil:
      throw FileError(
        path, at: "byte 0", "neither a PNG nor a JPEG file", expected: "a signature, 89 50 4e 47 or ff d8 ff",
        found: ForeignFormat.words(of: data, bytes: 8))
    }
  }

  /// The image without an alpha channel, which must be opaque everywhere: transparency has no meaning for a classifier.
  private static func opaque(_ image: PNGImage, _ path: String) throws -> Picture {
    let channels = image.channels
    guard channels % 2 == 0 else {
      return Picture(height: image.height, width: image.width, channels: channels, pixels: image.pixels)
    }
    if let odd = stride(from: channels - 1, to: image.pixels.count, by: channels).first(where: {
      image.pixels[$0] != 255
    }) {
      let (y, x) = (odd / channels).quotientAndRemainder(dividingBy: image.width)
      throw FileError(
        path, at: "row \(y), column \(x)", "the image is transparent", expected: "opaque pixels",
        found: "alpha \(image.pixels[odd])", advice: "draw it over a background first")
    }
    let pixels = stride(from: 0, to: image.pixels.count, by: channels).flatMap {
      image.pixels[$0..<$0 + channels - 1]
    }
    return Picture(height: image.height, width: image.width, channels: channels - 1, pixels: pixels)
  }
}
