/// The height, width and channels of one image or feature map, which is stored channels-last (NHWC).
public struct ImageShape: Sendable, Codable, Hashable, CustomStringConvertible {
  public var height: Int
  public var width: Int
  public var channels: Int

  public init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// The number of values in one image.
  public var count: Int { height * width * channels }
  public var description: String { "\(height)x\(width)x\(channels)" }
}
