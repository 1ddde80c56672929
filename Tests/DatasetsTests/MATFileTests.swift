import Files
import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Damaged MAT-files.
enum DamagedMAT {
  /// A variable's header without its numbers.
  private static let claim: [UInt8] = {
    let header =
      MATBytes.part(6, [9, 0, 0, 0, 0, 0, 0, 0]) + MATBytes.part(5, MATBytes.word(1) + MATBytes.word(2_147_483_640))
      + MATBytes.part(1, Array("a".utf8)) + MATBytes.word(2) + MATBytes.word(2_147_483_640)
    return MATBytes.word(14) + MATBytes.word(header.count) + header
  }()
  private static let again = "; copy or fetch it again"
  private static var whole: Data {
    var file = MATBytes()
    file.append("a", [1, 8], [UInt8](repeating: 1, count: 8))
    return file.data
  }

  static let cases = [
    DamagedFile("empty", Data(), "the file is empty; expected a MATLAB level 5 MAT-file"),
    DamagedFile(
      "cut in the header", whole.prefix(127),
      "byte 0: the file is truncated; expected 128 bytes more, found 127\(again)"),
    DamagedFile(
      "MATLAB 7.3", Data("MATLAB 7.3 MAT-file".utf8) + Data(count: 200),
      "a MATLAB 7.3 file (HDF5); expected level 5; write it again with save -v7 in MATLAB"),
    DamagedFile(
      "big-endian", whole.prefix(124) + [0x01, 0x00, 0x4D, 0x49],
      "byte 124: not a little-endian MATLAB level 5 MAT-file; expected 00 01 49 4d, found 01 00 4d 49"),
    DamagedFile(
      "cut in a tag", whole.prefix(132), "byte 128: the file is truncated; expected 8 bytes more, found 4\(again)"),
    DamagedFile(
      "cut in a variable", whole.dropLast(),
      "byte 136: the file is truncated; expected 56 bytes more, found 55\(again)"),
    DamagedFile(
      "something else", whole + MATBytes.word(13) + MATBytes.word(0),
      "byte 192: not a variable; expected type 14 or 15, found 13"),
    DamagedFile(
      "more numbers than bytes", "variable a: its bytes do not fit its shape; expected 9 bytes for 3x3, found 8"
    ) {
      $0.append("a", [3, 3], [UInt8](repeating: 1, count: 8))
    },
    DamagedFile(
      "sizes beyond 64 bits",
      "variable a: its bytes do not fit its shape; expected more than 9223372036854775807 bytes for "
        + "4294967295x4294967295x4294967295, found 8"
    ) {
      $0.append("a", [-1, -1, -1], [UInt8](repeating: 1, count: 8))
    },
    DamagedFile("a number type that is none", "variable a: unknown number type; found 8") {
      $0.append("a", [1, 8], type: 8, [UInt8](repeating: 1, count: 8))
    },
    DamagedFile(
      "a name without end", "the variable at byte 136: the name is too long; expected at most 63 bytes, found 64"
    ) {
      $0.append(String(repeating: "a", count: 64), [1, 1], [1])
    },
    DamagedFile("a stream of something else", "the variable at byte 136: does not hold a matrix") {
      $0.append(element: MATBytes.word(1) + MATBytes.word(0), isCompressed: true)
    },
    DamagedFile(
      "a small stream that claims 2 GB",
      "variable a: the file ends early; expected 2147483640 bytes for 1x2147483640, found "
        + "\(MATBytes.zlib(claim).count) compressed"
    ) {
      $0.append(element: claim, isCompressed: true)
    },
  ]
}

@Suite("MAT-files")
struct MATFileTests {
  private func withFile(_ data: Data, _ body: (String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write(data, to: "\(folder)/x.mat")
      try body("\(folder)/x.mat")
    }
  }

  /// Type code, bytes of each number, and the numbers 1 and 200 (or 100 where 200 does not fit).
  static let types: [(code: Int, first: [UInt8], second: [UInt8], value: Int)] = [
    (1, [1], [100], 100), (2, [1], [200], 200), (3, [1, 0], [200, 0], 200), (4, [1, 0], [200, 0], 200),
    (5, [1, 0, 0, 0], [0x38, 0xFF, 0xFF, 0xFF], -200), (6, [1, 0, 0, 0], [200, 0, 0, 0], 200),
    (7, [0, 0, 0x80, 0x3F], [0, 0, 0x48, 0x43], 200),
    (9, [0, 0, 0, 0, 0, 0, 0xF0, 0x3F], [0, 0, 0, 0, 0, 0, 0x69, 0x40], 200),
    (12, [1, 0, 0, 0, 0, 0, 0, 0], [UInt8](repeating: 0xFF, count: 8), -1),
    (13, [1, 0, 0, 0, 0, 0, 0, 0], [200, 0, 0, 0, 0, 0, 0, 0], 200),
  ]

  @Test("whole numbers are read from every type they are stored in", arguments: types, [false, true])
  func integers(type: (code: Int, first: [UInt8], second: [UInt8], value: Int), isCompressed: Bool) throws {
    var file = MATBytes()
    file.append("odd", [3, 1], type: type.code, type.first + type.second + type.first, isCompressed: isCompressed)
    file.append("b", [1, 1], type: type.code, type.second, isCompressed: isCompressed)
    try withFile(file.data) { path in
      let file = try MATFile(path)
      #expect(file.variables.map(\.name) == ["odd", "b"])
      #expect(try file.integers(of: file.variable("odd")) == [1, type.value, 1])
      #expect(try file.integers(of: file.variable("b")) == [type.value])
    }
  }

  @Test("texts, cells and structures are passed over", arguments: [1, 2, 4, 16] as [UInt8])
  func others(kind: UInt8) throws {
    var file = MATBytes()
    file.append("text", [1, 8], [UInt8](repeating: 65, count: 8), kind: kind)
    file.append("a", [1, 1], [5])
    try withFile(file.data) { path in
      let file = try MATFile(path)
      #expect(file.variables.map(\.name) == ["a"])
    }
  }

  @Test("damage is told by place, expected and found", arguments: DamagedMAT.cases)
  func damage(_ damaged: DamagedFile) throws {
    try withFile(damaged.data) { path in
      let error = #expect(throws: FileError.self) { try MATFile(path) }
      #expect(error?.description == "\(path): \(damaged.text)")
    }
  }

  @Test("every truncation of a compressed file is an error", arguments: [false, true])
  func truncated(isCompressed: Bool) throws {
    let whole = MATBytes.svhn(noise(1, height: 32, width: 32, channels: 3), isCompressed: isCompressed)
    for count in stride(from: 0, to: whole.count, by: 37) {
      try withFile(whole.prefix(count)) { path in
        #expect(throws: FileError.self, "\(count) bytes") { try SVHN.read([path]) }
      }
    }
  }

  @Test("a wrong checksum is told, though every number was read")
  func checksum() throws {
    var file = MATBytes()
    file.append("a", [1, 8], [UInt8](0..<8), isCompressed: true)
    file.data[file.data.count - 1] ^= 1
    try withFile(file.data) { path in
      let file = try MATFile(path)
      let error = #expect(throws: FileError.self) { try file.integers(of: file.variable("a")) }
      #expect(error?.problem == "the zlib stream is damaged or truncated" && error?.found == "incorrect data check")
    }
  }
}
