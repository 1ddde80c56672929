import Files
import Foundation
import Tensors

/// The IDX layout of MNIST and similar data sets: a magic number, big-endian sizes, then bytes. A file may be in gzip.
enum IDX {
  /// The largest number of pixels on a side. Larger images are not what these files hold.
  private static let largestSide = 4096

  /// The images of a split, whose files have the names of MNIST's.
  ///
  /// They lie in `folder`, or below it where torchvision puts them: in `raw`, or in `ARCHIVE/raw`.
  static func images(
    of split: DatasetSplit, folder: String, archive: String, classes: Int, advice: String
  ) throws -> ImageSet {
    let stem = split == .training ? "train" : "t10k"
    let place = ["raw", "\(archive)/raw"].map { "\(folder)/\($0)" }.first { place in
      (try? find("\(stem)-images-idx3-ubyte", in: place, advice)) != nil
    }
    let isHere = (try? find("\(stem)-images-idx3-ubyte", in: folder, advice)) != nil
    return try imageSet(folder: isHere ? folder : place ?? folder, stem: stem, classes: classes, advice: advice)
  }

  /// The images `STEM-images-idx3-ubyte[.gz]` with the labels `STEM-labels-idx1-ubyte[.gz]`.
  static func imageSet(folder: String, stem: String, classes: Int, advice: String) throws -> ImageSet {
    let imagePath = try find("\(stem)-images-idx3-ubyte", in: folder, advice)
    let labelPath = try find("\(stem)-labels-idx1-ubyte", in: folder, advice)
    let (sizes, pixels) = try read(imagePath, dimensions: 3)
    let (labelSizes, labels) = try read(labelPath, dimensions: 1)
    guard labelSizes[0] == sizes[0] else {
      throw FileError(
        labelPath, at: "byte 4", "as many labels as images are needed", expected: "\(sizes[0]), as in \(imagePath)",
        found: "\(labelSizes[0])")
    }
    if let item = labels.firstIndex(where: { Int($0) >= classes }) {
      throw FileError(
        labelPath, at: "label \(item), byte \(8 + item)", "the label is out of range", expected: "0 to \(classes - 1)",
        found: "\(labels[item])")
    }
    return ImageSet(shape: ImageShape(height: sizes[1], width: sizes[2], channels: 1), pixels: pixels, labels: labels)
  }

  private static func find(_ name: String, in folder: String, _ advice: String) throws -> String {
    for candidate in ["\(folder)/\(name)", "\(folder)/\(name).gz"]
    where FileManager.default.fileExists(atPath: candidate) {
      return candidate
    }
    throw FileError(folder, "a file of the data set is missing", expected: "\(name) or \(name).gz", advice: advice)
  }

  /// The sizes and the bytes of one file, which holds unsigned bytes in `dimensions` dimensions.
  static func read(_ path: String, dimensions: Int) throws -> (sizes: [Int], bytes: [UInt8]) {
    let stored = try AtomicFile.read(path)
    let header = 4 + 4 * dimensions
    var isJudged = false
    let content =
      Gzip.isCompressed(stored)
      ? try Gzip.inflate(stored, path: path) { soFar in
        // The header is judged before more is inflated: a damaged one may claim any size.
        guard soFar.count >= header else { return nil }
        let size = header + product(try Self.sizes(soFar, dimensions, path))
        // The content lies beside its pixels for a moment.
        if !isJudged { try Memory.require(2 * size, for: "its images", of: path) }
        isJudged = true
        return size
      } : stored
    guard content.count >= header else {
      throw FileError(
        path, at: "byte \(content.count)", "the header is truncated", expected: "\(header) bytes",
        found: "\(content.count)")
    }
    let sizes = try Self.sizes(content, dimensions, path)
    let expected = header + product(sizes)
    guard content.count == expected else {
      throw FileError(
        path, at: "byte \(min(content.count, expected))",
        content.count < expected ? "the file is truncated" : "there is more data than the header says",
        expected: "\(expected) bytes for \(sizes.map(String.init).joined(separator: "x"))",
        found: content.count < expected ? "\(content.count)" : "more")
    }
    return (sizes, [UInt8](content.dropFirst(header)))
  }

  /// The sizes in a header, which are checked.
  private static func sizes(_ content: Data, _ dimensions: Int, _ path: String) throws -> [Int] {
    // Unsigned bytes (8) in so many dimensions.
    let magic = bigEndian(content, 0), expectedMagic = 0x0800 + dimensions
    guard magic == expectedMagic else {
      throw FileError(
        path, at: "byte 0", "wrong magic number", expected: String(format: "0x%08x", expectedMagic),
        found: ForeignFormat(content)?.rawValue ?? String(format: "0x%08x", magic))
    }
    let sizes = (0..<dimensions).map { bigEndian(content, 4 + 4 * $0) }
    for (axis, size) in sizes.enumerated() where size == 0 || (axis > 0 && size > largestSide) {
      throw FileError(
        path, at: "byte \(4 + 4 * axis)", axis == 0 ? "no items" : "not an image size",
        expected: axis == 0 ? "1 or more" : "1 to \(largestSide)", found: "\(size)")
    }
    return sizes
  }

  /// The content of one file, compressed by gzip.
  static func encode(sizes: [Int], bytes: [UInt8]) throws -> Data {
    var data = Data()
    for number in [0x0800 + sizes.count] + sizes {
      withUnsafeBytes(of: UInt32(number).bigEndian) { data.append(contentsOf: $0) }
    }
    return try Gzip.deflate(data + bytes)
  }

  /// The product of the sizes of a header, which are checked.
  private static func product(_ sizes: [Int]) -> Int {
    guard let product = sizes.checkedProduct else { preconditionFailure("at most 2³² images of 2¹² × 2¹² pixels") }
    return product
  }

  private static func bigEndian(_ data: Data, _ offset: Int) -> Int {
    (0..<4).reduce(0) { $0 << 8 | Int(data[data.startIndex + offset + $1]) }
  }
}
