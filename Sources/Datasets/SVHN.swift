import Files
import Foundation
import Tensors

/// The cropped digits of Street View House Numbers. Each split is one MAT-file with the images `X` (32x32x3xN, stored
/// column by column) and the labels `y` (Nx1, where 10 stands for the digit 0).
enum SVHN {
  /// A limit for the number of images in a split. The largest split has 531,131.
  private static let largestSplit = 1_000_000

  /// Reads a split. `withExtra` adds the images of `extra_32x32.mat` behind those of training.
  static func images(of split: DatasetSplit, folder: String, withExtra: Bool, advice: String) throws -> ImageSet {
    let names = split == .test ? ["test"] : withExtra ? ["train", "extra"] : ["train"]
    let paths = names.map { "\(folder)/\($0)_32x32.mat" }
    for path in paths where !FileManager.default.fileExists(atPath: path) {
      throw FileError(
        folder, "a file of the data set is missing", expected: (path as NSString).lastPathComponent, advice: advice)
    }
    return try read(paths)
  }

  /// The images of all files, one file after the other.
  static func read(_ paths: [String]) throws -> ImageSet {
    // All shapes and labels are judged before memory for the images is asked for.
    let files = try paths.map { try MATFile($0) }
    let shape = DatasetFacts.svhn.shape
    let images = try files.map(images)
    let labels = try zip(files, images).flatMap { try Self.labels($0, count: $1.count / shape.count) }
    try Memory.require(labels.count * shape.count, for: "its images", of: paths.joined(separator: " and "))
    var pixels = [UInt8](repeating: 0, count: labels.count * shape.count)
    try pixels.withUnsafeMutableBufferPointer { pixels in
      var target = pixels.baseAddress!
      for (file, images) in zip(files, images) {
        try file.forEachBlock(of: images, block: 64 * shape.count) { bytes in
          for start in stride(from: 0, to: bytes.count, by: shape.count) {
            transpose(bytes.baseAddress! + start, into: target, shape)
            target += shape.count
          }
        }
      }
    }
    return ImageSet(shape: shape, pixels: pixels, labels: labels)
  }

  /// Reads one whole file to check it, and keeps nothing of it.
  static func check(_ path: String) throws {
    let file = try MATFile(path)
    let images = try images(file)
    _ = try labels(file, count: images.count / DatasetFacts.svhn.shape.count)
    try file.forEachBlock(of: images, block: 64 * DatasetFacts.svhn.shape.count) { _ in }
  }

  /// Turns the order (C, W, H), in which columns follow each other, into (H, W, C).
  private static func transpose(
    _ source: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<UInt8>, _ shape: ImageShape
  ) {
    let plane = shape.height * shape.width
    for y in 0..<shape.height {
      for x in 0..<shape.width {
        for c in 0..<shape.channels {
          target[(y * shape.width + x) * shape.channels + c] = source[c * plane + x * shape.height + y]
        }
      }
    }
  }

  private static func images(_ file: MATFile) throws -> MATFile.Variable {
    let images = try file.variable("X")
    // A single image's last dimension may have been dropped.
    let count = images.dimensions.count == 3 ? 1 : images.dimensions.last!
    guard images.dimensions.starts(with: [32, 32, 3]), images.dimensions.count <= 4, (1...largestSplit).contains(count),
      images.type == .uint8
    else {
      throw FileError(
        file.path, at: "variable X", "not images", expected: "32x32x3xN uint8, N from 1 to \(largestSplit)",
        found: "\(images.dimensions.map(String.init).joined(separator: "x")) \(images.type)")
    }
    return images
  }

  private static func labels(_ file: MATFile, count: Int) throws -> [UInt8] {
    let variable = try file.variable("y")
    guard variable.count == count else {
      throw FileError(
        file.path, at: "variable y", "as many labels as images are needed", expected: "\(count), as in X",
        found: "\(variable.count)")
    }
    let numbers = try file.integers(of: variable)
    if let odd = numbers.firstIndex(where: { !(1...10).contains($0) }) {
      throw FileError(
        file.path, at: "variable y, number \(odd)", "the label is out of range",
        expected: "1 to 10, where 10 stands for the digit 0", found: "\(numbers[odd])")
    }
    return numbers.map { UInt8($0 % 10) }
  }
}
