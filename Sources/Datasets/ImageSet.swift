public import Tensors

/// Labelled images of one shape as bytes: all images that were read, or a choice of them that shares their pixels.
///
/// What is in memory or on disk is the same to whoever reads it.
public struct ImageSet: Sendable {
  public let shape: ImageShape
  /// The labels, of shape (N). Each is below the number of classes.
  public let labels: [UInt8]
  /// The pixels of all images that were read, of shape (M, H, W, C). Choices of them share it.
  let storage: PixelStorage
  /// The numbers of the stored images that the set has; `nil` for the first N.
  let positions: [Int]?
  /// The mean of each channel over all pixels, in [0, 1]. It is the colour of Cutout's holes; `nil` where it is not
  /// known.
  public let meanPixel: [Float]?
  let digestOnce = TextOnce()

  /// A set of images whose `pixels`, from 0 to 255, have shape (N, H, W, C).
  public init(shape: ImageShape, pixels: [UInt8], labels: [UInt8]) {
    precondition(pixels.count == shape.count * labels.count)
    self.init(shape: shape, storage: .memory(pixels), labels: labels)
  }

  init(shape: ImageShape, storage: PixelStorage, labels: [UInt8]) {
    self.init(shape: shape, labels: labels, storage: storage, positions: nil, meanPixel: nil)
  }

  private init(shape: ImageShape, labels: [UInt8], storage: PixelStorage, positions: [Int]?, meanPixel: [Float]?) {
    self.shape = shape
    self.labels = labels
    self.storage = storage
    self.positions = positions
    self.meanPixel = meanPixel
  }

  public var count: Int { labels.count }

  /// The pixels of one image, of shape (H, W, C), without a copy of those in memory.
  public func pixels(of index: Int) -> ArraySlice<UInt8> {
    storage.bytes(at: position(of: index) * shape.count, count: shape.count)
  }

  /// The place of an image in the storage, counted in images.
  func position(of index: Int) -> Int { positions?[index] ?? index }

  /// The first `count` images, or all where there are fewer.
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

  /// The same images with other labels.
  func relabelled(_ label: (UInt8) -> UInt8) -> ImageSet {
    ImageSet(shape: shape, labels: labels.map(label), storage: storage, positions: positions, meanPixel: meanPixel)
  }

  /// The same images with this mean pixel.
  public func with(meanPixel: [Float]) -> ImageSet {
    ImageSet(shape: shape, labels: labels, storage: storage, positions: positions, meanPixel: meanPixel)
  }
}

extension ImageSet {
  /// The note for a user whose chosen images lack some of the classes of these names, as the first images of an image
  /// folder do. It names up to five of them.
  ///
  /// It is `nil` where all classes are there. `own` are the labels of the data's classes, where there are names of others too.
  public func classShortage(of classNames: [String], labels own: [Int]? = nil) -> String? {
    let own = own ?? Array(classNames.indices)
    let present = Set(labels), missing = own.filter { !present.contains(UInt8($0)) }
    guard !missing.isEmpty else { return nil }
    let more = missing.count > 5 ? " and \(missing.count - 5) more" : ""
    return "only \(own.count - missing.count) of \(own.count) classes are among the \(count) images that "
      + "are used; missing: \(missing.prefix(5).map { classNames[$0] }.joined(separator: ", "))\(more)"
  }
}

extension ImageSet: Equatable {
  /// Whether the images and labels are the same, wherever they are stored.
  public static func == (a: ImageSet, b: ImageSet) -> Bool {
    a.shape == b.shape && a.labels == b.labels && (0..<a.count).allSatisfy { a.pixels(of: $0) == b.pixels(of: $0) }
  }
}
