import Files
import Foundation

/// The variables of a little-endian MATLAB level 5 MAT-file, as `save -v6` and `save -v7` write it.
///
/// At first only the headers are read. The numbers of a variable are streamed. Every size is compared with the size of
/// the file before memory is asked for. The format is that of MathWorks, "MAT-File Format", level 5.
struct MATFile: Sendable {
  /// The types of stored numbers by their codes.
  enum NumberType: Int, Sendable {
    case int8 = 1
    case uint8, int16, uint16, int32, uint32, single
    case double = 9
    case int64 = 12
    case uint64

    var size: Int {
      switch self {
      case .int8, .uint8: 1
      case .int16, .uint16: 2
      case .int32, .uint32, .single: 4
      case .double, .int64, .uint64: 8
      }
    }
  }

  struct Variable: Sendable, Equatable {
    var name: String
    var dimensions: [Int]
    var type: NumberType
    /// The number of values, which is the product of `dimensions`.
    var count: Int
    /// The place of the element in the file, behind its tag.
    fileprivate var offset: Int
    fileprivate var length: Int
    fileprivate var isCompressed: Bool
    /// The number of inflated bytes in front of the numbers.
    fileprivate var header: Int
    /// The number of bytes behind the numbers. They are padded to a multiple of eight, or of four where they share the
    /// eight bytes of their tag.
    fileprivate var padding: Int
  }

  let path: String
  let variables: [Variable]

  private static let compressed = 15, matrix = 14
  /// The limit of deflate: two codes of one bit each become at most 258 bytes (RFC 1951).
  private static let largestRatio = 1032

  init(_ path: String) throws {
    self.path = path
    let size = try FileBlocks.size(of: path)
    guard size > 0 else { throw FileError(path, "the file is empty", expected: "a MATLAB level 5 MAT-file") }
    let start = try ByteReader(path, offset: 0, count: size, compression: .none).read(min(size, 128))
    try Self.requireLevel5(start, path)
    var variables: [Variable] = []
    var offset = 128
    while offset < size {
      guard size - offset >= 8 else { throw Self.truncated(path, offset, 8, size - offset) }
      let tag = Self.words(try ByteReader(path, offset: offset, count: 8, compression: .none).read(8))
      guard tag[0] == Self.compressed || tag[0] == Self.matrix else {
        throw FileError(
          path, at: "byte \(offset)", "not a variable", expected: "type \(Self.matrix) or \(Self.compressed)",
          found: "\(tag[0])")
      }
      guard tag[1] <= size - offset - 8 else { throw Self.truncated(path, offset + 8, tag[1], size - offset - 8) }
      if let variable = try Self.variable(path, offset + 8, tag[1], tag[0] == Self.compressed) {
        variables.append(variable)
      }
      offset += 8 + tag[1]
    }
    self.variables = variables
  }

  /// Calls `body` with the variable's bytes, at most `block` at a time, and compares the checksum at the end.
  func forEachBlock(of variable: Variable, block: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
    let reader = try ByteReader(
      path, offset: variable.offset, count: variable.length, compression: variable.isCompressed ? .zlib : .none)
    _ = try reader.read(variable.header)
    var left = variable.count * variable.type.size
    var buffer = [UInt8](repeating: 0, count: min(block, left))
    try buffer.withUnsafeMutableBufferPointer { buffer in
      while left > 0 {
        let piece = UnsafeMutableBufferPointer(rebasing: buffer[..<min(block, left)])
        try reader.read(into: piece)
        try body(UnsafeBufferPointer(piece))
        left -= piece.count
      }
    }
    try reader.finish(padding: variable.padding)
  }

  /// The variable of that name. Throws a `FileError` where there is none.
  func variable(_ name: String) throws -> Variable {
    guard let variable = variables.first(where: { $0.name == name }) else {
      throw FileError(
        path, "a variable is missing", expected: name,
        found: variables.isEmpty ? "none" : variables.map(\.name).joined(separator: ", "))
    }
    return variable
  }

  private static func requireLevel5(_ start: [UInt8], _ path: String) throws {
    let text = String(decoding: start.prefix(19), as: UTF8.self)
    guard !text.hasPrefix("MATLAB 7.3"), !start.starts(with: [0x89, 0x48, 0x44, 0x46]) else {
      throw FileError(
        path, "a MATLAB 7.3 file (HDF5)", expected: "level 5", advice: "write it again with save -v7 in MATLAB")
    }
    guard start.count == 128 else { throw truncated(path, 0, 128, start.count) }
    // The version 0x0100 and "MI" as a little-endian machine writes them.
    guard start[124...] == [0x00, 0x01, 0x49, 0x4D] else {
      throw FileError(
        path, at: "byte 124", "not a little-endian MATLAB level 5 MAT-file", expected: "00 01 49 4d",
        found: start[124...].hexadecimal)
    }
  }

