import Files
import Foundation
import PNGFiles
import Tensors
import TestSupport
import Testing

@testable import Datasets

@Suite("Image folders")
struct ImageFolderTests {
  /// A picture of one level, or of three for colours, with a first pixel of zeros so that channels differ somewhere.
  private func picture(_ levels: [UInt8], width: Int = 9, height: Int = 8) -> PNGImage {
    var pixels = (0..<width * height).flatMap { _ in levels }
    for c in levels.indices where c < 3 { pixels[c] = 0 }
    return PNGImage(width: width, height: height, channels: levels.count, pixels: pixels)
  }

  /// Two classes, two and one training images, one test image.
  private func withFolder(_ levels: [UInt8] = [50], _ body: (String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      for (index, path) in ["train/b/10.png", "train/b/2.png", "train/a b/x.PNG", "test/b/1.png"].enumerated() {
        try AtomicFile.createFolder(("\(folder)/\(path)" as NSString).deletingLastPathComponent)
        try AtomicFile.write(picture(levels.map { $0 + UInt8(index) }).encoded(), to: "\(folder)/\(path)")
      }
      try body(folder)
    }
  }

  private func error(_ folder: String) -> String? {
    (#expect(throws: FileError.self) { try Dataset.load(.folder, folder: folder) })?.description
  }

  @Test("classes and images come in the order of their names' bytes", arguments: [[50], [50, 60, 70]] as [[UInt8]])
  func order(levels: [UInt8]) throws {
    try withFolder(levels) { folder in
      // What other programs leave behind.
      try AtomicFile.write("x", to: "\(folder)/train/.DS_Store")
      try AtomicFile.write("x", to: "\(folder)/train/b/.hidden")
      let dataset = try Dataset.load(.folder, folder: folder)
      #expect(dataset.classNames == ["a b", "b"] && dataset.ownClassNames == ["a b", "b"])
      #expect(dataset.shape == ImageShape(height: 8, width: 9, channels: levels.count))
      #expect(dataset.training.labels == [0, 1, 1] && dataset.test.labels == [1])
      // a b/x.PNG, b/10.png, b/2.png.
      #expect((0..<3).map { dataset.training.pixels(of: $0).last! } == [2, 0, 1].map { levels.last! + $0 })
      #expect(dataset.normalisation == .measured(on: dataset.training))
    }
  }

  @Test("an alpha channel that is opaque everywhere is dropped, another one is told")
  func alpha() throws {
    try withFolder([50, 60, 70]) { folder in
      let plain = try Dataset.load(.folder, folder: folder)
      try AtomicFile.write(picture([53, 63, 73, 255]).encoded(), to: "\(folder)/test/b/1.png")
      #expect(try Dataset.load(.folder, folder: folder).test == plain.test)
      var odd = picture([53, 63, 73, 255])
      odd.pixels[(2 * 9 + 3) * 4 + 3] = 254
      try AtomicFile.write(odd.encoded(), to: "\(folder)/test/b/1.png")
      #expect(
        error(folder) == "\(folder)/test/b/1.png: row 2, column 3: the image is transparent; expected opaque pixels, "
          + "found alpha 254; draw it over a background first")
    }
  }

