import Files
import Foundation
import Testing

@Suite("Foreign file formats")
struct ForeignFormatTests {
  /// A zip archive of empty files, by its specification: a header for each, a directory, and the record at the end.
  static func zip(_ names: [String], hasDirectory: Bool = true) -> Data {
    func little(_ value: Int, _ size: Int) -> [UInt8] {
      (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var data = Data(), directory = Data()
    for name in names {
      let offset = data.count
      let length = little(name.utf8.count, 2)
      data += [0x50, 0x4B, 3, 4] as [UInt8]
      data += Data(count: 22)
      data += length
      data += Data(count: 2)
      data += Data(name.utf8)
      directory += [0x50, 0x4B, 1, 2] as [UInt8]
      directory += Data(count: 24)
      directory += length
      directory += Data(count: 12)
      directory += little(offset, 4)
      directory += Data(name.utf8)
    }
    guard hasDirectory else { return data }
    let start = data.count
    data += directory
    data += [0x50, 0x4B, 5, 6, 0, 0, 0, 0] as [UInt8]
    for (value, size) in [(names.count, 2), (names.count, 2), (directory.count, 4), (start, 4), (0, 2)] {
      data += little(value, size)
    }
    return data
  }

  static let files: [(Data, ForeignFormat)] = [
    (zip(["m/data.pkl", "m/data/0"]), .pytorch), (zip(["m/byteorder", "m/data.pkl"]), .pytorch),
    (zip(["m/data.pkl"], hasDirectory: false), .pytorch), (zip(["w.npy", "b.npy"]), .npz),
    (zip(["notes.txt"]), .zip), (zip([]), .zip),
    (Data([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0]), .hdf5),
    (Data("version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 9\n".utf8), .lfsPointer),
    (Data([0x80, 2, 0x7D, 0x71, 0, 0x2E]), .pickle), (Data([0x93]) + Data("NUMPY\u{1}\0".utf8), .npy),
    (Data(count: 257) + Data("ustar\0".utf8) + Data(count: 249), .tar), (Data([0x1F, 0x8B, 8, 0]), .gzip),
    (Data(#"{"metadata": {}, "weight_map": {"a": "model-1.safetensors"}}"#.utf8), .safetensorsIndex),
    // A safetensors header of 640 bytes begins as a pickle does.
    (Data([0x80, 2, 0, 0, 0, 0, 0, 0]) + Data("{}".utf8), .safetensors),
    (Data([0x28, 0xB5, 0x2F, 0xFD, 0x24]), .zstd), (Data([8, 7, 0x12, 7]) + Data("pytorch".utf8), .onnx),
    (Data([8, 9, 0x3A, 2, 0x12, 0]), .onnx), (Data([8, 1, 0x12, 2, 0x0A, 0]), .savedModel),
    (Data("<!DOCTYPE html>\r\n<p>é</p>".utf8), .text), (Data("{}".utf8), .text),
  ]

  @Test("each is known by its content", arguments: files)
  func known(data: Data, format: ForeignFormat) {
    #expect(ForeignFormat(data) == format)
    // A slice does not begin at zero.
    #expect(ForeignFormat((Data([7]) + data).dropFirst()) == format)
  }

  @Test(
    "what stands in a file in place of another is its format, or its first bytes",
    arguments: [
      (Data(), "an empty file"), (Data("none".utf8), "a text"), (Data([0, 0x1F, 0xFF, 9]), "00 1f ff"),
      (Data([7]), "07"),
    ])
  func words(data: Data, words: String) {
    #expect(ForeignFormat.words(of: data, bytes: 3) == words)
  }

  @Test("other bytes are none of them, and no prefix of a file is trusted to be whole")
  func others() {
    #expect(ForeignFormat(Data()) == nil && ForeignFormat(Data([0, 0, 8, 1])) == nil)
    #expect(ForeignFormat(Data([8, 8, 8, 8])) == nil && ForeignFormat(Data("a text\0".utf8)) == nil)
    for (data, _) in Self.files { for count in 0..<data.count { _ = ForeignFormat(data.prefix(count)) } }
  }
}
