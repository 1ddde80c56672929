import Files
import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Tar archives put together by hand, from the format's description alone.
struct TarBytes {
  var data = Data()

  mutating func append(_ path: String, _ content: Data, type: Character = "0", prefix: String = "", sum: Int = 0) {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at place: Int) { header.replaceSubrange(place..<place + text.utf8.count, with: text.utf8) }
    put(path, at: 0)
    put("0000644\0", at: 100)
    put(Self.octal(content.count, digits: 11) + "\0", at: 124)
    put("        ", at: 148)
    put(String(type), at: 156)
    put("ustar\u{0}00", at: 257)
    put(prefix, at: 345)
    put(Self.octal(header.reduce(sum) { $0 + Int($1) }, digits: 6) + "\0 ", at: 148)
    data += Data(header) + content + Data(count: (512 - content.count % 512) % 512)
  }

  private static func octal(_ number: Int, digits: Int) -> String {
    let text = String(number, radix: 8)
    return String(repeating: "0", count: digits - text.count) + text
  }

  func compressed(end: Int = 1024) throws -> Data { try Gzip.deflate(data + Data(count: end)) }
}

@Suite("Tar archives")
struct TarArchiveTests {
  private static let members = [
    TarArchive.Member(path: "set/a.bin", size: 700), TarArchive.Member(path: "set/b.bin", size: 512),
  ]
  private static let a = Data((0..<700).map { UInt8(truncatingIfNeeded: $0) }), b = Data(repeating: 7, count: 512)

  private static func archive() -> TarBytes {
    var tar = TarBytes()
    tar.append("set/", Data(), type: "5")
    tar.append("set/readme.html", Data("hello".utf8))
    tar.append("b.bin", b, prefix: "set")
    tar.append("../../../a.bin", Data(count: 700))
    tar.append("/set/a.bin", Data(count: 700))
    tar.append("./set/a.bin", a)
    return tar
  }

  private func unpack(_ data: Data, members: [TarArchive.Member] = members) throws -> [String: Data] {
    try withTemporaryFolder { folder in
      try AtomicFile.createFolder("\(folder)/in/out")
      try data.write(to: URL(fileURLWithPath: "\(folder)/in/x.tar.gz"))
      do { try TarArchive.unpack("\(folder)/in/x.tar.gz", members, into: "\(folder)/in/out") } catch var error
        as FileError
      {
        error.path = (error.path as NSString).lastPathComponent
        throw error
      }
      #expect(try names(in: folder) == ["in"] && names(in: "\(folder)/in") == ["out", "x.tar.gz"])
      return Dictionary(
        uniqueKeysWithValues: try names(in: "\(folder)/in/out").map {
          ($0, try AtomicFile.read("\(folder)/in/out/\($0)"))
        }
      )
    }
  }

  @Test("the members come out under their own names, and nothing else does, wherever it points")
  func members() throws {
    #expect(try unpack(Self.archive().compressed()) == ["a.bin": Self.a, "b.bin": Self.b])
  }

  @Test("a missing member, another size and a link are told")
  func wrong() throws {
    let missing = #expect(throws: FileError.self) {
      _ = try unpack(Self.archive().compressed(), members: Self.members + [.init(path: "set/c", size: 1)])
    }
    #expect(missing?.description == "x.tar.gz: files are missing from the archive; expected set/c")
    let size = #expect(throws: FileError.self) {
      _ = try unpack(Self.archive().compressed(), members: [.init(path: "set/a.bin", size: 701)])
    }
    #expect(
      size?.description == "x.tar.gz: set/a.bin: not the file that is known by this name; expected a regular file of "
        + "701 bytes, found one of 700")
    var link = TarBytes()
    link.append("set/a.bin", Data(), type: "2")
    #expect(throws: FileError.self) { _ = try unpack(link.compressed(), members: [.init(path: "set/a.bin", size: 0)]) }
  }

  @Test("an archive that ends early is never taken for whole", arguments: [1, 9, 60, 200, 100_000])
  func truncated(missing: Int) throws {
    let data = try Self.archive().compressed()
    #expect(throws: FileError.self) { _ = try unpack(data.dropLast(min(missing, data.count - 5))) }
  }

  @Test("a damaged header, a stream without its end and what is no archive are told")
  func damaged() throws {
    var tar = TarBytes()
    tar.append("set/a.bin", Self.a, sum: 1)
    let header = #expect(throws: FileError.self) { _ = try unpack(tar.compressed()) }
    #expect(header?.problem == "not a tar archive, or a damaged one")
    #expect(throws: FileError.self) { _ = try unpack(Self.archive().compressed(end: 0)) }
    #expect(throws: FileError.self) { _ = try unpack(Data(repeating: 0x3C, count: 2000)) }
    #expect(throws: FileError.self) { _ = try unpack(Data()) }
    var flipped = try Self.archive().compressed()
    flipped[flipped.count - 6] ^= 1
    #expect(throws: FileError.self) { _ = try unpack(flipped) }
  }
}
