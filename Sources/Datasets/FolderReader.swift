import Files
import Tensors

/// Reads the images of a folder one after the other, and sees to it that they are alike.
struct FolderReader {
  let options: DatasetOptions
  private var first: (shape: ImageShape, path: String)?
  private var misnamed = Finding()
  private var turned = Finding()
  /// The largest sample of all 16-bit files; `nil` where there are none.
  private var largestSample: Int?
  /// The shapes of the files with the fewest and with the most pixels.
  private var sizes: (smallest: ImageShape, largest: ImageShape)?

  /// How many files have something in common, and the first of them.
  private struct Finding {
    var count = 0
    var first = ""

    mutating func add(_ text: String) {
      if count == 0 { first = text }
      count += 1
    }
  }

  init(options: DatasetOptions) { self.options = options }

  /// One image as the options want it. Throws a `FileError` where it is not like those before.
  mutating func read(_ path: String) throws -> Picture {
    let file = try Picture.decode(path, bits: options.bits ?? 16)
    largestSample = [largestSample, file.largestSample].compactMap { $0 }.max()
    if Picture.Format(name: path) != file.format { misnamed.add("\(path), which is a \(file.format.rawValue) file") }
    if file.isTurned { turned.add(path) }
    note(file.picture.shape)
    let picture = try file.picture.prepared(by: options, path: path)
    if let first { try require(picture.shape, as: first.shape, of: first.path, path) }
    if first == nil { first = (picture.shape, path) }
    return picture
  }

  private mutating func note(_ shape: ImageShape) {
    let (smallest, largest) = sizes ?? (shape, shape)
    sizes = (shape.count < smallest.count ? shape : smallest, shape.count > largest.count ? shape : largest)
  }

  private func require(_ shape: ImageShape, as first: ImageShape, of firstPath: String, _ path: String) throws {
    guard shape != first else { return }
    let advice: String =
      if shape.channels != first.channels {
        "turn all into one kind with --colour rgb or --colour grey, or colour: rgb in an audit file"
      } else if options.resize == nil {
        "bring all to one size with --resize N --crop N, or resize: N and crop: N in an audit file"
      } else {
        "cut all to one size with --crop N too, or crop: N in an audit file"
      }
    throw FileError(
      path, "the image is not of the same kind as the others", expected: "\(first), as \(firstPath)",
      found: "\(shape)", advice: advice)
  }

  /// What the user should know of the files.
  var notes: [String] {
    var notes: [String] = []
    if misnamed.count > 0 {
      notes.append("names that promise another format: \(misnamed.count); the first is \(misnamed.first)")
    }
    if turned.count > 0 {
      notes.append(
        "images turned upright, as their EXIF orientation says: \(turned.count); the first is \(turned.first)")
    }
    // Two shapes with as many pixels are not told apart; the usual folder of photos has many sizes.
    if let crop = options.crop, options.resize == nil, let sizes, sizes.smallest.count < sizes.largest.count {
      let (small, large) = (sizes.smallest, sizes.largest)
      notes.append(
        "of images from \(small.width) × \(small.height) to \(large.width) × \(large.height) pixels only the middle "
          + "\(crop) × \(crop) pixels are used; with --resize \(crop), or resize: \(crop) in an audit file, they are made smaller first, "
          + "as torchvision's Resize and CenterCrop do")
    }
    // A camera's 10, 12 or 14 bits at the lower end of 16 make an image nearly black. Images of 15 bits may be just
    // dark.
    if options.bits == nil, let largestSample, largestSample > 0, largestSample < 1 << 14 {
      let used = max(8, Int.bitWidth - largestSample.leadingZeroBitCount)
      notes.append(
        "the 16-bit images lose their range: their largest sample is \(largestSample) of 65535, which uses \(used) bits; "
          + "--bits \(used), or bits: \(used) in an audit file, reads them over their whole range")
    }
    return notes
  }
}
