import Files
import Foundation
import Tensors
import TestSupport
import Testing

@testable import Datasets

@Suite("Images as NumPy arrays")
struct ImageArraysTests {
  private static let fixtures =
    URL(fileURLWithPath: #filePath).appendingPathComponent("../../../fixtures/numpy").standardized.path

  /// The images of the generator, of shape (10, 5, 4, 3).
  private static let pixels = (0..<UInt64(10 * 5 * 4 * 3)).map {
    UInt8(truncatingIfNeeded: (($0 * 2_654_435_761) % (1 << 32)) >> 13)
  }
  private static let labels = (0..<10).map { UInt8($0 % 3) }
  private static let images = ImageSet(
    shape: ImageShape(height: 5, width: 4, channels: 3), pixels: pixels, labels: labels)

  /// A folder of copies: the name in the folder, and the name among the fixtures.
  private func withFolder(_ files: [String: String], _ body: (String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      for (name, fixture) in files {
        try AtomicFile.write(AtomicFile.read("\(Self.fixtures)/\(fixture)"), to: "\(folder)/\(name)")
      }
      try body(folder)
    }
  }

  private func error(_ images: String, _ labels: String = "labels-int64.npy") throws -> String {
    var text = ""
    try withFolder(["images.npy": images, "labels.npy": labels]) { folder in
      let error = #expect(throws: FileError.self) { try TestImages.load(.folder, folder: folder) }
      text = error?.description.replacing(folder + "/", with: "") ?? ""
    }
    return text
  }

  @Test(
    "are the same in every layout, order, type and version",
    arguments: [
      "images", "fortran", "channels-first", "fortran-channels-first", "float32", "float64", "version-2", "version-3",
    ])
  func layouts(name: String) throws {
    try withFolder(["images.npy": "\(name).npy", "labels.npy": "labels-int64.npy"]) { folder in
      let test = try TestImages.load(.folder, folder: folder)
      #expect(test.images == Self.images)
      #expect(test.facts.classNames == ["0", "1", "2"] && test.ownClassNames == nil)
      #expect(test.facts.normalisation == .measured(on: test.images))
      #expect(test.notes == [FolderContent.noTraining])
    }
  }

  @Test(
    "have labels of any whole type",
    arguments: ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "column"])
  func labels(type: String) throws {
    try withFolder(["test_images.npy": "images.npy", "test_labels.npy": "labels-\(type).npy"]) { folder in
      let test = try TestImages.load(.folder, folder: folder)
      #expect(test.images.labels == Self.labels)
    }
  }

  @Test("without an axis of channels are grey")
  func grey() throws {
    try withFolder(["images.npy": "grey.npy", "labels.npy": "labels-int8.npy"]) { folder in
      let test = try TestImages.load(.folder, folder: folder)
      #expect(test.images.shape == ImageShape(height: 5, width: 4, channels: 1))
      #expect(test.images.pixels == stride(from: 0, to: Self.pixels.count, by: 3).map { Self.pixels[$0] })
    }
  }

  @Test("of one archive bring their training images along", arguments: ["", "/stored.npz"])
  func stored(path: String) throws {
    try withFolder(["stored.npz": "stored.npz"]) { folder in
      let data = try Dataset.load(.folder, folder: folder + path)
      #expect(data.test == Self.images && data.training.labels == Self.labels.reversed())
      #expect(data.training == Self.images.subset(Array((0..<10).reversed())))
      #expect(data.normalisation == .measured(on: data.training) && data.notes.isEmpty)
      let test = try TestImages.load(.folder, folder: folder + path)
      #expect(test.images == data.test && test.facts.normalisation == data.normalisation)
    }
  }

