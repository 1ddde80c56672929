import Files
import Foundation
import PNGFiles
import Tensors
import TestSupport
import Testing

@testable import Datasets

@Suite("Test images")
struct TestImagesTests {
  private let images = noise(3, height: 32, width: 32, channels: 3)

  /// Writes the test split alone, under its official name.
  private func write(_ name: DatasetName, to folder: String) throws {
    switch name {
    case .cifar10: try AtomicFile.write(cifarRecords(images), to: "\(folder)/cifar-10-batches-bin/test_batch.bin")
    case .cifar100: try AtomicFile.write(cifarRecords(images, coarse: [0, 19, 7]), to: "\(folder)/test.bin")
    case .svhn: try AtomicFile.write(MATBytes.svhn(images, isCompressed: true), to: "\(folder)/test_32x32.mat")
    case .fashionMNIST, .mnist:
      try writeIDX(training: noise(1), test: noise(3), to: folder)
      for kind in ["images-idx3", "labels-idx1"] {
        try FileManager.default.removeItem(atPath: "\(folder)/train-\(kind)-ubyte")
      }
    case .folder: preconditionFailure()
    }
  }

  @Test(
    "are read alone: no training file has to be there",
    arguments: DatasetName.allCases.filter { $0 != .folder })
  func alone(name: DatasetName) throws {
    try withTemporaryFolder { folder in
      try write(name, to: folder)
      let test = try TestImages.load(name, folder: folder)
      #expect(test.images == (name.facts?.shape.channels == 1 ? noise(3) : images))
      #expect(test.name == name && test.folder == folder && test.facts == name.facts && test.ownClassNames == nil)
      #expect(throws: FileError.self) { try Dataset.load(name, folder: folder) }
    }
  }

  @Test("of an image folder are numbered as its training images are")
  func imageFolder() throws {
    try withTemporaryFolder { folder in
      let image = noise(2, height: 8, width: 8)
      for (index, place) in ["train/a/1", "train/b/1", "test/b/1"].enumerated() {
        try AtomicFile.createFolder((folder + "/" + place as NSString).deletingLastPathComponent)
        let picture = PNGImage(width: 8, height: 8, channels: 1, pixels: Array(image.pixels(of: index % 2)))
        try AtomicFile.write(picture.encoded(), to: "\(folder)/\(place).png")
      }
      let test = try TestImages.load(.folder, folder: folder), dataset = try Dataset.load(.folder, folder: folder)
      #expect(test.images == dataset.test && test.images.labels == [1])
      #expect(test.facts.shape == dataset.shape && test.facts.classNames == ["a", "b"])
      #expect(test.facts.normalisation == dataset.normalisation && test.ownClassNames == ["a", "b"])
    }
  }
}
