import Files
import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Damaged files of images.
enum DamagedIDX {
  static let whole = idxImages(noise(2))
  static let plain = [
    DamagedFile("empty", Data(), "byte 0: the header is truncated; expected 16 bytes, found 0"),
    DamagedFile("cut in the header", whole.prefix(15), "byte 15: the header is truncated; expected 16 bytes, found 15"),
    DamagedFile(
      "header only", whole.prefix(16), "byte 16: the file is truncated; expected 40 bytes for 2x3x4, found 16"),
    DamagedFile(
      "last byte missing", whole.dropLast(), "byte 39: the file is truncated; expected 40 bytes for 2x3x4, found 39"),
    DamagedFile(
      "one byte more", whole + [0],
      "byte 40: there is more data than the header says; expected 40 bytes for 2x3x4, found more"),
    DamagedFile(
      "labels in place of images", idxLabels(noise(20)),
      "byte 0: wrong magic number; expected 0x00000803, found 0x00000801"),
    DamagedFile(
      "floating-point numbers", idx([2, 3, 4], [UInt8](repeating: 0, count: 96), type: 0x0D),
      "byte 0: wrong magic number; expected 0x00000803, found 0x00000d03"),
    DamagedFile("no images", idx([0, 3, 4], []), "byte 4: no items; expected 1 or more, found 0"),
    DamagedFile("no height", idx([1, 0, 4], []), "byte 8: not an image size; expected 1 to 4096, found 0"),
    DamagedFile("absurd width", idx([1, 3, 4097], []), "byte 12: not an image size; expected 1 to 4096, found 4097"),
    DamagedFile(
      "absurd in all sizes", idx([0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF], []),
      "byte 8: not an image size; expected 1 to 4096, found 4294967295"),
    DamagedFile(
      "more images than any disk holds", idx([0xFFFF_FFFF, 4096, 4096], [1, 2, 3]),
      "byte 19: the file is truncated; expected 72057594021150736 bytes for 4294967295x4096x4096, found 19"),
  ]
}

@Suite("Damaged IDX files")
struct IDXDamageTests {
  private func error(_ data: Data) throws -> String? {
    try withTemporaryFolder { folder in
      let path = "\(folder)/x"
      try data.write(to: URL(fileURLWithPath: path))
      let error = #expect(throws: FileError.self) { try IDX.read(path, dimensions: 3) }
      #expect(error?.path == path)
      return error.map { String($0.description.dropFirst(path.count + 2)) }
    }
  }

  @Test("a damaged file is told by byte, expected and found", arguments: DamagedIDX.plain)
  func plain(_ damaged: DamagedFile) throws {
    #expect(try error(damaged.data) == damaged.text)
  }

  @Test("the same damage inside gzip is told alike", arguments: DamagedIDX.plain)
  func compressed(_ damaged: DamagedFile) throws {
    #expect(try error(Gzip.deflate(damaged.data)) == damaged.text)
  }

  @Test("a truncated gzip stream is an error at every length")
  func truncatedGzip() throws {
    let whole = try Gzip.deflate(DamagedIDX.whole)
    for count in 2..<whole.count {
      #expect(
        try error(whole.prefix(count))
          == "byte \(count): the gzip stream is damaged or truncated; expected a whole gzip stream, "
          + "found the file ends too early")
    }
  }

  @Test("a wrong checksum and bytes behind the stream are told")
  func gzipTrailer() throws {
    let whole = try Gzip.deflate(DamagedIDX.whole)
    var flipped = whole
    flipped[whole.count - 8] ^= 1
    #expect(try error(flipped)?.hasSuffix("expected a whole gzip stream, found incorrect data check") == true)
    #expect(
      try error(whole + [1, 2])
        == "byte \(whole.count): there is more after the gzip stream; expected the end of the file, found 2 bytes")
  }

  @Test("a small stream that inflates without end is left at what its header says")
  func bomb() throws {
    // 8 MB of zeros behind a whole header: read to the first piece beyond it, of 64 kB.
    let bomb = try Gzip.deflate(DamagedIDX.whole + Data(count: 8 << 20))
    var seen = 0
    let inflated = try Gzip.inflate(bomb, path: "bomb.gz") { soFar in
      seen = soFar.count
      return 40
    }
    #expect(inflated.count == seen && seen <= 1 << 16)
    #expect(try error(bomb)?.contains("there is more data than the header says") == true)
  }

  @Test("random damage is an error in words or a file of that size", arguments: [false, true])
  func mutations(compressed: Bool) throws {
    let whole = compressed ? try Gzip.deflate(DamagedIDX.whole) : DamagedIDX.whole
    try withTemporaryFolder { folder in
      for mutation in Mutation.all(of: whole, count: 300, seed: compressed ? 1 : 2) {
        let path = "\(folder)/x"
        try mutation.data.write(to: URL(fileURLWithPath: path))
        do {
          let (sizes, bytes) = try IDX.read(path, dimensions: 3)
          #expect(sizes.count == 3 && sizes.reduce(1, *) == bytes.count, "\(mutation)")
        } catch {
          #expect((error as? FileError)?.path == path, "\(mutation): \(error)")
        }
      }
    }
  }
}
