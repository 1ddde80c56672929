import CZlib
import Files
import Foundation
import PNGFiles
import TestSupport
import Testing

@testable import Datasets

/// Every reader answers random damage with an error in words or with a whole data set; see `Fuzz`.
@Suite("Mutated data sets")
struct FuzzTests {
  private let images = noise(3, height: 32, width: 32, channels: 3)

  /// Either `body` succeeds, or it throws an error that names a file below the folder of `path`.
  private func isAnswered(_ path: String, _ mutation: Mutation, _ body: () throws -> Void) {
    do { try body() } catch {
      let folder = (path as NSString).deletingLastPathComponent
      #expect((error as? FileError)?.path.hasPrefix(folder) == true, "\(mutation): \(error)")
    }
  }

  @Test("IDX, as it stands and in gzip, damaged inside and outside", arguments: [0, 1, 2])
  func idx(_ way: Int) throws {
    let whole = idxImages(noise(4))
    try Fuzz.run(way == 1 ? [try Gzip.deflate(whole)] : [whole], prepare: { way == 2 ? try Gzip.deflate($0) : $0 }) {
      path, mutation in
      isAnswered(path, mutation) {
        let (sizes, bytes) = try IDX.read(path, dimensions: 3)
        #expect(sizes.reduce(1, *) == bytes.count, "\(mutation)")
      }
    }
  }

  @Test("CIFAR batches", arguments: [CIFARBinary.cifar10, .cifar100])
  func cifar(_ layout: CIFARBinary) throws {
    let coarse: [UInt8]? = layout.labelClasses.count == 2 ? [0, 19, 3] : nil
    try Fuzz.run([cifarRecords(images, coarse: coarse)]) { path, mutation in
      isAnswered(path, mutation) {
        let set = try layout.read([path])
        #expect(set.labels.allSatisfy { Int($0) < layout.labelClasses.last! }, "\(mutation)")
      }
    }
  }

  @Test("SVHN's MAT-files, as they stand and in zlib streams, damaged inside and outside", arguments: [0, 1, 2])
  func svhn(_ way: Int) throws {
    let whole = MATBytes.svhn(images, isCompressed: way == 1)
    try Fuzz.run([whole], prepare: { way == 2 ? recompressed($0) : $0 }) { path, mutation in
      isAnswered(path, mutation) {
        let set = try SVHN.read([path])
        #expect(set.count > 0 && set.labels.allSatisfy { $0 < 10 }, "\(mutation)")
      }
    }
  }

  /// The elements of a plain MAT-file, each in a zlib stream of its own.
  private func recompressed(_ data: Data) -> Data {
    let bytes = [UInt8](data)
    var file = MATBytes(), offset = 128
    while offset + 8 <= bytes.count {
      let length = (0..<4).reduce(0) { $0 | Int(bytes[offset + 4 + $1]) << (8 * $1) }
      let end = min(bytes.count, offset + 8 + length)
      file.append(element: Array(bytes[offset..<end]), isCompressed: true)
      offset = end
    }
    return file.data
  }

  @Test("a PNG or JPEG in an image folder, and a PNG whose checksums fit the damage", arguments: [false, true])
  func folder(fits: Bool) throws {
    let fixtures = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../fixtures/images").standardized.path
    let photographs = try ["grey", "colour-420"].map { try AtomicFile.read("\(fixtures)/\($0).jpg") }
    let corpus = try [1, 3, 4].map { channels in
      let pixels = (0..<9 * 7 * channels).map { channels == 4 && $0 % 4 == 3 ? 255 : UInt8($0 % 251) }
      return try PNGImage(
        width: 9, height: 7, channels: channels, pixels: pixels, text: [PNGText("Title", "t")]
      ).encoded()
    }
    try withTemporaryFolder { folder in
      for (path, data) in zip(["train/a/1.png", "train/b/1.png", "test/b/1.png"], [corpus[1], corpus[1], corpus[1]]) {
        try AtomicFile.createFolder(("\(folder)/\(path)" as NSString).deletingLastPathComponent)
        try data.write(to: URL(fileURLWithPath: "\(folder)/\(path)"))
      }
      try Fuzz.run(corpus + (fits ? [] : photographs), prepare: { fits ? withChecksums($0) : $0 }) { path, mutation in
        let place = "\(folder)/train/b/1.png"
        try Data(contentsOf: URL(fileURLWithPath: path)).write(to: URL(fileURLWithPath: place))
        isAnswered("\(folder)/x", mutation) {
          let dataset = try Dataset.load(.folder, folder: folder)
          #expect(dataset.training.count == 2, "\(mutation)")
        }
      }
    }
  }

  @Test(
    "NumPy arrays, and archives of them, as they stand and deflated",
    arguments: ["images", "labels", "stored", "deflated"])
  func numPy(kind: String) throws {
    let fixtures = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../fixtures/numpy").standardized.path
    func files(_ names: [String], _ ending: String = "npy") throws -> [Data] {
      try names.map { try AtomicFile.read("\(fixtures)/\($0).\(ending)") }
    }
    let images = try files(["images", "fortran", "float32", "channels-first", "version-2"])
    let labels = try files(["labels-int64", "labels-uint8", "labels-column"])
    let corpus = try kind == "images" ? images : kind == "labels" ? labels : files([kind], "npz")
    try withTemporaryFolder { folder in
      if kind == "images" { try AtomicFile.write(labels[0], to: "\(folder)/labels.npy") }
      if kind == "labels" { try AtomicFile.write(images[0], to: "\(folder)/images.npy") }
      try Fuzz.run(corpus) { path, mutation in
        let place = "\(folder)/\(["images", "labels"].contains(kind) ? "\(kind).npy" : "a.npz")"
        try mutation.data.write(to: URL(fileURLWithPath: place))
        isAnswered(place, mutation) {
          let test = try TestImages.load(.folder, folder: folder)
          #expect(test.images.count > 0)
        }
      }
    }
  }

  /// A PNG with every chunk's checksum made right, as far as there are whole chunks.
  private func withChecksums(_ data: Data) -> Data {
    var bytes = [UInt8](data), offset = 8
    while offset + 12 <= bytes.count {
      let length = (0..<4).reduce(0) { $0 << 8 | Int(bytes[offset + $1]) }
      let end = offset + 8 + length
      guard end + 4 <= bytes.count else { break }
      let checksum = bytes[(offset + 4)..<end].withUnsafeBufferPointer { crc32(0, $0.baseAddress, UInt32($0.count)) }
      for i in 0..<4 { bytes[end + i] = UInt8(truncatingIfNeeded: checksum >> (24 - 8 * UInt(i))) }
      offset = end + 4
    }
    return Data(bytes)
  }
}
