import Files
import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Files that are no split of SVHN.
enum DamagedSVHN {
  static let image = [UInt8](repeating: 7, count: 3072)
  static let cases = [
    DamagedFile("no labels", "a variable is missing; expected y, found X") { $0.append("X", [32, 32, 3, 1], image) },
    DamagedFile("nothing", "a variable is missing; expected X, found none") { _ in },
    DamagedFile(
      "pixels as doubles",
      "variable X: not images; expected 32x32x3xN uint8, N from 1 to 1000000, found 32x32x3x1 double"
    ) {
      $0.append("X", [32, 32, 3, 1], type: 9, [UInt8](repeating: 0, count: 8 * 3072))
    },
    DamagedFile(
      "images first", "variable X: not images; expected 32x32x3xN uint8, N from 1 to 1000000, found 1x32x32x3 uint8"
    ) {
      $0.append("X", [1, 32, 32, 3], image)
    },
    DamagedFile(
      "no images", "variable X: not images; expected 32x32x3xN uint8, N from 1 to 1000000, found 32x32x3x0 uint8"
    ) {
      $0.append("X", [32, 32, 3, 0], [])
    },
    DamagedFile(
      "labels of other images", "variable y: as many labels as images are needed; expected 1, as in X, found 2"
    ) {
      $0.append("X", [32, 32, 3, 1], image)
      $0.append("y", [2, 1], [1, 2])
    },
    DamagedFile(
      "a label 0",
      "variable y, number 1: the label is out of range; expected 1 to 10, where 10 stands for the digit 0, found 0"
    ) {
      $0.append("X", [32, 32, 3, 2], image + image)
      $0.append("y", [2, 1], [10, 0])
    },
    DamagedFile("a label and a half", "variable y, number 0: not a whole number") {
      $0.append("X", [32, 32, 3, 1], image)
      $0.append("y", [1, 1], type: 7, [0, 0, 0xC0, 0x3F])
    },
  ]
}

@Suite("SVHN files")
struct SVHNTests {
  /// Files that another program wrote.
  private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../fixtures/mat").standardizedFileURL.path

  @Test("SciPy's files are read as it wrote them, in a zlib stream or not", arguments: ["compressed", "plain"])
  func fixture(name: String) throws {
    let set = try SVHN.read(["\(Self.fixtures)/\(name).mat"])
    #expect(set.labels == (name == "plain" ? [1] : [1, 0, 9, 0]))
    for n in 0..<set.count {
      let image = Array(set.pixels(of: n))
      let expected = (0..<32).flatMap { r in
        (0..<32).flatMap { c in (0..<3).map { UInt8((3 * r + 5 * c + 7 * $0 + 11 * n) % 256) } }
      }
      #expect(image == expected, "image \(n)")
    }
  }

  @Test("both splits are read, the extra images behind the training images where asked for", arguments: [false, true])
  func splits(isCompressed: Bool) throws {
    try withTemporaryFolder { folder in
      let sets = [70, 3, 2].enumerated().map { noise($1, height: 32, width: 32, channels: 3, seed: UInt64($0)) }
      for (name, set) in zip(["train", "test", "extra"], sets) {
        try AtomicFile.write(MATBytes.svhn(set, isCompressed: isCompressed), to: "\(folder)/\(name)_32x32.mat")
      }
      let dataset = try Dataset.load(.svhn, folder: folder)
      #expect(dataset.training == sets[0] && dataset.test == sets[1])
      let more = try Dataset.load(.svhn, folder: folder, withExtra: true)
      #expect(more.training.prefix(70) == sets[0] && more.training.subset([70, 71]) == sets[2])
      #expect(more.test == sets[1] && more.digest != dataset.digest)
    }
  }

  @Test("the extra images are asked for only where there are any")
  func noExtra() throws {
    let error = #expect(throws: FileError.self) { try Dataset.load(.mnist, folder: "x", withExtra: true) }
    #expect(error?.description == "mnist: the data set has no extra images; expected svhn")
    try withTemporaryFolder { folder in
      for name in ["train", "test"] { try AtomicFile.write("", to: "\(folder)/\(name)_32x32.mat") }
      let missing = #expect(throws: FileError.self) { try Dataset.load(.svhn, folder: folder, withExtra: true) }
      #expect(missing?.expected == "extra_32x32.mat")
    }
  }

  @Test("what is no split is told by variable, expected and found", arguments: DamagedSVHN.cases)
  func damage(_ damaged: DamagedFile) throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write(damaged.data, to: "\(folder)/x.mat")
      let error = #expect(throws: FileError.self) { try SVHN.read(["\(folder)/x.mat"]) }
      #expect(error?.description == "\(folder)/x.mat: \(damaged.text)")
    }
  }
}