  @Test("of a deflated archive are inflated, and stand alone")
  func deflated() throws {
    try withFolder(["a.npz": "deflated.npz"]) { folder in
      let test = try TestImages.load(.folder, folder: folder)
      #expect(test.images == Self.images)
      let error = #expect(throws: FileError.self) { try Dataset.load(.folder, folder: folder) }
      #expect(
        error?.description == "\(folder)/a.npz: there are no training images; expected x_train and y_train, or "
          + "train_images and train_labels, found images, labels")
    }
  }

  @Test("take colour, size and crop as image files do")
  func options() throws {
    var options = DatasetOptions()
    (options.colour, options.resize, options.crop) = (.grey, 8, 7)
    try withFolder(["images.npy": "images.npy", "labels.npy": "labels-uint8.npy"]) { folder in
      let test = try TestImages.load(.folder, folder: folder, options: options)
      let first = Picture(height: 5, width: 4, channels: 3, pixels: Array(Self.images.pixels(of: 3)))
      #expect(Array(test.images.pixels(of: 3)) == (try first.prepared(by: options, path: "")).pixels)
      options.bits = 12
      #expect(throws: FileError.self) { try TestImages.load(.folder, folder: folder, options: options) }
    }
  }

  @Test("that are none are refused by name")
  func refused() throws {
    #expect(
      try error("object.npy")
        == "images.npy: an object array, which holds Python pickles; expected numbers such as |u1 "
        + "or <i8, found |O; save it as numbers, by astype(\"uint8\")")
    #expect(
      try error("structured.npy").hasPrefix("images.npy: a structured array; expected whole numbers or pixels, found"))
    #expect(
      try error("images.npy", "big-endian.npy")
        == "labels.npy: a big-endian array; expected a little-endian one, found "
        + ">i8; save array.astype(array.dtype.newbyteorder(\"<\"))")
    #expect(try error("text.npy").hasPrefix("images.npy: not an array of numbers; expected numbers such as |u1 or <i8"))
    #expect(
      try error("images.npy", "one-hot.npy")
        == "labels.npy: not labels; expected N whole numbers, found 10x3 uint8; save "
        + "one number for each image, such as argmax(axis=1)")
    #expect(
      try error("labels-uint8.npy")
        == "images.npy: not images; expected (N, H, W, C), (N, H, W) or (N, C, H, W), found 10 "
        + "uint8")
    #expect(try error("stored.npz").hasPrefix("images.npy: not a NumPy array; expected 93 4e 55 4d 50 59 at its start"))
  }

  @Test("that are not read are told by name")
  func passedOver() throws {
    let pair = ["x_test.npy": "images.npy", "y_test.npy": "labels-int8.npy"]
    func notes(_ more: [String: String]) throws -> [String] {
      var notes: [String] = []
      try withFolder(pair.merging(more) { $1 }) { notes = try TestImages.load(.folder, folder: $0).notes }
      return notes.filter { $0 != FolderContent.noTraining }
    }
    #expect(try notes([:]).isEmpty)
    #expect(
      try notes(["images.npy": "grey.npy", "val_images.npy": "images.npy"]) == [
        "arrays that are passed over, beside x_test, y_test: images, val_images"
      ])
    #expect(
      try notes(["X_test.npy": "images.npy"]) == ["arrays that are passed over, beside X_test, y_test: x_test"])
    #expect(
      try notes(["x_train.npy": "images.npy", "y_train.npy": "labels-int8.npy", "x_val.npy": "images.npy"]) == [
        "arrays that are passed over, beside x_test, y_test, x_train, y_train: x_val"
      ])
    #expect(try notes(["a.npz": "stored.npz"]) == ["passed over, since there are .npy files beside: a.npz"])
  }

  @Test("of one name in one archive are refused")
  func twice() throws {
    try withFolder(["a.npz": "stored.npz"]) { folder in
      var data = try AtomicFile.read("\(folder)/a.npz")
      while let name = data.range(of: Data("y_train.npy".utf8)) {
        data.replaceSubrange(name, with: Data("x_train.npy".utf8))
      }
      try AtomicFile.write(data, to: "\(folder)/a.npz")
      let error = #expect(throws: FileError.self) { try TestImages.load(.folder, folder: folder) }
      #expect(error?.place == "x_train.npy" && error?.problem == "two arrays have this name")
    }
  }

  @Test("whose names say nothing are listed with the names that do")
  func unknown() throws {
    try withFolder(["fog.npy": "images.npy", "labels.npy": "labels-int8.npy"]) { folder in
      let error = #expect(throws: FileError.self) { try TestImages.load(.folder, folder: folder) }
      #expect(
        error?.description == "\(folder): no array is known by its name as test images; expected x_test and y_test, or "
          + "test_images and test_labels, or images and labels, or x and y, found fog, labels; for data in the layout of "
          + "CIFAR-10-C, name one with --corruption NAME --severity 1")
    }
    try withFolder(["images.npy": "images.npy"]) { folder in
      let error = #expect(throws: FileError.self) { try TestImages.load(.folder, folder: folder) }
      #expect(error?.problem == "the labels of images are missing" && error?.expected == "labels")
    }
    try withFolder(["a.npz": "stored.npz", "b.npz": "stored.npz"]) { folder in
      let error = #expect(throws: FileError.self) { try TestImages.load(.folder, folder: folder) }
      #expect(error?.advice == "name one of them: --data-dir \(folder)/a.npz")
    }
  }
}
