import Foundation
import Testing

@testable import Files

@Suite("Zip writer")
struct ZipWriterTests {
  @Test("the checksum is the CRC-32 of other programs")
  func checksum() {
    #expect(ZipWriter.checksum(Data("123456789".utf8)) == 0xCBF4_3926)
    #expect(ZipWriter.checksum(Data()) == 0)
  }

  @Test("what is written is what the reader of archives finds")
  func roundTrip() throws {
    let files = [("a.npy", Data([1, 2, 3])), ("b/c.txt", Data("text".utf8)), ("empty", Data())]
    let bytes = [UInt8](ZipWriter.archive(files))
    let archive = ZipArchive(path: "z", size: bytes.count) { Array(bytes[$0]) }
    var found: [(String, Data)] = []
    try archive.forEachRecord { record in
      let start = try archive.start(of: record)
      let data = Data(bytes[start..<start + record.stored])
      #expect(record.method == 0 && record.size == record.stored && record.checksum == ZipWriter.checksum(data))
      found.append((record.name, data))
    }
    #expect(found.map(\.0) == files.map(\.0) && found.map(\.1) == files.map(\.1))
  }
}
