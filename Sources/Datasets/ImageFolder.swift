import Files
import Foundation
import PNGFiles
import Tensors

/// PNG images in class folders: `train/CLASS/*.png` and `test/CLASS/*.png`.
///
/// Classes are numbered in the order of their names' bytes. Images follow each other class by class, also in the order
/// of their names' bytes (`10.png` before `2.png`). All images have one size, up to 64x64, and are all grey or all in
/// colour. Palettes become RGB, and 16 bits are rounded to 8. Transparency has no meaning for a classifier: an alpha
/// channel that is opaque everywhere is dropped, another one is an error. Hidden files are ignored, and any other file
/// that is no image is an error.
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
  static func read(
    _ folder: String, advice: String
  ) throws -> (facts: DatasetFacts, training: ImageSet, test: ImageSet) {
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
    if let odd = try classes(in: test).first(where: { !classNames.contains($0) }) {
      throw FileError(
        "\(test)/\(odd)", "not a class of the training images", expected: "a folder of \(train)",
        advice: NearestName.of(odd, in: classNames).map { "did you mean \($0)?" })
    }
    var first: (shape: ImageShape, path: String)?
    let training = try read(train, classNames, first: &first)
    for (label, name) in classNames.enumerated() where !training.labels.contains(UInt8(label)) {
      throw FileError("\(train)/\(name)", "the class has no images", expected: "PNG files")
    }
    let measured = Normalisation.measured(on: training)
    if let channel = measured.standardDeviation.firstIndex(of: 0) {
      throw FileError(
        train, at: "channel \(channel)", "all pixels are alike, and cannot be normalised",
        expected: "pixels that differ", found: "\(measured.mean[channel]) throughout")
    }
    return (
      DatasetFacts(shape: training.shape, classNames: classNames, normalisation: measured), training,
      try read(test, classNames, first: &first)
    )
  }

  private static func read(
    _ split: String, _ classNames: [String], first: inout (shape: ImageShape, path: String)?
  ) throws -> ImageSet {
    var pixels: [UInt8] = [], labels: [UInt8] = []
    for (label, name) in classNames.enumerated() where isFolder("\(split)/\(name)") {
      for file in try names(in: "\(split)/\(name)") {
        let image = try image("\(split)/\(name)/\(file)")
        let reference = first ?? (image.shape, "")
        guard image.shape == reference.shape else {
          throw FileError(
            "\(split)/\(name)/\(file)", "the image is not of the same kind as the others",
            expected: "\(reference.shape), as \(reference.path)", found: "\(image.shape)")
        }
        if first == nil { first = (image.shape, "\(split)/\(name)/\(file)") }
        pixels += image.pixels
        labels.append(UInt8(label))
      }
    }
    guard let shape = first?.shape, !labels.isEmpty else {
      throw FileError(split, "there are no images", expected: "\(split)/CLASS/*.png")
    }
    return ImageSet(shape: shape, pixels: pixels, labels: labels)
  }

  /// One image without its alpha channel.
  static func image(_ path: String) throws -> (shape: ImageShape, pixels: [UInt8]) {
    guard path.lowercased().hasSuffix(".png") else {
      throw FileError(path, "not a PNG file", expected: "a name ending in .png", advice: "convert or remove it")
    }
    let size = try FileBlocks.size(of: path)
    guard size <= largestFile else {
      throw FileError(path, "the file is too large", expected: "at most \(largestFile) bytes", found: "\(size)")
    }
    var image = try PNGImage(contentsOf: path, largestSide: largestSide)
    if image.channels == 4 {
      if let odd = stride(from: 3, to: image.pixels.count, by: 4).first(where: { image.pixels[$0] != 255 }) {
        let (y, x) = (odd / 4).quotientAndRemainder(dividingBy: image.width)
        throw FileError(
          path, at: "row \(y), column \(x)", "the image is transparent", expected: "opaque pixels",
          found: "alpha \(image.pixels[odd])", advice: "draw it over a background first")
      }
      image.pixels = stride(from: 0, to: image.pixels.count, by: 4).flatMap { image.pixels[$0..<$0 + 3] }
      image.channels = 3
    }
    return (ImageShape(height: image.height, width: image.width, channels: image.channels), image.pixels)
  }

  private static func classes(in split: String) throws -> [String] {
    try names(in: split).map { name in
      guard isFolder("\(split)/\(name)") else {
        throw FileError("\(split)/\(name)", "not a class folder", expected: "folders alone", advice: "remove it")
      }
      return name
    }
  }

  /// The names in a folder without hidden ones, in the order of their bytes, which is the same in every language.
  private static func names(in folder: String) throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }
        .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    } catch { throw FileError(folder, "cannot be read", found: error.localizedDescription) }
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }
}
