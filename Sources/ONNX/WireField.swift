import Files
import Tensors

/// A field of a message: a number, which says what the field is, and a value.
struct WireField {
  let file: WireFile
  /// What the message around holds.
  let content: String
  /// The place in the file at which the field begins.
  let start: Int
  let number: Int
  let value: Value

  enum Value {
    case varint(UInt64)
    case fixed64(UInt64)
    case bytes(Range<Int>)
    case fixed32(UInt32)
  }

  func int() throws -> Int64 {
    guard case .varint(let bits) = value else { throw mismatch("a whole number") }
    return Int64(bitPattern: bits)
  }

  func float() throws -> Float {
    guard case .fixed32(let bits) = value else { throw mismatch("a float32") }
    return Float(bitPattern: bits)
  }

  /// The place in the file of a field of bytes.
  func bytes() throws -> Range<Int> {
    guard case .bytes(let range) = value else { throw mismatch("bytes") }
    return range
  }

  func string() throws -> String {
    guard let text = String(validating: file.bytes[try bytes()], as: UTF8.self) else {
      throw FileError(file.path, at: "byte \(start)", "a text in \(content) is not UTF-8", expected: "UTF-8")
    }
    return text
  }

  /// The field as a message that holds `content`.
  func message(_ content: String) throws -> WireMessage {
    guard case .bytes(let range) = value else { throw mismatch(content) }
    return WireMessage(file: file, range: range, content: content)
  }

  /// Appends whole numbers, of which one or, packed, any number stand in the field.
  func append(to numbers: inout [Int64]) throws {
    switch value {
    case .varint(let bits):
      try requireRoom(for: 1, in: numbers)
      numbers.append(Int64(bitPattern: bits))
    case .bytes(let range):
      // The last byte of each number is below 0x80.
      try requireRoom(for: file.bytes[range].count { $0 < 0x80 }, in: numbers)
      var cursor = WireCursor(file: file, range: range, content: "a list of numbers")
      while let bits = try cursor.nextVarint() { numbers.append(Int64(bitPattern: bits)) }
    case .fixed64, .fixed32: throw mismatch("whole numbers")
    }
  }

  func append(to numbers: inout [Float]) throws {
    if case .fixed32(let bits) = value {
      try requireRoom(for: 1, in: numbers)
      numbers.append(Float(bitPattern: bits))
    } else {
      let packed = try packed("float32", as: Float.self)
      try requireRoom(for: packed.count, in: numbers)
      numbers += packed
    }
  }

  func append(to numbers: inout [Double]) throws {
    if case .fixed64(let bits) = value {
      try requireRoom(for: 1, in: numbers)
      numbers.append(Double(bitPattern: bits))
    } else {
      let packed = try packed("double", as: Double.self)
      try requireRoom(for: packed.count, in: numbers)
      numbers += packed
    }
  }

  private func packed<Number: BitwiseCopyable>(_ type: String, as: Number.Type) throws -> [Number] {
    guard case .bytes(let range) = value, range.count.isMultiple(of: MemoryLayout<Number>.size) else {
      throw mismatch("numbers of type \(type)")
    }
    try file.requireMemory(range.count, for: content, of: file.path)
    return file.bytes[range].withUnsafeBytes { [Number](stored: $0) }
  }

  /// Throws a `FileError` where there is no memory for a list that grows by `count` numbers: a number of one byte in the
  /// file takes eight. A list that grows is there twice for a moment, and then has up to double the room.
  private func requireRoom<Number>(for count: Int, in numbers: [Number]) throws {
    let wanted = numbers.count + count
    guard wanted > numbers.capacity else { return }
    try file.requireMemory(
      2 * max(wanted, numbers.capacity) * MemoryLayout<Number>.size, for: content, of: file.path)
  }

  private func mismatch(_ expected: String) -> FileError {
    let found =
      switch value {
      case .varint: "a whole number"
      case .fixed64: "eight bytes"
      case .bytes(let range): "\(range.count) bytes"
      case .fixed32: "four bytes"
      }
    return FileError(
      file.path, at: "byte \(start)", "field \(number) of \(content) has another type", expected: expected,
      found: found, advice: "is this an ONNX model?")
  }
}
