import Files
import Foundation
import TestSupport
import Testing

@Suite("Files piece by piece")
struct FileBlocksTests {
  private func pieces(_ path: String, size: Int, block: Int) throws -> [[UInt8]] {
    var pieces: [[UInt8]] = [], expected = 0
    try FileBlocks.forEach(of: path, size: size, block: block) { offset, bytes in
      #expect(offset == expected)
      expected += bytes.count
      pieces.append(Array(bytes))
    }
    return pieces
  }

  @Test(
    "the bytes come in order, in whole pieces but for the last",
    arguments: [(0, 4, []), (3, 4, [3]), (8, 4, [4, 4]), (10, 4, [4, 4, 2])] as [(Int, Int, [Int])])
  func order(size: Int, block: Int, sizes: [Int]) throws {
    try withTemporaryFolder { folder in
      let bytes = (0..<10).map { UInt8($0) }
      try AtomicFile.write(Data(bytes), to: "\(folder)/x")
      #expect(try FileBlocks.size(of: "\(folder)/x") == 10)
      let read = try pieces("\(folder)/x", size: size, block: block)
      #expect(read.map(\.count) == sizes)
      #expect(read.flatMap { $0 } == Array(bytes.prefix(size)))
    }
  }

  @Test("a file that ends before its size, none at all and a folder are told")
  func missing() throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write(Data(count: 10), to: "\(folder)/x")
      let short = #expect(throws: FileError.self) { try pieces("\(folder)/x", size: 11, block: 4) }
      #expect(
        short?.description == "\(folder)/x: byte 10: the file became shorter while it was read; "
          + "expected 11 bytes, found 10")
      let none = #expect(throws: FileError.self) { try FileBlocks.size(of: "\(folder)/y") }
      #expect(none?.description == "\(folder)/y: no such file")
      let whole = #expect(throws: FileError.self) { try FileBlocks.size(of: folder) }
      #expect(whole?.description == "\(folder): is a folder; expected a file")
      let device = #expect(throws: FileError.self) { try FileBlocks.size(of: "/dev/zero") }
      #expect(device?.description == "/dev/zero: is not a regular file; expected a file")
    }
  }
}
