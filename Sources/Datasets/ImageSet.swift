public import Tensors

/// Labelled images of one shape, as bytes.
public struct ImageSet: Sendable, Equatable {
  public let shape: ImageShape
  /// (N, H, W, C), 0 to 255.
  public let pixels: [UInt8]
  /// (N), each below the number of classes.
  public let labels: [UInt8]

  public init(shape: ImageShape, pixels: [UInt8], labels: [UInt8]) {
    precondition(pixels.count == shape.count * labels.count)
    self.shape = shape
    self.pixels = pixels
    self.labels = labels
  }

  public var count: Int { labels.count }

  /// The first `count` images, all where there are fewer.
  public func prefix(_ count: Int) -> ImageSet {
    count >= self.count
      ? self
      : ImageSet(shape: shape, pixels: Array(pixels.prefix(count * shape.count)), labels: Array(labels.prefix(count)))
  }

  /// The images at `indices`, in that order.
  public func subset(_ indices: [Int]) -> ImageSet {
    var chosen: [UInt8] = []
    chosen.reserveCapacity(indices.count * shape.count)
    for index in indices { chosen += pixels[index * shape.count..<(index + 1) * shape.count] }
    return ImageSet(shape: shape, pixels: chosen, labels: indices.map { labels[$0] })
  }
}
