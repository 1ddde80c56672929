import Files

/// A message of the protobuf wire format: fields one after another, each with a number and a value.
///
/// Only places in the file are kept. Nothing of the content is copied before a field is asked for it.
struct WireMessage {
  let file: WireFile
  let range: Range<Int>
  /// What the message holds, in the words of an error, such as "a node".
  let content: String

  /// Calls `body` with every field in the order of the file.
  func forEachField(_ body: (WireField) throws -> Void) throws {
    var cursor = WireCursor(file: file, range: range, content: content)
    while let field = try cursor.field() { try body(field) }
  }
}

/// The bytes of a file in the wire format, and how much of them may still become objects.
final class WireFile {
  let path: String
  let bytes: [UInt8]
  private var remaining = WireFile.mostPieces
  /// The bytes that tensors took from files beside this one, by path.
  private var taken: [String: Int] = [:]
  /// The bytes of memory that were taken since it was last asked about.
  private var unasked = 0

  /// Names, nodes, tensors and the like in a file. A large transformer has some 200,000.
  static let mostPieces = 1 << 20

  init(_ bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
  }

  /// Counts one more piece, since an empty one takes two bytes in the file and a hundred in memory.
  func countPiece() throws {
    guard remaining > 0 else {
      throw FileError(path, "too many names, nodes and tensors", expected: "at most \(Self.mostPieces)", found: "more")
    }
    remaining -= 1
  }

  /// Counts bytes that are taken from another file of `size` bytes, since a tensor of it costs a few bytes here.
  func countExternal(_ count: Int, of path: String, size: Int) throws {
    let most = 4, total = taken[path, default: 0] + count
    guard total <= most * size else {
      throw FileError(
        self.path, "its tensors take the same bytes of \(path) again and again", expected: "each at most \(most) times")
    }
    taken[path] = total
  }

  /// Throws a `FileError` where there is no memory for `count` bytes of `content`, which stand in the file at `path`.
  ///
  /// Many small tensors count together: one of less than 64 MB alone would not be asked about.
  func requireMemory(_ count: Int, for content: String, of path: String) throws {
    unasked += count
    guard unasked > 64 << 20 else { return }
    try Memory.require(unasked, for: content, of: path)
    unasked = 0
  }
}

/// A place in a message, which moves on as its bytes are read.
struct WireCursor {
  let file: WireFile
  let range: Range<Int>
  let content: String
  private var place: Int

  init(file: WireFile, range: Range<Int>, content: String) {
    self.file = file
    self.range = range
    self.content = content
    place = range.lowerBound
  }

  /// The next field, `nil` at the message's end.
  mutating func field() throws -> WireField? {
    guard place < range.upperBound else { return nil }
    let start = place, key = try varint()
    let number = key >> 3
    guard (1..<1 << 29).contains(number) else {
      throw error(at: start, "not a field of \(content)", expected: "a number from 1", found: "\(number)")
    }
    let value: WireField.Value
    switch key & 7 {
    case 0: value = .varint(try varint())
    case 1: value = .fixed64(try fixed(UInt64.self))
    case 2:
      let length = try varint()
      value = .bytes(try take(length))
      try file.countPiece()
    case 5: value = .fixed32(try fixed(UInt32.self))
    default:
      throw error(at: start, "not a kind of field in \(content)", expected: "0, 1, 2 or 5", found: "\(key & 7)")
    }
    return WireField(file: file, content: content, start: start, number: Int(number), value: value)
  }

  /// The next number of seven bits a byte, `nil` at the end.
  mutating func nextVarint() throws -> UInt64? { place < range.upperBound ? try varint() : nil }

  private mutating func varint() throws -> UInt64 {
    let start = place
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard place < range.upperBound else { throw ending(1) }
      let byte = file.bytes[place]
      place += 1
      guard shift < 63 || byte < 2 else { break }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw error(at: start, "not a number in \(content)", expected: "at most 64 bits", found: "more")
  }

  private mutating func fixed<Word: FixedWidthInteger>(_: Word.Type) throws -> Word {
    let bytes = try take(UInt64(MemoryLayout<Word>.size))
    return file.bytes[bytes].reversed().reduce(0) { $0 << 8 | Word($1) }
  }

  private mutating func take(_ count: UInt64) throws -> Range<Int> {
    guard count <= UInt64(range.upperBound - place) else { throw ending(count) }
    defer { place += Int(count) }
    return place..<place + Int(count)
  }

  /// The error for a field that needs more bytes than are left.
  private func ending(_ count: UInt64) -> FileError {
    let isFile = range.upperBound == file.bytes.count
    return error(
      at: place, isFile ? "the file ends in \(content)" : "a field is longer than \(content)",
      expected: "\(count.counted("byte")) more", found: "\(range.upperBound - place)",
      advice: isFile ? "is the file whole?" : nil)
  }

  private func error(
    at place: Int, _ problem: String, expected: String, found: String, advice: String? = nil
  ) -> FileError {
    FileError(
      file.path, at: "byte \(place)", problem, expected: expected, found: found,
      advice: advice ?? "is this an ONNX model?")
  }
}
