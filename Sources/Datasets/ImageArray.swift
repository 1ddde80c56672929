import Files
import Tensors

/// An array of images: bytes of shape (N, H, W, C), (N, H, W) or (N, C, H, W), or numbers from 0 to 1 that stand for such.
struct ImageArray {
  let array: NumPyArray
  /// How many images there are.
  let count: Int
  private let height: Int
  private let width: Int
  private let channels: Int
  private let channelsFirst: Bool

  /// Judges type and shape. No image is read.
  init(_ array: NumPyArray) throws {
    let shape = array.header.shape
    let bytes = "save them by astype(\"uint8\")", levels = "save them as (255 * x).round().astype(\"uint8\")"
    func refuse(_ expected: String, _ advice: String? = nil) -> FileError {
      array.error("not images", expected: expected, found: array.header.words, advice: advice)
    }
    switch (array.header.kind, array.header.size) {
    case (.unsigned, 1), (.float, 4), (.float, 8): break
    // Numbers from 0 to 1 all become black by astype alone.
    default: throw refuse("uint8, or float32 or float64 from 0 to 1", array.header.kind == .float ? levels : bytes)
    }
    let colours = [1, 3]
    switch shape.count {
    case 3: (height, width, channels, channelsFirst) = (shape[1], shape[2], 1, false)
    case 4:
      let (last, first) = (colours.contains(shape[3]), colours.contains(shape[1]))
      guard last || first else { throw refuse("1 or 3 channels, as (N, H, W, C), (N, H, W) or (N, C, H, W)") }
      guard !(last && first) else {
        throw refuse("an order of the axes that can be told apart", "save them as (N, H, W, C)")
      }
      channelsFirst = first
      (height, width, channels) = first ? (shape[2], shape[3], shape[1]) : (shape[1], shape[2], shape[3])
    default: throw refuse("(N, H, W, C), (N, H, W) or (N, C, H, W)")
    }
    guard (1...8192).contains(height), (1...8192).contains(width) else { throw refuse("1 to 8192 pixels on each side") }
    guard shape[0] > 0 else { throw refuse("one image or more") }
    (self.array, count) = (array, shape[0])
  }

  /// The images `items` in their order, with these labels.
  func images(_ items: Range<Int>, labels: [UInt8], options: DatasetOptions) throws -> ImageSet {
    var collector = ImageCollector(count: items.count, of: array.path), remaining = labels[...]
    try forEach(items, options) { try collector.append($0, remaining.removeFirst()) }
    guard let images = collector.images() else { preconditionFailure("there is one image or more") }
    return images
  }

  /// The mean and the deviation of all pixels. No image is kept.
  func normalisation(_ options: DatasetOptions) throws -> Normalisation {
    var histogram: PixelHistogram?
    try forEach(0..<count, options) { picture in
      if histogram == nil { histogram = PixelHistogram(channels: picture.shape.channels) }
      histogram?.add(picture.pixels)
    }
    return histogram?.normalisation ?? Normalisation(mean: [], standardDeviation: [])
  }

  private func forEach(_ items: Range<Int>, _ options: DatasetOptions, _ body: (Picture) throws -> Void) throws {
    try array.forEachItem(items) { index, bytes in
      var pixels = try levels(bytes, index)
      if channelsFirst && channels > 1 {
        let plane = height * width
        pixels = (0..<pixels.count).map { pixels[$0 % channels * plane + $0 / channels] }
      }
      let picture = Picture(height: height, width: width, channels: channels, pixels: pixels)
      try body(picture.prepared(by: options, path: array.path, at: "image \(index)"))
    }
  }

  /// The bytes that an item's numbers stand for.
  ///
  /// A number from 0 to 1 must be a 255th, within a thousandth of a level: others are no pixels, or would lose something.
  private func levels(_ bytes: [UInt8], _ index: Int) throws -> [UInt8] {
    let size = array.header.size
    guard array.header.kind == .float else { return bytes }
    let numbers = bytes.withUnsafeBytes {
      size == 4 ? [Float](stored: $0).map { Double($0) } : [Double](stored: $0)
    }
    return try numbers.enumerated().map { place, number in
      let level = (number * 255).rounded()
      guard level >= 0, level <= 255, abs(number * 255 - level) < 1e-3 else {
        throw array.error(
          "not a pixel", at: "image \(index), number \(place)", expected: "one of 0/255, 1/255, … 255/255",
          found: "\(number)", advice: "save the pixels as uint8, before any normalisation")
      }
      return UInt8(level)
    }
  }
}