  /// The variable whose header begins at `offset`; `nil` for an element that is no full real array of numbers.
  private static func variable(_ path: String, _ offset: Int, _ length: Int, _ isCompressed: Bool) throws -> Variable? {
    let reader = try ByteReader(path, offset: offset, count: length, compression: isCompressed ? .zlib : .none)
    let place = "the variable at byte \(offset)"
    var header = 0
    if isCompressed {
      guard words(try reader.read(8))[0] == matrix else {
        throw FileError(path, at: place, "does not hold a matrix")
      }
      header += 8
    }
    /// The type and the bytes of a sub-element. No more than `limit` bytes are allocated for it.
    func part(_ what: String, limit: Int) throws -> (type: Int, bytes: [UInt8]) {
      let (type, count, isSmall) = try tag()
      guard count <= limit else {
        throw FileError(path, at: place, "\(what) is too long", expected: "at most \(limit) bytes", found: "\(count)")
      }
      let padded = isSmall ? 4 : (count + 7) / 8 * 8
      header += padded
      return (type, Array(try reader.read(padded).prefix(count)))
    }
    func tag() throws -> (type: Int, count: Int, isSmall: Bool) {
      let first = words(try reader.read(4))[0]
      header += 4
      // Up to four bytes share the tag's eight: their number is in the upper half.
      if first >> 16 != 0 { return (first & 0xFFFF, first >> 16, true) }
      header += 4
      return (first, words(try reader.read(4))[0], false)
    }
    let flags = try part("the array's class", limit: 8)
    guard flags.type == NumberType.uint32.rawValue, flags.bytes.count == 8 else {
      throw FileError(path, at: place, "does not start with the array's class")
    }
    // Cells, structures, objects, texts and sparse arrays are 1 to 5, functions and others above 15; bit 3 of the second
    // byte is for complex numbers.
    guard (6...15).contains(flags.bytes[0]), flags.bytes[1] & 0x08 == 0 else { return nil }
    let sizes = try part("the shape", limit: 4 * 32)
    guard sizes.type == NumberType.int32.rawValue, sizes.bytes.count >= 8, sizes.bytes.count % 4 == 0 else {
      throw FileError(path, at: place, "has no shape", expected: "two sizes or more")
    }
    let dimensions = words(sizes.bytes)
    let name = try part("the name", limit: 63)
    guard name.type == NumberType.int8.rawValue else { throw FileError(path, at: place, "has no name") }
    let data = try tag()
    let text = String(decoding: name.bytes, as: UTF8.self)
    guard let type = NumberType(rawValue: data.type) else {
      throw FileError(path, at: "variable \(text)", "unknown number type", found: "\(data.type)")
    }
    let shape = dimensions.map(String.init).joined(separator: "x")
    let wanted = ([type.size] + dimensions).checkedProduct
    guard let wanted, data.count == wanted, !data.isSmall || data.count <= 4 else {
      throw FileError(
        path, at: "variable \(text)", "its bytes do not fit its shape",
        expected: "\(wanted.map { "\($0)" } ?? "more than \(Int.max)") bytes for \(shape)", found: "\(data.count)")
    }
    guard header + data.count <= (isCompressed ? length * largestRatio : length) else {
      throw FileError(
        path, at: "variable \(text)", "the file ends early", expected: "\(data.count) bytes for \(shape)",
        found: isCompressed ? "\(length) compressed" : "\(length - header)")
    }
    return Variable(
      name: text, dimensions: dimensions, type: type, count: wanted / type.size, offset: offset, length: length,
      isCompressed: isCompressed, header: header, padding: data.isSmall ? 4 - data.count : (8 - data.count % 8) % 8)
  }

  private static func words(_ bytes: [UInt8]) -> [Int] {
    stride(from: 0, to: bytes.count - 3, by: 4).map { place in
      (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
  }

  private static func truncated(_ path: String, _ offset: Int, _ expected: Int, _ found: Int) -> FileError {
    FileError(
      path, at: "byte \(offset)", "the file is truncated", expected: "\(expected) bytes more", found: "\(found)",
      advice: "copy or fetch it again")
  }
}
