import Files
import Foundation
import PNGFiles
import Tensors
import TestSupport
import Testing

@testable import Datasets

@Suite("Kinds of images in a folder")
struct FolderReaderTests {
  private static let fixtures =
    URL(fileURLWithPath: #filePath).appendingPathComponent("../../../fixtures/images").standardized.path

  private func png(width: Int = 20, height: Int = 14, channels: Int = 1) throws -> Data {
    let pixels = (0..<width * height * channels).map { UInt8($0 % 251) }
    return try PNGImage(width: width, height: height, channels: channels, pixels: pixels).encoded()
  }

  private func jpeg(_ name: String) throws -> Data { try AtomicFile.read("\(Self.fixtures)/\(name).jpg") }

  private func withFolder(_ files: [String: Data], _ body: (String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      for (path, data) in files { try AtomicFile.write(data, to: "\(folder)/\(path)") }
      try body(folder)
    }
  }

  private func options(_ colour: Colour? = nil, resize: Int? = nil, crop: Int? = nil) -> DatasetOptions {
    var options = DatasetOptions()
    (options.colour, options.resize, options.crop) = (colour, resize, crop)
    return options
  }

  @Test("JPEG and PNG, grey and colour, of any size become one kind", arguments: [Colour.rgb, .grey])
  func mixed(colour: Colour) throws {
    try withFolder([
      "train/a/1.png": png(), "train/a/2.JPEG": jpeg("colour-420"), "train/b/1.jpg": jpeg("grey"),
      "test/b/1.jpg": jpeg("turned-6"),
    ]) { folder in
      let options = options(colour, resize: 8, crop: 7)
      let data = try Dataset.load(.folder, folder: folder, options: options)
      #expect(data.shape == ImageShape(height: 7, width: 7, channels: colour == .rgb ? 3 : 1))
      #expect(data.training.labels == [0, 0, 1] && data.test.labels == [1])
      #expect(
        data.notes == [
          "images turned upright, as their EXIF orientation says: 1; the first is \(folder)/test/b/1.jpg"
        ])
      // What the parts make of a file, one by one.
      let file = try Picture.decode("\(folder)/train/a/2.JPEG", bits: 16).picture.converted(to: colour)
      let expected = file.resized(to: (8, 11)).cropped(to: 7)
      #expect(Array(data.training.pixels(of: 1)) == expected.pixels)
      let test = try TestImages.load(.folder, folder: folder, options: options)
      #expect(test.images == data.test && test.facts.normalisation == data.normalisation)
    }
  }

