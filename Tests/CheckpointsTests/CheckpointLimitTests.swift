import CZstd
import Files
import Foundation
import TestSupport
import Testing

@testable import Checkpoints

@Suite("Checkpoints that are not trusted")
struct CheckpointLimitTests {
  private func safetensors(_ header: String, _ data: Data = Data()) -> Data {
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) } + Data(header.utf8) + data
  }

  /// A frame that does not say its content's size, but a window of 64 MB, with a checksum.
  private func withoutSize(_ frame: Data) -> Data {
    let isSingle = frame[4] & 0b10_0000 != 0, code = Int(frame[4] >> 6)
    let sizeBytes = code == 0 ? (isSingle ? 1 : 0) : 1 << code
    var result = Data(frame.prefix(4))
    result += [0b0000_0100, 0x80] as [UInt8]
    result += frame.dropFirst(5 + (isSingle ? 0 : 1) + sizeBytes)
    return result
  }

  private func refused(_ data: Data, as name: String = "m.safetensors.zst") throws -> FileError? {
    try withTemporaryFolder { folder in
      try AtomicFile.write(data, to: "\(folder)/\(name)")
      return #expect(throws: FileError.self) { try Checkpoint.read("\(folder)/\(name)") }
    }
  }

  @Test("a frame is decompressed no further than its content's header says")
  func bomb() throws {
    let header = #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    let bomb = try ZstdFrame.compress(safetensors(header, Data(count: 1 << 26)), path: "b")
    #expect(bomb.count < 10_000)
    // The frame says its size, which is not the header's.
    #expect(try refused(bomb)?.problem == "the zstd frame is not of the size of its content")
    #expect(try refused(withoutSize(bomb))?.problem == "there is more data than the header says")
  }

  @Test("tensors for which no machine has memory are refused with their size")
  func hugeTensor() throws {
    let count = 1 << 50
    let header = #"{"a":{"dtype":"F32","shape":[\#(count)],"data_offsets":[0,\#(4 * count)]}}"#
    let frame = try ZstdFrame.compress(safetensors(header, Data(count: 1 << 20)), path: "b")
    let error = try refused(withoutSize(frame))
    #expect(error?.problem == "not enough memory for its tensors" && error?.expected == "4503599.6 GB free")
  }

  static let headers: [(String, String)] = [
    (
      "{" + (0..<70_000).map { #""\#($0)":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}"# }.joined(separator: ",")
        + "}", "the header has too many tensors"
    ),
    (
      #"{"a":{"dtype":"U8","shape":[\#(String(repeating: "1,", count: 1_100_000))1],"data_offsets":[0,1]}}"#,
      "the header has too many values"
    ),
    (String(repeating: #"{"a":"#, count: 200_000), "the header is nested too deep"),
    (String(repeating: "[", count: 200_000), "the header is nested too deep"),
  ]

  @Test("a header of too many names, values or levels is refused before objects are made of it", arguments: headers)
  func header(text: String, problem: String) throws {
    #expect(try refused(safetensors(text), as: "m.safetensors")?.problem == problem)
    #expect(try refused(ZstdFrame.compress(safetensors(text), path: "x"))?.problem == problem)
  }

  @Test("metadata that is nested without bound is an error in words")
  func nestedJSON() {
    let deep = Data(String(repeating: "[", count: 1_000_000).utf8)
    #expect(throws: FileError.self) { try StableJSON.decode([[Int]].self, from: deep, path: "x.json") }
  }

  static let foreignFiles: [(Data, String)] = [
    (Data([0x80, 2, 0x7D, 0x71, 0, 0x2E]), "a Python pickle, not safetensors"),
    (Data([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0]), "an HDF5 file, not safetensors"),
    (Data("version https://git-lfs.github.com/spec/v1\noid x\n".utf8), "a Git LFS pointer, not safetensors"),
    (Data(#"{"weight_map": {}}"#.utf8), "a safetensors index, not safetensors"),
    (Data(count: 257) + Data("ustar\0".utf8) + Data(count: 249), "a tar archive, not safetensors"),
  ]

  @Test("a foreign file is told by its name and the way to a checkpoint, in a frame too", arguments: foreignFiles)
  func foreign(data: Data, problem: String) throws {
    let found = try refused(data, as: "m.safetensors")
    #expect(found?.problem == problem && found?.advice?.isEmpty == false)
    #expect(try refused(data)?.problem == problem)
    #expect(try refused(ZstdFrame.compress(data, path: "x"))?.problem == problem)
  }
}