  @Test("the odd image out is named, with one of the others")
  func sizes() throws {
    try withFolder { folder in
      let other = "expected 8x9x1, as \(folder)/train/a b/x.PNG"
      let path = "\(folder)/train/b/2.png", problem = "the image is not of the same kind as the others"
      try AtomicFile.write(picture([50], width: 8).encoded(), to: path)
      #expect(
        error(folder) == "\(path): \(problem); \(other), found 8x8x1; bring all to one size with --resize N --crop N, "
          + "or resize: N and crop: N in an audit file")
      try AtomicFile.write(picture([50, 60, 70]).encoded(), to: path)
      #expect(
        error(folder) == "\(path): \(problem); \(other), found 8x9x3; turn all into one kind with --colour rgb or "
          + "--colour grey, or colour: rgb in an audit file")
      try AtomicFile.write(picture([50], width: 513).encoded(), to: path)
      #expect(
        error(folder)
          == "\(path): the image is too large; expected at most 512 × 512 pixels, found 513 × 8; shrink all with "
          + "--resize N, or resize: N in an audit file")
    }
  }

  /// A file or folder added under the data set, what it holds, and what is said after its path.
  static let strays: [(path: String, text: String)] = [
    ("train/notes.txt", "not a class folder; expected folders alone; remove it"),
    (
      "train/b/notes.txt",
      "not an image file; expected a name ending in .png, .jpg or .jpeg; convert or remove it"
    ),
    (
      "train/b/3.png",
      "byte 0: neither a PNG nor a JPEG file; expected a signature, 89 50 4e 47 or ff d8 ff, found a text"
    ),
    (
      "train/b/photo.JPeG",
      "byte 0: neither a PNG nor a JPEG file; expected a signature, 89 50 4e 47 or ff d8 ff, found a text"
    ),
    ("train/b/4.png/x", "is a folder; expected a file"),
    ("train/c/.hidden", "the class has no images; expected PNG or JPEG files"),
    ("test/bb/1.png", "not a class of the training images; expected a folder of FOLDER/train; did you mean b?"),
  ]

  @Test("a stray file or folder is named", arguments: strays)
  func stray(path: String, text: String) throws {
    try withFolder { folder in
      try AtomicFile.write("none", to: "\(folder)/\(path)")
      let named =
        path.hasSuffix("/x") || path.hasSuffix("/.hidden") || path.hasPrefix("test")
        ? (path as NSString).deletingLastPathComponent : path
      #expect(error(folder) == "\(folder)/\(named): " + text.replacing("FOLDER", with: folder))
    }
  }

  @Test("missing splits, a single class and an empty test split are told")
  func missing() throws {
    try withFolder { folder in
      try FileManager.default.removeItem(atPath: "\(folder)/test/b/1.png")
      #expect(error(folder) == "\(folder)/test: there are no images; expected \(folder)/test/CLASS/*.png or *.jpg")
      try FileManager.default.removeItem(atPath: "\(folder)/train/a b")
      #expect(error(folder) == "\(folder)/train: not a number of classes; expected 2 to 256 folders, found 1")
      try FileManager.default.removeItem(atPath: "\(folder)/test")
      #expect(
        error(folder)?.hasPrefix("\(folder): a folder of the data set is missing; expected test or val; name the")
          == true)
    }
  }

  @Test("a folder that is not there, is a file, or lies a level below or above the one that is meant is told")
  func misplaced() throws {
    try withFolder { folder in
      #expect(error("\(folder)/none")?.hasPrefix("\(folder)/none: no such folder; name the folder that holds") == true)
      let file = "\(folder)/test/b/1.png"
      #expect(error(file)?.hasPrefix("\(file): is a file; expected a folder; name the folder") == true)
      func finished(_ folder: String) -> String? {
        (#expect(throws: FileError.self) { try TestImages.load(.folder, folder: folder) })?.description
      }
      #expect(
        finished("\(folder)/train/b") == "\(folder)/train/b: holds images, not class folders; expected CLASS/*.jpg, or "
          + "test/CLASS; did you mean \(folder)/train?")
      try FileManager.default.moveItem(atPath: "\(folder)/train", toPath: "\(folder)/photos")
      try FileManager.default.removeItem(atPath: "\(folder)/test")
      let above =
        "\(folder): holds no class folders; expected CLASS/*.jpg, or test/CLASS; did you mean \(folder)/photos, whose "
        + "folders hold images?"
      #expect(finished(folder) == above)
      // Folders alone, as class folders are.
      try AtomicFile.createFolder("\(folder)/runs")
      #expect(finished(folder) == above)
      #expect(try TestImages.load(.folder, folder: "\(folder)/photos").images.count == 3)
    }
  }

  @Test("a file too large for a small image is not read, and images without contrast are not divided by zero")
  func limits() throws {
    try withFolder { folder in
      let path = "\(folder)/train/b/2.png"
      try #require(truncate(path, 1 << 40) == 0)
      #expect(error(folder) == "\(path): the file is too large; expected at most 134217728 bytes, found 1099511627776")
      for file in ["train/b/10.png", "train/b/2.png", "train/a b/x.PNG"] {
        let picture = PNGImage(width: 2, height: 1, channels: 1, pixels: [51, 51])
        try AtomicFile.write(picture.encoded(), to: "\(folder)/\(file)")
      }
      #expect(
        error(folder) == "\(folder)/train: channel 0: all pixels are alike, and cannot be normalised; "
          + "expected pixels that differ, found 0.2 throughout")
    }
  }
}
