import Files
import Foundation

/// The directory of a zip archive, which says where its files lie. Archives above 4 GB (zip64) are read too.
///
/// The format is that of PKWARE's APPNOTE. Every size is compared with that of the archive before memory is asked for.
struct ZipDirectory {
  struct Entry: Equatable {
    var name: String
    /// How its bytes are stored.
    var compression: ByteReader.Compression
    var checksum: UInt32
    /// The place in the archive of its first stored byte, and how many follow.
    var offset: Int
    var stored: Int
    /// How many bytes it has once it is inflated.
    var size: Int
  }

  let entries: [Entry]

  init(_ path: String) throws {
    let size = try FileBlocks.size(of: path)
    func bytes(_ offset: Int, _ count: Int) throws -> [UInt8] {
      guard offset >= 0, count >= 0, offset <= size - count else { throw Self.damaged(path, offset, size) }
      return try ByteReader(path, offset: offset, count: count, compression: .none).read(count)
    }
    // The record at the end has 22 bytes and up to 65,535 of comment.
    let tail = min(size, 65_557), end = try bytes(size - tail, tail)
    guard tail >= 22, let place = (0...tail - 22).last(where: { Self.number(end, $0, 4) == 0x0605_4B50 }) else {
      throw FileError(path, "not a zip archive", expected: "a directory at its end", advice: "copy or fetch it again")
    }
    var (count, length, start) = (
      Self.number(end, place + 10, 2), Self.number(end, place + 12, 4), Self.number(end, place + 16, 4)
    )
    // In front of it, a zip64 archive has a record of 20 bytes with the place of a larger one.
    if place >= 20, Self.number(end, place - 20, 4) == 0x0706_4B50 {
      let large = try bytes(Self.number(end, place - 12, 8), 56)
      guard Self.number(large, 0, 4) == 0x0606_4B50 else { throw Self.damaged(path, size - tail + place - 20, size) }
      (count, length, start) = (Self.number(large, 32, 8), Self.number(large, 40, 8), Self.number(large, 48, 8))
    }
    let directory = try bytes(start, length)
    var entries: [Entry] = [], offset = 0
    // An entry has 46 bytes and more, so that the directory's own size bounds their number.
    while entries.count < count {
      guard offset <= directory.count - 46, Self.number(directory, offset, 4) == 0x0201_4B50 else {
        throw Self.damaged(path, start + offset, size)
      }
      let names = Self.number(directory, offset + 28, 2), extras = Self.number(directory, offset + 30, 2)
      let next = offset + 46 + names + extras + Self.number(directory, offset + 32, 2)
      guard next <= directory.count else { throw Self.damaged(path, start + offset, size) }
      entries.append(try Self.entry(path, directory[offset..<next], names: names, extras: extras, size, bytes))
      offset = next
    }
    self.entries = entries
  }

  private static func entry(
    _ path: String, _ record: ArraySlice<UInt8>, names: Int, extras: Int, _ size: Int,
    _ bytes: (Int, Int) throws -> [UInt8]
  ) throws -> Entry {
    let record = Array(record), name = String(decoding: record[46..<46 + names], as: UTF8.self)
    var values = [number(record, 24, 4), number(record, 20, 4), number(record, 42, 4)]
    // A zip64 entry has the sizes and the place that need eight bytes behind its name, under the number 1.
    var extra = 46 + names
    let end = extra + extras
    while extra <= end - 4 {
      let length = number(record, extra + 2, 2)
      if number(record, extra, 2) == 1 {
        var place = extra + 4
        for index in values.indices where values[index] == 0xFFFF_FFFF && place <= min(end, extra + 4 + length) - 8 {
          values[index] = number(record, place, 8)
          place += 8
        }
      }
      extra += 4 + length
    }
    let method = number(record, 10, 2)
    guard number(record, 8, 2) & 1 == 0, let compression = [0: ByteReader.Compression.none, 8: .deflate][method] else {
      throw FileError(
        path, at: name, "stored in a way that is not read", expected: "stored or deflated",
        found: number(record, 8, 2) & 1 == 1 ? "encrypted" : "method \(method)")
    }
    // The name and the extra bytes are repeated in front of the data, and may have another length there.
    let local = try bytes(values[2], 30)
    let offset = values[2] + 30 + number(local, 26, 2) + number(local, 28, 2)
    guard number(local, 0, 4) == 0x0403_4B50, values[1] <= size, offset <= size - values[1],
      values[0] <= (compression == .none ? values[1] : values[1] * 1032)
    else { throw damaged(path, values[2], size) }
    return Entry(
      name: name, compression: compression, checksum: UInt32(number(record, 16, 4)), offset: offset, stored: values[1],
      size: values[0])
  }

  /// A little-endian number. One that is beyond any file counts as the largest.
  private static func number(_ bytes: [UInt8], _ offset: Int, _ size: Int) -> Int {
    let value = (0..<size).reduce(UInt64(0)) { $0 | UInt64(bytes[offset + $1]) << UInt64(8 * $1) }
    return Int(min(value, UInt64(1) << 56))
  }

  private static func damaged(_ path: String, _ offset: Int, _ size: Int) -> FileError {
    FileError(
      path, at: "byte \(max(0, min(offset, size)))", "the zip archive is damaged or truncated",
      advice: "copy or fetch it again")
  }
}
