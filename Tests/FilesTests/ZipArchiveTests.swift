import Files
import Foundation
import Testing

@Suite("Directories of zip archives")
struct ZipArchiveTests {
  private func little(_ value: Int, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// What stands at the end of a zip64 archive, of which `start` is the place: the large record, where it is, and the
  /// small one with the largest numbers.
  private func end(count: Int, length: Int, directory: Int, start: Int) -> [UInt8] {
    [0x50, 0x4B, 6, 6] + [UInt8](repeating: 0, count: 28) + little(count, 8) + little(length, 8) + little(directory, 8)
      + [0x50, 0x4B, 6, 7] + little(0, 4) + little(start, 8) + little(1, 4)
      + [0x50, 0x4B, 5, 6] + little(0, 4) + little(0xFFFF, 2) + little(0xFFFF, 2) + little(0xFFFF_FFFF, 4)
      + little(0xFFFF_FFFF, 4) + little(0, 2)
  }

  @Test("have the large numbers of zip64, and archives of PyTorch are known by them")
  func large() throws {
    let name = Array("m/data.pkl".utf8),
      header =
        [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 22)
        + little(name.count, 2) + little(0, 2) + name
    let extra = little(1, 2) + little(24, 2) + little(2000, 8) + little(2, 8) + little(0, 8)
    let numbers = little(8, 2) + little(0, 4) + little(7, 4) + little(0xFFFF_FFFF, 4) + little(0xFFFF_FFFF, 4)
    let lengths = little(name.count, 2) + little(extra.count, 2) + little(0, 2)
    let record = [0x50, 0x4B, 1, 2] + little(0, 6) + numbers + lengths + little(0, 8) + little(0xFFFF_FFFF, 4)
    let directory = record + name + extra, start = header.count + 2
    let whole =
      header + [9, 9] + directory
      + end(count: 1, length: directory.count, directory: start, start: start + directory.count)
    var seen = 0
    let archive = ZipArchive(path: "x", size: whole.count) { Array(whole[$0]) }
    try archive.forEachRecord { record in
      seen += 1
      #expect(record.name == "m/data.pkl" && record.method == 8 && record.checksum == 7 && !record.isEncrypted)
      #expect(record.stored == 2 && record.size == 2000)
      let start = try archive.start(of: record)
      #expect(start == header.count)
    }
    #expect(seen == 1 && ForeignFormat(Data(whole)) == .pytorch)
  }

  @Test("that claim more than the archive, or more than the memory, are refused before they are read")
  func claimed() {
    let size = 1 << 50
    func error(length: Int) -> FileError? {
      let tail = end(count: 1 << 40, length: length, directory: 0, start: size - 98)
      let archive = ZipArchive(path: "x", size: size) { range in
        guard range.count <= 65_557 else { throw FileError("x", "was read") }
        return range.map { $0 < size - 98 ? 0 : tail[$0 - (size - 98)] }
      }
      return #expect(throws: FileError.self) { try archive.forEachRecord { _ in } }
    }
    #expect(error(length: size)?.problem == "not enough memory for its directory")
    #expect(error(length: size + 1)?.problem == "the zip archive is damaged or truncated")
  }
}
