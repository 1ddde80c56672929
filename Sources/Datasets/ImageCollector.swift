import Files
import Tensors

/// Gathers decoded images, one after the other, into an `ImageSet`.
///
/// A set of up to 256 MB is held in memory. A larger one goes to disk image by image, so that memory does not grow with
/// the number of images.
struct ImageCollector {
  /// How many images will come, of the file or folder `path`.
  private let count: Int
  private let path: String
  private let limit: Int
  private var shape: ImageShape?
  private var pixels: [UInt8] = []
  private var file: PixelFile?
  private var labels: [UInt8] = []

  init(count: Int, of path: String, limit: Int = 256 << 20) {
    (self.count, self.path, self.limit) = (count, path, limit)
  }

  /// Adds an image, which must have the shape of those before.
  mutating func append(_ picture: Picture, _ label: UInt8) throws {
    let size = picture.shape.count
    if shape == nil {
      shape = picture.shape
      let (total, overflows) = count.multipliedReportingOverflow(by: size)
      guard !overflows else {
        throw FileError(path, "too many images", expected: "what a disk can hold", found: "\(count)")
      }
      if total > limit {
        file = try PixelFile(count: total, of: path)
      } else {
        try Memory.require(total, for: "its images", of: path)
        pixels.reserveCapacity(total)
      }
    }
    if let file { try file.write(picture.pixels, at: labels.count * size) } else { pixels += picture.pixels }
    labels.append(label)
  }

  /// The images that came; `nil` where there was none.
  func images() -> ImageSet? {
    shape.map { ImageSet(shape: $0, storage: file.map(PixelStorage.file) ?? .memory(pixels), labels: labels) }
  }
}
