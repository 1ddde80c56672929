import Files
import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite("Subset of a data set")
struct DatasetSubsetTests {
  /// A data set of 40 and 20 images, four and two of each class.
  private func withDataset(
    _ name: DatasetName = .fashionMNIST, _ body: (_ dataset: Dataset, _ folder: String) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      try AtomicFile.createFolder("\(folder)/whole")
      try writeIDX(training: noise(40), test: noise(20, seed: 2), to: "\(folder)/whole")
      try body(try Dataset.load(name, folder: "\(folder)/whole"), folder)
    }
  }

  private func write(
    _ dataset: Dataset, training: Int = 20, test: Int = 10, seed: UInt64 = 1, to folder: String, overwrite: Bool = false
  ) throws {
    try DatasetSubset.write(
      from: dataset, training: training, test: test, seed: seed, to: folder, overwrite: overwrite)
  }

  private func bytes(_ folder: String) throws -> [Data] {
    try names(in: folder).map { try AtomicFile.read("\(folder)/\($0)") }
  }

  @Test("a subset is read as a data set: exact counts, stratified, images of the whole, in random order")
  func content() throws {
    try withDataset { dataset, folder in
      try write(dataset, to: "\(folder)/part")
      let part = try Dataset.load(.fashionMNIST, folder: "\(folder)/part")
      let summary = DatasetSummary(part)
      #expect(summary.training == [Int](repeating: 2, count: 10))
      #expect(summary.test == [Int](repeating: 1, count: 10))
      func images(_ set: ImageSet) -> [[UInt8]] { (0..<set.count).map { set.subset([$0]).pixels + [set.labels[$0]] } }
      #expect(Set(images(part.training)).count == 20)
      #expect(Set(images(part.training)).isSubset(of: images(dataset.training)))
      #expect(Set(images(part.test)).isSubset(of: images(dataset.test)))
      #expect(part.training.labels != part.training.labels.sorted())
    }
  }

  @Test("the same seed makes the same bytes again, another one others")
  func remade() throws {
    try withDataset { dataset, folder in
      for name in ["a", "b"] { try write(dataset, to: "\(folder)/\(name)") }
      try write(dataset, seed: 2, to: "\(folder)/c")
      #expect(try bytes("\(folder)/a") == bytes("\(folder)/b"))
      #expect(
        try AtomicFile.read("\(folder)/a/train-images-idx3-ubyte.gz")
          != AtomicFile.read("\(folder)/c/train-images-idx3-ubyte.gz"))
    }
  }

  @Test("SOURCE.md says of what it is a part, under which licence, and how to remake it")
  func source() throws {
    try withDataset { dataset, folder in
      try write(dataset, to: "\(folder)/part")
      let note = String(decoding: try AtomicFile.read("\(folder)/part/SOURCE.md"), as: UTF8.self)
      #expect(
        note == """
          # A part of fashion-mnist

          20 of 40 training images and 10 of 20 test images, as many of
          each class as its share allows, in random order. SHA-256 of the whole data set's pixels and labels:
          \(dataset.digest).

          Fashion-MNIST is by Zalando SE, https://github.com/zalandoresearch/fashion-mnist, under the MIT licence.

          Remake with

              lossaudit dataset subset fashion-mnist --training 20 --test 10 --seed 1 --output FOLDER

          """)
    }
  }

  @Test("the licence travels with the images where it is known, and none is made up")
  func licence() throws {
    try withDataset { dataset, folder in
      try write(dataset, to: "\(folder)/part")
      let text = String(decoding: try AtomicFile.read("\(folder)/part/LICENSE"), as: UTF8.self)
      #expect(text.hasPrefix("The MIT License (MIT)\n\nCopyright © 2017 Zalando SE, https://tech.zalando.com\n\n"))
      #expect(text.contains("shall be included in all copies or substantial portions of the Software.\n"))
      #expect(text.hasSuffix("DEALINGS IN THE SOFTWARE.\n"))
      // One line a paragraph, as in the original.
      #expect(text.split(separator: "\n").count == 5)
    }
    try withDataset(.mnist) { dataset, folder in
      try write(dataset, to: "\(folder)/part")
      #expect(
        try names(in: "\(folder)/part") == [
          "SOURCE.md", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz", "train-images-idx3-ubyte.gz",
          "train-labels-idx1-ubyte.gz",
        ])
      let note = String(decoding: try AtomicFile.read("\(folder)/part/SOURCE.md"), as: UTF8.self)
      #expect(!note.lowercased().contains("licence") && !note.contains("\n\n\n"))
    }
  }

  @Test("a folder that holds something is refused and left alone")
  func notEmpty() throws {
    try withDataset { dataset, folder in
      try AtomicFile.write("mine", to: "\(folder)/part/notes.txt")
      let error = #expect(throws: FileError.self) { try write(dataset, to: "\(folder)/part") }
      #expect(
        error?.description == "\(folder)/part: is not empty; expected a new or empty folder, found notes.txt; "
          + "choose another folder, or replace its files with --force")
      #expect(try names(in: "\(folder)/part") == ["notes.txt"])
    }
  }

  @Test("replacing a data set replaces its files without gzip too, and nothing else")
  func overwrite() throws {
    try withDataset { dataset, folder in
      try AtomicFile.write("mine", to: "\(folder)/part/notes.txt")
      try writeIDX(training: noise(3, seed: 8), test: noise(3, seed: 9), to: "\(folder)/part")
      try write(dataset, to: "\(folder)/part", overwrite: true)
      #expect(try Dataset.load(.fashionMNIST, folder: "\(folder)/part").training.count == 20)
      #expect(try AtomicFile.read("\(folder)/part/notes.txt") == Data("mine".utf8))
    }
  }

  @Test(
    "a size that the data set does not have is refused before anything is written",
    arguments: [
      (0, 10, "--training: not a size for this data set; expected 1 to 40, found 0"),
      (41, 10, "--training: not a size for this data set; expected 1 to 40, found 41"),
      (20, 21, "--test: not a size for this data set; expected 1 to 20, found 21"),
    ])
  func sizes(training: Int, test: Int, text: String) throws {
    try withDataset { dataset, folder in
      let error = #expect(throws: FileError.self) {
        try write(dataset, training: training, test: test, to: "\(folder)/part")
      }
      #expect(error?.description == text)
      let left = try names(in: folder)
      #expect(left == ["whole"])
    }
  }
}
