public import Tensors

/// Labelled images of one shape, as bytes: all images that were read, or a choice of them that shares their pixels.
public struct ImageSet: Sendable {
  public let shape: ImageShape
  /// (N), each below the number of classes.
  public let labels: [UInt8]
  /// The pixels of all images that were read, (M, H, W, C); choices of them hold the same array.
  let storage: [UInt8]
  /// Which of the stored images these are; `nil` for the first N.
  let positions: [Int]?
  /// The mean of each channel over all pixels, in [0, 1], where it is known: the colour of Cutout's holes.
  public let meanPixel: [Float]?

  /// `pixels` is (N, H, W, C), 0 to 255.
  public init(shape: ImageShape, pixels: [UInt8], labels: [UInt8]) {
    precondition(pixels.count == shape.count * labels.count)
    self.init(shape: shape, labels: labels, storage: pixels, positions: nil, meanPixel: nil)
  }

  private init(shape: ImageShape, labels: [UInt8], storage: [UInt8], positions: [Int]?, meanPixel: [Float]?) {
    self.shape = shape
    self.labels = labels
    self.storage = storage
    self.positions = positions
    self.meanPixel = meanPixel
  }

  public var count: Int { labels.count }

  /// One image's pixels, (H, W, C), without a copy.
  public func pixels(of index: Int) -> ArraySlice<UInt8> {
    let start = position(of: index) * shape.count
    return storage[start..<start + shape.count]
  }

  /// Where in the storage an image lies, counted in images.
  func position(of index: Int) -> Int { positions?[index] ?? index }

  /// The first `count` images, all where there are fewer.
  public func prefix(_ count: Int) -> ImageSet {
    count >= self.count
      ? self
      : ImageSet(
        shape: shape, labels: Array(labels.prefix(count)), storage: storage,
        positions: positions.map { Array($0.prefix(count)) }, meanPixel: meanPixel)
  }

  /// The images at `indices`, in that order.
  public func subset(_ indices: [Int]) -> ImageSet {
    ImageSet(
      shape: shape, labels: indices.map { labels[$0] }, storage: storage, positions: indices.map(position),
      meanPixel: meanPixel)
  }

  /// The same images, of which this is the mean pixel.
  public func with(meanPixel: [Float]) -> ImageSet {
    ImageSet(shape: shape, labels: labels, storage: storage, positions: positions, meanPixel: meanPixel)
  }
}

extension ImageSet {
  /// What to tell a user whose first few images are not of all classes, as those of an image folder are not.
  public func classShortage(of classes: Int) -> String? {
    let present = Set(labels).count
    return present < classes ? "only \(present) of \(classes) classes are among the first \(count) images" : nil
  }
}

extension ImageSet: Equatable {
  /// Whether the images and labels are the same, wherever they are stored.
  public static func == (a: ImageSet, b: ImageSet) -> Bool {
    a.shape == b.shape && a.labels == b.labels && (0..<a.count).allSatisfy { a.pixels(of: $0) == b.pixels(of: $0) }
  }
}
