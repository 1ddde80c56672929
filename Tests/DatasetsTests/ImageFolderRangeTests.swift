import CPNG
import Files
import Foundation
import PNGFiles
import Tensors
import TestSupport
import Testing

@testable import Datasets

@Suite("Depth and alpha in image folders")
struct ImageFolderRangeTests {
  /// Two classes whose images libpng writes with these samples in this kind of file.
  private func withFolder(
    _ samples: [UInt16], color: Int32, depth: Int32, _ body: (String) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      for path in ["train/a/1.png", "train/b/1.png", "test/a/1.png"] {
        try AtomicFile.createFolder(("\(folder)/\(path)" as NSString).deletingLastPathComponent)
        try AtomicFile.write(png(samples, color: color, depth: depth), to: "\(folder)/\(path)")
      }
      try body(folder)
    }
  }

  private func png(_ samples: [UInt16], color: Int32, depth: Int32) -> Data {
    let channels = color == PNG_COLOR_TYPE_GRAY_ALPHA ? 2 : 1
    var stored = Data([0])
    for sample in samples { stored += depth == 16 ? [UInt8(sample >> 8), UInt8(sample & 255)] : [UInt8(sample)] }
    func big(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
    func chunk(_ type: String, _ bytes: [UInt8]) -> Data {
      let body = Array(type.utf8) + bytes
      return Data(big(bytes.count) + body + big(Int(crc(body))))
    }
    var header = big(samples.count / channels)
    header += big(1)
    header += [UInt8(depth), UInt8(color), 0, 0, 0]
    let length = UInt16(stored.count)
    var (low, high) = (1, 0)
    for byte in stored { (low, high) = ((low + Int(byte)) % 65_521, (high + low + Int(byte)) % 65_521) }
    var zlib: [UInt8] = [0x78, 1, 1]
    for half in [length, ~length] { zlib += [UInt8(half & 255), UInt8(half >> 8)] }
    zlib += stored
    zlib += big(high << 16 | low)
    let signature = Data([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    return [chunk("IHDR", header), chunk("IDAT", zlib), chunk("IEND", [])].reduce(signature, +)
  }

  private func crc(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc >> 1 ^ (crc & 1 == 1 ? 0xedb8_8320 : 0) }
    }
  }

  @Test("opaque grey with alpha stays grey", arguments: [8, 16] as [Int32])
  func greyAlpha(depth: Int32) throws {
    let white: UInt16 = depth == 16 ? 65_535 : 255
    try withFolder([0, white, white, white], color: PNG_COLOR_TYPE_GRAY_ALPHA, depth: depth) { folder in
      let dataset = try Dataset.load(.folder, folder: folder)
      #expect(dataset.shape == ImageShape(height: 1, width: 2, channels: 1))
      #expect(Array(dataset.training.pixels(of: 0)) == [0, 255])
    }
  }

  @Test("12 bits of 16 are said to lose their range, and are taken right where they are said")
  func twelveBits() throws {
    try withFolder([0, 2048, 4095], color: PNG_COLOR_TYPE_GRAY, depth: 16) { folder in
      let dataset = try Dataset.load(.folder, folder: folder)
      #expect(
        dataset.notes == [
          "the 16-bit images lose their range: their largest sample is 4095 of 65535, which uses 12 bits; "
            + "--bits 12, or bits: 12 in an audit file, reads them over their whole range"
        ])
      #expect(Array(dataset.test.pixels(of: 0)) == [0, 8, 16])
      var twelve = DatasetOptions()
      twelve.bits = 12
      let right = try Dataset.load(.folder, folder: folder, options: twelve)
      #expect(right.notes == [] && Array(right.test.pixels(of: 0)) == [0, 128, 255])
      #expect(try TestImages.load(.folder, folder: folder, options: twelve).images == right.test)
      #expect(try TestImages.load(.folder, folder: folder).notes == dataset.notes)
    }
  }

  @Test(
    "images that use all 16 bits, or have 8, need no note",
    arguments: [(16, 65_535), (16, 20_000), (8, 15)] as [(Int32, UInt16)])
  func noNote(depth: Int32, largest: UInt16) throws {
    try withFolder([0, 1, largest], color: PNG_COLOR_TYPE_GRAY, depth: depth) { folder in
      let notes = try Dataset.load(.folder, folder: folder).notes
      #expect(notes.isEmpty)
    }
  }

  @Test("bits of data without such samples are refused")
  func wrongBits() {
    var options = DatasetOptions()
    options.bits = 12
    let error = #expect(throws: FileError.self) { try TestImages.load(.mnist, folder: "x", options: options) }
    #expect(error?.description == "bits: this data set is read as it is; expected the data set folder, found mnist")
  }
}