  @Test("a mix of colour and grey names the first of each, and says what to write")
  func mix() throws {
    try withFolder(["train/a/1.jpg": jpeg("grey"), "train/b/1.jpg": jpeg("colour-444"), "test/b/1.jpg": jpeg("grey")]) {
      folder in
      let error = #expect(throws: FileError.self) { try Dataset.load(.folder, folder: folder) }
      #expect(
        error?.description
          == "\(folder)/train/b/1.jpg: the image is not of the same kind as the others; expected 9x17x1, "
          + "as \(folder)/train/a/1.jpg, found 13x19x3; turn all into one kind with --colour rgb or --colour grey, or "
          + "colour: rgb in an audit file")
      let sizes = #expect(throws: FileError.self) {
        try Dataset.load(.folder, folder: folder, options: options(.grey, resize: 8))
      }
      #expect(
        sizes?.description
          == "\(folder)/train/b/1.jpg: the image is not of the same kind as the others; expected 8x15x1, "
          + "as \(folder)/train/a/1.jpg, found 8x11x1; cut all to one size with --crop N too, or crop: N in an audit file"
      )
    }
  }

  @Test("an image that is smaller than its crop is named")
  func small() throws {
    try withFolder(["train/a/1.png": png(), "train/b/1.jpg": jpeg("grey"), "test/b/1.png": png()]) { folder in
      let error = #expect(throws: FileError.self) {
        try Dataset.load(.folder, folder: folder, options: options(crop: 10))
      }
      #expect(
        error?.description
          == "\(folder)/train/b/1.jpg: the image is smaller than the part to be cut from it; expected at "
          + "least 10 × 10 pixels, found 17 × 9; enlarge all with --resize 10, or resize: 10 in an audit file")
    }
  }

  @Test("images of several sizes that are cut without being resized first are told, and those that are resized are not")
  func severalSizes() throws {
    let files = [
      "test/a/1.png": try png(width: 17, height: 9), "test/b/1.png": try png(width: 30, height: 20),
      "test/b/2.png": try png(width: 20, height: 30),
    ]
    try withFolder(files) { folder in
      func notes(_ options: DatasetOptions) throws -> [String] {
        try TestImages.load(.folder, folder: folder, options: options).notes.filter { !$0.contains("training images") }
      }
      let cut = try notes(options(crop: 8)), resized = try notes(options(resize: 8, crop: 8))
      #expect(
        cut == [
          "of images from 17 × 9 to 30 × 20 pixels only the middle 8 × 8 pixels are used; with --resize 8, or resize: 8 in an "
            + "audit file, they are made smaller first, as torchvision's Resize and CenterCrop do"
        ])
      #expect(resized.isEmpty)
    }
  }

  @Test("a file is what its content says, and the first whose name says otherwise is told")
  func misnamed() throws {
    try withFolder([
      "train/a/1.png": jpeg("grey"), "train/b/1.jpg": png(width: 17, height: 9), "test/b/1.jpeg": jpeg("grey"),
    ]) { folder in
      let data = try Dataset.load(.folder, folder: folder)
      #expect(
        data.notes == [
          "names that promise another format: 2; the first is \(folder)/train/a/1.png, which is a JPEG file"
        ])
      #expect(Array(data.training.pixels(of: 0)) == Array(data.test.pixels(of: 0)))
    }
  }

  @Test("test images alone are enough for a finished model", arguments: ["test/", "val/", ""])
  func testAlone(split: String) throws {
    try withFolder(["\(split)a/1.jpg": jpeg("grey"), "\(split)b/1.jpg": jpeg("grey")]) { folder in
      let test = try TestImages.load(.folder, folder: folder)
      #expect(test.images.labels == [0, 1] && test.facts.classNames == ["a", "b"])
      #expect(test.facts.normalisation == .measured(on: test.images))
      #expect(
        test.notes == [
          "there are no training images: a model that neither normalises pixels itself nor says its mean and deviation gets "
            + "those of the test images"
        ])
      let error = #expect(throws: FileError.self) { try Dataset.load(.folder, folder: folder) }
      #expect(error?.expected == "train")
      let alone = try Dataset.load(.folder, folder: folder, requiresTraining: false)
      #expect(alone.test == test.images && alone.training.count == 0 && alone.mainImages == test.images)
      #expect(DatasetSummary(alone).measured == test.facts.normalisation)
    }
  }

  @Test("folders and arrays beside the splits that are read are told")
  func passedOver() throws {
    try withFolder([
      "test/a/1.jpg": jpeg("grey"), "test/b/1.jpg": jpeg("grey"), "val/a/1.jpg": jpeg("grey"), "x_test.npy": Data([1]),
      "notes.txt": Data([65]),
    ]) { folder in
      let test = try TestImages.load(.folder, folder: folder)
      #expect(
        test.notes == [
          FolderContent.noTraining,
          "passed over, since the test images are those of \(folder)/test: val, x_test.npy",
        ])
    }
    try withFolder(["train/a/1.jpg": jpeg("grey"), "train/b/1.jpg": jpeg("grey"), "val/a/1.jpg": jpeg("grey")]) {
      let data = try Dataset.load(.folder, folder: $0)
      #expect(data.notes.isEmpty)
    }
  }

  @Test("options for images are refused for data that are read as they are")
  func otherData() {
    for options in [options(.rgb), options(resize: 8), options(crop: 8)] {
      let error = #expect(throws: FileError.self) { try Dataset.load(.cifar10, folder: "x", options: options) }
      #expect(error?.expected == "the data set folder" && error?.found == "cifar-10")
    }
  }
}
