import Files
import Foundation
import Tensors
import TestSupport
import Testing

@testable import Checkpoints

@Suite("Zstd frames")
struct ZstdFrameTests {
  /// Bytes that compress by about half.
  private static func content(_ count: Int) -> Data {
    var stream = RandomStream(seed: 31, purpose: .test)
    return Data((0..<count).map { _ in UInt8(truncatingIfNeeded: stream.nextBits() & 0x0F) })
  }

  // Around the reader's piece of 256 KiB, and the block of 128 KiB.
  @Test("content comes back as it was", arguments: [0, 1, 300, 131_073, 262_144, 262_145])
  func roundTrip(count: Int) throws {
    let content = Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) })
    let frame = try ZstdFrame.compress(content, path: "a.zst")
    #expect(ZstdFrame.isCompressed(frame))
    #expect(try ZstdFrame.decompress(frame, path: "a.zst") == content)
  }

  @Test("the same content gives the same frame, with its size and its checksum")
  func header() throws {
    let content = Self.content(300), frame = try ZstdFrame.compress(content, path: "a.zst")
    #expect(try ZstdFrame.compress(content, path: "b.zst") == frame)
    // The frame header descriptor (RFC 8878): bits 7-6 size of the content size, 5 single segment, 2 checksum.
    #expect(frame[4] & 0b100 != 0)
    #expect(frame[4] >> 6 == 1 && frame[4] & 0b10_0000 != 0)
    // A content size of two bytes has 256 taken off.
    #expect(Int(frame[5]) + Int(frame[6]) << 8 + 256 == 300)
  }

  @Test("every truncation is an error that says so")
  func truncated() throws {
    let frame = try ZstdFrame.compress(Self.content(300), path: "a.zst")
    for count in 0..<frame.count {
      let error = #expect(throws: FileError.self) { try ZstdFrame.decompress(frame.prefix(count), path: "cut.zst") }
      #expect(error?.path == "cut.zst" && error?.problem == "the file is truncated")
      #expect(error?.place == "byte \(count)")
    }
  }

  @Test("in what does not compress, as weights do not, a flipped bit is an error wherever it is")
  func flippedNoise() throws {
    var stream = RandomStream(seed: 32, purpose: .test)
    let noise = Data((0..<300).map { _ in UInt8(truncatingIfNeeded: stream.nextBits()) })
    let frame = try ZstdFrame.compress(noise, path: "a.zst")
    // Every bit of the headers, one of each byte behind them.
    let places = (0..<80).map { ($0 / 8, $0 % 8) } + (10..<frame.count).map { ($0, $0 % 8) }
    // RFC 8878, 3.1.1.1.1.3: a decoder does not read the unused bit.
    for (place, bit) in places where (place, bit) != (4, 4) {
      var damaged = frame
      damaged[place] ^= 1 << UInt8(bit)
      #expect(throws: FileError.self, "byte \(place), bit \(bit)") {
        try ZstdFrame.decompress(damaged, path: "bad.zst")
      }
    }
  }

  @Test("in what compresses, a flipped bit is an error, or leaves the content as it was")
  func flipped() throws {
    let content = Self.content(300), frame = try ZstdFrame.compress(content, path: "a.zst")
    var unnoticed = 0
    for place in frame.indices {
      var damaged = frame
      damaged[place] ^= 1 << UInt8(place % 8)
      guard let read = try? ZstdFrame.decompress(damaged, path: "bad.zst") else { continue }
      #expect(read == content, "byte \(place)")
      unnoticed += 1
    }
    // Codes for bytes that do not occur, and the padding of bit streams.
    #expect(unnoticed < 8)
  }

  @Test("a wrong checksum is told as one")
  func checksum() throws {
    var frame = try ZstdFrame.compress(Self.content(300), path: "a.zst")
    frame[frame.count - 1] ^= 1
    let error = #expect(throws: FileError.self) { try ZstdFrame.decompress(frame, path: "bad.zst") }
    #expect(error?.problem == "the zstd frame is damaged")
    #expect(error?.expected == "300 bytes with their checksum")
    #expect(error?.found?.contains("checksum") == true)
  }

  @Test("what stands behind the frame is told, a second frame too")
  func trailing() throws {
    let frame = try ZstdFrame.compress(Self.content(300), path: "a.zst")
    for more in [Data([0]), frame] {
      let error = #expect(throws: FileError.self) { try ZstdFrame.decompress(frame + more, path: "a.zst") }
      #expect(
        error?.description == "a.zst: byte \(frame.count): there is more after the zstd frame; "
          + "expected the end of the file, found \(more.count) bytes")
    }
  }

  // A window descriptor of 1 KiB and a content size of eight bytes, so that only the claim is absurd; then a claim
  // that is its own window; then a window of 41 bits.
  @Test(
    "an absurd claim is refused, not allocated",
    arguments: [
      [0b1100_0100, 0x00, 0, 0, 0, 0, 0, 0, 0, 0x40], [0b1110_0100, 0, 0, 0, 0, 0, 0, 0, 0x40], [0b0000_0100, 0xFF],
    ] as [[UInt8]])
  func hugeClaim(header: [UInt8]) {
    // One last raw block of one byte, and a checksum that is never reached.
    let frame = Data([0x28, 0xB5, 0x2F, 0xFD] + header + [0b1001, 0, 0, 7, 1, 2, 3, 4])
    let error = #expect(throws: FileError.self) { try ZstdFrame.decompress(frame, path: "huge.zst") }
    #expect(error?.problem == "the zstd frame is damaged")
  }

  @Test("random damage is an error in words, or the content itself", arguments: [1, 2] as [UInt64])
  func mutations(seed: UInt64) throws {
    let content = Self.content(300)
    for mutation in Mutation.all(of: try ZstdFrame.compress(content, path: "a"), count: 200, seed: seed) {
      do {
        let read = try ZstdFrame.decompress(mutation.data, path: "x")
        #expect(read == content, "\(mutation)")
      } catch {
        #expect((error as? FileError)?.path == "x", "\(mutation): \(error)")
      }
    }
  }
}
