import Files
import Foundation
import PNGFiles
import Tensors

/// PNG images in class folders: `train/CLASS/*.png` and `test/CLASS/*.png`.
///
/// Classes are numbered in the order of their names' bytes. Images follow each other class by class, also in the order
/// of their names' bytes (`10.png` before `2.png`). Names are the same where their bytes are. All images have one size,
/// up to 64x64, and are all grey or all in colour. Palettes become RGB, and 16 bits are rounded to 8. Transparency has
/// no meaning for a classifier: an alpha channel that is opaque everywhere is dropped, another one is an error. Hidden
/// files are ignored, and any other file that is no image is an error.
enum ImageFolder {
  static let largestSide = 64
  /// The largest number of classes, since labels are bytes.
  private static let mostClasses = 256
  /// The largest file in bytes. 64x64 pixels of 4 x 16 bits are 32 KiB, which leaves room for colour profiles and
  /// texts.
  private static let largestFile = 1 << 20

  /// Both splits with the facts that are known once they are read.
  ///
  /// The classes are those of the training split. The test split may lack some of them.
  /// `bits` is how many bits of a 16-bit sample are used; `nil` for all. The notes say what the user should know.
  static func read(
    _ folder: String, bits: Int?, advice: String
  ) throws -> (facts: DatasetFacts, training: ImageSet, test: ImageSet, notes: [String]) {
    let (train, test) = ("\(folder)/train", "\(folder)/test")
    for path in [train, test] where !isFolder(path) {
      throw FileError(
        folder, "a folder of the data set is missing", expected: (path as NSString).lastPathComponent, advice: advice)
    }
    let classNames = try classes(in: train)
    guard (2...mostClasses).contains(classNames.count) else {
      throw FileError(
        train, "not a number of classes", expected: "2 to \(mostClasses) folders", found: "\(classNames.count)")
    }
    if let odd = try classes(in: test).first(where: { name in
      !classNames.contains { $0.isSameName(as: name) }
    }) {
      // Where both look alike, their bytes tell what is different.
      let twin = classNames.first { $0 == odd }

      throw FileError(
        "\(test)/\(odd)", "not a class of the training images",
        expected: twin.map { "the bytes \(hexadecimal($0)), as in \(train)" } ?? "a folder of \(train)",
        found: twin.map { _ in hexadecimal(odd) },
        advice: twin.map { _ in "rename one, since the same letters are written in two ways" }
          ?? NearestName.of(odd, in: classNames).map { "did you mean \($0)?" })
    }
    var seen = Seen(bits: bits)
    let training = try read(train, classNames, &seen)
    for (label, name) in classNames.enumerated() where !training.labels.contains(UInt8(label)) {
      throw FileError("\(train)/\(name)", "the class has no images", expected: "PNG files")
    }
    let measured = Normalisation.measured(on: training)
    if let channel = measured.standardDeviation.firstIndex(of: 0) {
      throw FileError(
        train, at: "channel \(channel)", "all pixels are alike, and cannot be normalised",
        expected: "pixels that differ", found: "\(measured.mean[channel]) throughout")
    }
    let images = try read(test, classNames, &seen)
    return (
      DatasetFacts(shape: training.shape, classNames: classNames, normalisation: measured), training, images,
      seen.notes
    )
  }

  /// What is known of the images that were read so far, and how they are read.
  private struct Seen {
    var bits: Int?
    var first: (shape: ImageShape, path: String)?
    /// The largest sample of all 16-bit files; `nil` where there are none.
    var largestSample: Int?

    /// A camera's 10, 12 or 14 bits at the lower end of 16 make an image nearly black. Images of 15 bits may be just
    /// dark.
    var notes: [String] {
      guard bits == nil, let largestSample, largestSample > 0, largestSample < 1 << 14 else { return [] }
      let used = max(8, Int.bitWidth - largestSample.leadingZeroBitCount)
      return [
        "the 16-bit images lose their range: their largest sample is \(largestSample) of 65535, which uses \(used) bits; "
          + "--bits \(used), or bits: \(used) in an audit file, reads them over their whole range"
      ]
    }
  }

  private static func read(
    _ split: String, _ classNames: [String], _ seen: inout Seen
  ) throws -> ImageSet {
    var pixels: [UInt8] = [], labels: [UInt8] = []
    for (label, name) in classNames.enumerated() where isFolder("\(split)/\(name)") {
      for file in try FolderNames.visible(in: "\(split)/\(name)") {
        let image = try image("\(split)/\(name)/\(file)", bits: seen.bits ?? 16)
        seen.largestSample = [seen.largestSample, image.largestSample].compactMap { $0 }.max()
        let reference = seen.first ?? (image.shape, "")
        guard image.shape == reference.shape else {
          throw FileError(
            "\(split)/\(name)/\(file)", "the image is not of the same kind as the others",
            expected: "\(reference.shape), as \(reference.path)", found: "\(image.shape)")
        }
        if seen.first == nil { seen.first = (image.shape, "\(split)/\(name)/\(file)") }
        pixels += image.pixels
        labels.append(UInt8(label))
      }
    }
    guard let shape = seen.first?.shape, !labels.isEmpty else {
      throw FileError(split, "there are no images", expected: "\(split)/CLASS/*.png")
    }
    return ImageSet(shape: shape, pixels: pixels, labels: labels)
  }

  /// One image without its alpha channel.
  private static func image(
    _ path: String, bits: Int
  ) throws -> (shape: ImageShape, pixels: [UInt8], largestSample: Int?) {
    guard String(decoding: path.utf8.suffix(4), as: UTF8.self).lowercased() == ".png" else {
      throw FileError(path, "not a PNG file", expected: "a name ending in .png", advice: "convert or remove it")
    }
    let size = try FileBlocks.size(of: path)
    guard size <= largestFile else {
      throw FileError(path, "the file is too large", expected: "at most \(largestFile) bytes", found: "\(size)")
    }
    var image = try PNGImage(contentsOf: path, largestSide: largestSide, bits: bits)
    let channels = image.channels
    if channels % 2 == 0 {
      if let odd = stride(from: channels - 1, to: image.pixels.count, by: channels).first(where: {
        image.pixels[$0] != 255
      }) {
        let (y, x) = (odd / channels).quotientAndRemainder(dividingBy: image.width)
        throw FileError(
          path, at: "row \(y), column \(x)", "the image is transparent", expected: "opaque pixels",
          found: "alpha \(image.pixels[odd])", advice: "draw it over a background first")
      }
      image.pixels = stride(from: 0, to: image.pixels.count, by: channels).flatMap {
        image.pixels[$0..<$0 + channels - 1]
      }
      image.channels -= 1
    }
    return (
      ImageShape(height: image.height, width: image.width, channels: image.channels), image.pixels,
      image.largestSample
    )
  }

  private static func classes(in split: String) throws -> [String] {
    try FolderNames.visible(in: split).map { name in
      guard isFolder("\(split)/\(name)") else {
        throw FileError("\(split)/\(name)", "not a class folder", expected: "folders alone", advice: "remove it")
      }
      return name
    }
  }

  private static func hexadecimal(_ name: String) -> String {
    name.utf8.map { String(format: "%02x", $0) }.joined(separator: " ")
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }
}
