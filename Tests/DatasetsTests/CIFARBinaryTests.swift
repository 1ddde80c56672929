import Files
import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Damaged batches.
enum DamagedCIFAR {
  static let whole = cifarRecords(noise(2, height: 32, width: 32, channels: 3))
  static let cases = [
    DamagedFile("empty", Data(), "the file is empty; expected records of 3073 bytes"),
    DamagedFile(
      "a byte missing", whole.dropLast(),
      "byte 3073: the last record is not whole; expected a size divisible by 3073, found 6145 bytes; "
        + "copy or fetch it again"),
    DamagedFile(
      "a byte more", whole + [0],
      "byte 6146: the last record is not whole; expected a size divisible by 3073, found 6147 bytes; "
        + "copy or fetch it again"),
    DamagedFile(
      "a label too high", whole.prefix(3073) + [10] + Data(count: 3072),
      "record 1, byte 3073: the label is out of range; expected 0 to 9, found 10"),
    DamagedFile(
      "more than the official files hold", Data(count: 3 * 3073),
      "the file is too large; expected at most 2 records of 3073 bytes, found 3"),
  ]
}

@Suite("CIFAR files")
struct CIFARBinaryTests {
  @Test("planes become interleaved pixels, and batches follow each other in order", arguments: [false, true])
  func order(inArchiveFolder: Bool) throws {
    try withTemporaryFolder { folder in
      let training = noise(70, height: 32, width: 32, channels: 3)
      let test = noise(3, height: 32, width: 32, channels: 3, seed: 2)
      // 66 in the first batch: more than one piece of the reader's.
      let batches = [0..<66, 66..<67, 67..<68, 68..<69, 69..<70].map { training.subset(Array($0)) }
      try writeCIFAR10(batches, test: test, to: inArchiveFolder ? "\(folder)/cifar-10-batches-bin" : folder)
      let dataset = try Dataset.load(.cifar10, folder: folder)
      #expect(dataset.training == training && dataset.test == test)
      #expect(dataset.classes == 10 && dataset.classNames[6] == "frog" && dataset.folder == folder)
    }
  }

  @Test("of CIFAR-100's two labels the fine one is taken, and the coarse one is checked")
  func cifar100() throws {
    try withTemporaryFolder { folder in
      let training = noise(3, height: 32, width: 32, channels: 3, classes: 100)
      let test = noise(2, height: 32, width: 32, channels: 3, classes: 100, seed: 2).subset([1, 0])
      try AtomicFile.write(cifarRecords(training, coarse: [19, 0, 7]), to: "\(folder)/cifar-100-binary/train.bin")
      try AtomicFile.write(cifarRecords(test, coarse: [0, 19]), to: "\(folder)/cifar-100-binary/test.bin")
      let dataset = try Dataset.load(.cifar100, folder: folder)
      #expect(dataset.training == training && dataset.test == test && dataset.classes == 100)
      let path = "\(folder)/x"
      try AtomicFile.write(cifarRecords(test, coarse: [3, 20]), to: path)
      let error = #expect(throws: FileError.self) { try CIFARBinary.cifar100.read([path]) }
      #expect(
        error?.description
          == "\(path): record 1, byte 3074: the label is out of range; expected 0 to 19, found 20")
    }
  }

  @Test("by hand: the record of one red, one green and one blue pixel")
  func byHand() throws {
    try withTemporaryFolder { folder in
      var record = [UInt8](repeating: 0, count: 3073)
      (record[0], record[1], record[1 + 1024 + 1], record[1 + 2048 + 33]) = (7, 255, 254, 253)
      try AtomicFile.write(Data(record), to: "\(folder)/x")
      let set = try CIFARBinary.cifar10.read(["\(folder)/x"])
      #expect(set.labels == [7] && set.pixels.count { $0 > 0 } == 3)
      // Row 0: pixels (0, 0) and (0, 1); row 1: pixel (1, 1).
      #expect(set.pixels[0] == 255 && set.pixels[3 + 1] == 254 && set.pixels[(32 + 1) * 3 + 2] == 253)
    }
  }

  @Test("a damaged batch is told by place, expected and found", arguments: DamagedCIFAR.cases)
  func damage(_ damaged: DamagedFile) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/x"
      try damaged.data.write(to: URL(fileURLWithPath: path))
      var layout = CIFARBinary.cifar10
      layout.largestFile = 2
      let error = #expect(throws: FileError.self) { try layout.read([path]) }
      #expect(error?.description == "\(path): \(damaged.text)")
    }
  }

  @Test("a file that only claims a size is refused before memory is asked for")
  func sparse() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/x"
      try AtomicFile.write(Data(), to: path)
      // A hole of 3 TB, which costs no disk.
      try #require(truncate(path, 3073 * 1_000_000_000) == 0)
      let error = #expect(throws: FileError.self) { try CIFARBinary.cifar10.read([path]) }
      #expect(error?.found == "1000000000")
    }
  }

  @Test("a missing batch is named, with where to get it")
  func missing() throws {
    try withTemporaryFolder { folder in
      let set = noise(1, height: 32, width: 32, channels: 3)
      try writeCIFAR10([set, set, set, set, set], test: set, to: "\(folder)/cifar-10-batches-bin")
      try FileManager.default.removeItem(atPath: "\(folder)/cifar-10-batches-bin/data_batch_4.bin")
      let error = #expect(throws: FileError.self) { try Dataset.load(.cifar10, folder: folder) }
      #expect(
        error?.description == "\(folder)/cifar-10-batches-bin: a file of the data set is missing; "
          + "expected data_batch_4.bin; get it with lossaudit dataset fetch cifar-10, or name with --data-dir the folder "
          + "that holds the binary version's files (cifar-10-binary.tar.gz), or its cifar-10-batches-bin")
    }
  }

  @Test("random damage is an error in words or images with labels in range")
  func mutations() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/x"
      for mutation in Mutation.all(of: DamagedCIFAR.whole, count: 100, seed: 1) {
        try mutation.data.write(to: URL(fileURLWithPath: path))
        do {
          let set = try CIFARBinary.cifar10.read([path])
          #expect(set.labels.allSatisfy { $0 < 10 }, "\(mutation)")
        } catch {
          #expect((error as? FileError)?.path == path, "\(mutation): \(error)")
        }
      }
    }
  }
}
