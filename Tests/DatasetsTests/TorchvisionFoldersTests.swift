import Files
import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite("Folders as torchvision leaves them")
struct TorchvisionFoldersTests {
  @Test(
    "IDX files are found in raw and in the data set's own folder",
    arguments: [
      (DatasetName.mnist, "MNIST/raw"), (.mnist, "raw"), (.fashionMNIST, "FashionMNIST/raw"), (.fashionMNIST, "raw"),
    ])
  func raw(name: DatasetName, place: String) throws {
    try withTemporaryFolder { folder in
      try AtomicFile.createFolder("\(folder)/\(place)")
      try writeIDX(training: noise(3, seed: 2), test: noise(2, seed: 3), to: "\(folder)/\(place)")
      let data = try Dataset.load(name, folder: folder)
      #expect(data.training == noise(3, seed: 2) && data.test == noise(2, seed: 3))
    }
  }

  @Test("the other data set's folder is not taken, and files in the folder itself win")
  func others() throws {
    try withTemporaryFolder { folder in
      try AtomicFile.createFolder("\(folder)/MNIST/raw")
      try writeIDX(training: noise(3), test: noise(2), to: "\(folder)/MNIST/raw")
      let error = #expect(throws: FileError.self) { try Dataset.load(.fashionMNIST, folder: folder) }
      #expect(error?.path == folder && error?.problem == "a file of the data set is missing")
      try writeIDX(training: noise(3, seed: 7), test: noise(2, seed: 8), to: folder)
      let data = try Dataset.load(.mnist, folder: folder)
      #expect(data.test == noise(2, seed: 8))
    }
  }

  /// The name, the folder of its Python version, and its files with those of the binary version.
  static let pickled: [(name: DatasetName, folder: String, files: [String])] = [
    (.cifar10, "cifar-10-batches-py", (1...5).map { "data_batch_\($0)" } + ["test_batch"]),
    (.cifar100, "cifar-100-python", ["train", "test"]),
  ]

  @Test("pickles are answered with the command that converts them", arguments: pickled)
  func pickles(name: DatasetName, folder python: String, files: [String]) throws {
    try withTemporaryFolder { folder in
      for file in files { try AtomicFile.write("x", to: "\(folder)/it's/\(python)/\(file)") }
      for place in ["\(folder)/it's", "\(folder)/it's/\(python)"] {
        let error = #expect(throws: FileError.self) { try TestImages.load(name, folder: place) }
        #expect(error?.path == "\(folder)/it's/\(python)" && error?.expected == "the binary version")
        #expect(
          error?.advice?.hasPrefix("write it beside them by: cd '\(folder)/it'\\''s/\(python)' && python3 -c '") == true
        )
        #expect(error?.advice?.contains(files.map { "\"\($0)\"" }.joined(separator: ",")) == true)
      }
    }
  }

  @Test("what that command writes beside the pickles is found from the folder and from the one above")
  func converted() throws {
    let images = noise(3, height: 32, width: 32, channels: 3)
    try withTemporaryFolder { folder in
      try AtomicFile.write(cifarRecords(images, coarse: [0, 1, 2]), to: "\(folder)/cifar-100-python/test.bin")
      for place in [folder, "\(folder)/cifar-100-python"] {
        let test = try TestImages.load(.cifar100, folder: place)
        #expect(test.images == images)
      }
    }
  }
}
