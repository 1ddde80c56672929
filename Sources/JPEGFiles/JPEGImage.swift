/// An 8-bit image from a JPEG file, grey or RGB, with its rows from the top and without padding.
public struct JPEGImage: Sendable, Equatable {
  public private(set) var width: Int
  public private(set) var height: Int
  /// The number of channels: 1 for grey, 3 for RGB.
  public let channels: Int
  /// The pixels, which are `height` × `width` × `channels` bytes.
  public private(set) var pixels: [UInt8]
  /// How the camera was held. The pixels are upright already.
  public let orientation: EXIFOrientation

  /// An image whose `pixels` lie as the camera stored them.
  init(width: Int, height: Int, channels: Int, stored pixels: [UInt8], orientation: EXIFOrientation) {
    precondition(pixels.count == width * height * channels, "pixels has height × width × channels bytes")
    self.width = orientation.swapsSides ? height : width
    self.height = orientation.swapsSides ? width : height
    self.channels = channels
    self.orientation = orientation
    self.pixels = pixels
    guard orientation != .upright else { return }
    pixels.withUnsafeBufferPointer { source in
      self.pixels.withUnsafeMutableBufferPointer { target in
        for y in 0..<self.height {
          for x in 0..<self.width {
            let from = orientation.source(of: (y, x), width: width, height: height)
            for c in 0..<channels {
              target[(y * self.width + x) * channels + c] = source[(from.y * width + from.x) * channels + c]
            }
          }
        }
      }
    }
  }
}
