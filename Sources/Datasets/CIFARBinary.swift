import Files
import Foundation
import Tensors

/// The binary layout of CIFAR-10 and CIFAR-100. Its files are records of label bytes and three planes of 32x32 pixels
/// (red, green, blue).
struct CIFARBinary: Sendable {
  /// The folder that the archive unpacks to.
  var archiveFolder: String
  /// The folder that the archive of the Python version unpacks to.
  var pythonFolder: String
  /// The files of the training split in their order.
  var training: [String]
  var test: String
  /// The number of classes of each label byte of a record. The last byte is the label of the image.
  var labelClasses: [Int]
  /// The size of the largest official file in bytes. A larger file is something else.
  var largestFile: Int

  static let cifar10 = CIFARBinary(
    archiveFolder: "cifar-10-batches-bin", pythonFolder: "cifar-10-batches-py",
    training: (1...5).map { "data_batch_\($0).bin" }, test: "test_batch.bin",
    labelClasses: [10], largestFile: 10_000)

  /// The layout of CIFAR-100. The coarse label, of 20 super-classes, is checked and not used.
  static let cifar100 = CIFARBinary(
    archiveFolder: "cifar-100-binary", pythonFolder: "cifar-100-python",
    training: ["train.bin"], test: "test.bin", labelClasses: [20, 100],
    largestFile: 50_000)

  static let shape = ImageShape(height: 32, width: 32, channels: 3)
  private static let plane = shape.height * shape.width
  var record: Int { labelClasses.count + Self.shape.count }

  /// The images of a split from `folder`, or from the archive's folder in it, in the order of the files.
  ///
  /// Throws a `FileError` for a missing file, one that is not whole records, and a label out of range.
  func images(of split: DatasetSplit, folder: String, advice: String) throws -> ImageSet {
    let files = FileManager.default, names = split == .training ? training : [test]
    let below = [archiveFolder, pythonFolder].map { "\(folder)/\($0)" }
    let place =
      ([folder] + below).first { files.fileExists(atPath: "\($0)/\(test)") } ?? below.first(where: files.fileExists)
      ?? folder
    for name in names where !files.fileExists(atPath: "\(place)/\(name)") {
      if let error = pickleError(in: folder) { throw error }
      throw FileError(place, "a file of the data set is missing", expected: name, advice: advice)
    }
    return try read(names.map { "\(place)/\($0)" })
  }

  /// The images of all files, one file after the other.
  func read(_ paths: [String]) throws -> ImageSet {
    // All sizes are judged before memory is asked for.
    let counts = try paths.map(recordCount)
    let total = counts.reduce(0, +)
    var pixels = [UInt8](repeating: 0, count: total * Self.shape.count)
    var labels: [UInt8] = []
    labels.reserveCapacity(total)
    for (path, count) in zip(paths, counts) { try append(path, count, &pixels, &labels) }
    return ImageSet(shape: Self.shape, pixels: pixels, labels: labels)
  }

  private func recordCount(_ path: String) throws -> Int {
    let size = try FileBlocks.size(of: path)
    guard size > 0 else {
      throw FileError(path, "the file is empty", expected: "records of \(record) bytes")
    }
    guard size % record == 0 else {
      throw FileError(
        path, at: "byte \(size - size % record)", "the last record is not whole",
        expected: "a size divisible by \(record)", found: "\(size) bytes", advice: "copy or fetch it again")
    }
    guard size / record <= largestFile else {
      throw FileError(
        path, "the file is too large", expected: "at most \(largestFile) records of \(record) bytes",
        found: "\(size / record)")
    }
    return size / record
  }

  /// Appends the images and labels of one file. The file is read piece by piece, since it would take as much memory
  /// again as its images.
  private func append(_ path: String, _ count: Int, _ pixels: inout [UInt8], _ labels: inout [UInt8]) throws {
    let start = labels.count
    try FileBlocks.forEach(of: path, size: count * record, block: 64 * record) { offset, bytes in
      for place in stride(from: 0, to: bytes.count, by: record) {
        for (index, classes) in labelClasses.enumerated() where Int(bytes[place + index]) >= classes {
          throw FileError(
            path, at: "record \(labels.count - start), byte \(offset + place + index)", "the label is out of range",
            expected: "0 to \(classes - 1)", found: "\(bytes[place + index])")
        }
        let image = labels.count * Self.shape.count
        labels.append(bytes[place + labelClasses.count - 1])
        pixels.withUnsafeMutableBufferPointer { pixels in
          let source = bytes.baseAddress! + place + labelClasses.count
          let target = pixels.baseAddress! + image
          for i in 0..<Self.plane {
            target[3 * i] = source[i]
            target[3 * i + 1] = source[Self.plane + i]
            target[3 * i + 2] = source[2 * Self.plane + i]
          }
        }
      }
    }
  }
}
