/// The directory of a zip archive, which says where its files lie. Archives above 4 GB (zip64) are read too.
///
/// The format is that of PKWARE's APPNOTE. Every place is compared with the archive's size before it is read.
public struct ZipArchive {
  /// What the directory says of one file.
  public struct Record {
    public let name: String
    public let isEncrypted: Bool
    /// The number of the way in which the bytes are stored: 0 as they are, 8 deflated.
    public let method: Int
    public let checksum: UInt32
    /// How many bytes are stored, and how many they are once they are inflated.
    public let stored: Int
    public let size: Int
    /// The place in the archive of the header in front of the stored bytes.
    fileprivate let header: Int
  }

  private let path: String
  private let size: Int
  private let read: (Range<Int>) throws -> [UInt8]

  /// An archive of `size` bytes, of which `read` gives those of a range. `path` names it in errors.
  public init(path: String, size: Int, read: @escaping (Range<Int>) throws -> [UInt8]) {
    (self.path, self.size, self.read) = (path, size, read)
  }

  /// Calls `body` with the record of each file, in the order of the directory.
  ///
  /// Throws a `FileError` where the archive has no directory, or a damaged one, and what `body` throws.
  public func forEachRecord(_ body: (Record) throws -> Void) throws {
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
      guard Self.number(large, 0, 4) == 0x0606_4B50 else { throw damaged(size - tail + place - 20) }
      (count, length, start) = (Self.number(large, 32, 8), Self.number(large, 40, 8), Self.number(large, 48, 8))
    }
    guard start <= size, length <= size - start else { throw damaged(start) }
    // The directory, and what callers keep of its records: some 150 bytes for the 46 that a record has at least.
    try Memory.require(5 * length, for: "its directory", of: path)
    let directory = try bytes(start, length)
    var offset = 0
    // The directory's own size bounds the number of its records.
    for _ in 0..<count {
      guard offset <= directory.count - 46, Self.number(directory, offset, 4) == 0x0201_4B50 else {
        throw damaged(start + offset)
      }
      let names = Self.number(directory, offset + 28, 2), extras = Self.number(directory, offset + 30, 2)
      let next = offset + 46 + names + extras + Self.number(directory, offset + 32, 2)
      guard next <= directory.count else { throw damaged(start + offset) }
      try body(Self.record(Array(directory[offset..<next]), names: names, extras: extras))
      offset = next
    }
  }

  /// The place in the archive of a file's first stored byte.
  ///
  /// Throws a `FileError` where its bytes are not in the archive, or are fewer than deflate makes of its size.
  public func start(of record: Record) throws -> Int {
    // The name and the extra bytes are repeated in front of the data, and may have another length there.
    let local = try bytes(record.header, 30)
    let start = record.header + 30 + Self.number(local, 26, 2) + Self.number(local, 28, 2)
    guard Self.number(local, 0, 4) == 0x0403_4B50, record.stored <= size, start <= size - record.stored,
      record.size <= (record.method == 0 ? record.stored : record.stored * 1032)
    else { throw damaged(record.header) }
    return start
  }

  private static func record(_ bytes: [UInt8], names: Int, extras: Int) -> Record {
    var values = [number(bytes, 24, 4), number(bytes, 20, 4), number(bytes, 42, 4)]
    // A zip64 record has the sizes and the place that need eight bytes behind its name, under the number 1.
    var extra = 46 + names
    let end = extra + extras
    while extra <= end - 4 {
      let length = number(bytes, extra + 2, 2)
      if number(bytes, extra, 2) == 1 {
        var place = extra + 4
        for index in values.indices where values[index] == 0xFFFF_FFFF && place <= min(end, extra + 4 + length) - 8 {
          values[index] = number(bytes, place, 8)
          place += 8
        }
      }
      extra += 4 + length
    }
    return Record(
      name: String(decoding: bytes[46..<46 + names], as: UTF8.self), isEncrypted: number(bytes, 8, 2) & 1 == 1,
      method: number(bytes, 10, 2), checksum: UInt32(number(bytes, 16, 4)), stored: values[1], size: values[0],
      header: values[2])
  }

  private func bytes(_ offset: Int, _ count: Int) throws -> [UInt8] {
    guard offset <= size - count else { throw damaged(offset) }
    return try read(offset..<offset + count)
  }

  /// A little-endian number. One that is beyond any file counts as the largest.
  private static func number(_ bytes: [UInt8], _ offset: Int, _ size: Int) -> Int {
    let value = (0..<size).reduce(UInt64(0)) { $0 | UInt64(bytes[offset + $1]) << UInt64(8 * $1) }
    return Int(min(value, UInt64(1) << 56))
  }

  private func damaged(_ offset: Int) -> FileError {
    FileError(
      path, at: "byte \(min(offset, size))", "the zip archive is damaged or truncated", advice: "copy or fetch it again"
    )
  }
}
