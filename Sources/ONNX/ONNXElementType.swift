import Files

/// A type of numbers that is read. The raw values are those of the format.
public enum ONNXElementType: Int, Sendable, CaseIterable {
  case float32 = 1
  case uint8 = 2
  case int8 = 3
  case uint16 = 4
  case int16 = 5
  case int32 = 6
  case int64 = 7
  case bool = 9
  case float16 = 10
  case float64 = 11
  case uint32 = 12
  case bfloat16 = 16

  /// The number of bytes of one number.
  var size: Int {
    switch self {
    case .uint8, .int8, .bool: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .float32, .int32, .uint32: 4
    case .int64, .float64: 8
    }
  }

  /// The numbers that a type of whole numbers has, or that the bits of a float of 16 bits are.
  var range: ClosedRange<Int64> {
    switch self {
    case .uint8: 0...0xFF
    case .int8: -0x80...0x7F
    case .uint16, .float16, .bfloat16: 0...0xFFFF
    case .int16: -0x8000...0x7FFF
    case .int32: -0x8000_0000...0x7FFF_FFFF
    case .uint32: 0...0xFFFF_FFFF
    case .bool: 0...1
    case .int64, .float32, .float64: .min ... .max
    }
  }

  /// The types of the format that are not read.
  private static let others: [Int64: String] = [
    8: "string", 13: "uint64", 14: "complex64", 15: "complex128", 17: "float8e4m3fn", 18: "float8e4m3fnuz",
    19: "float8e5m2", 20: "float8e5m2fnuz", 21: "uint4", 22: "int4", 23: "float4e2m1",
  ]

  /// The type with the number `code` of the format.
  ///
  /// Throws a `FileError` that names the type found and the `place` where it stands.
  init(code: Int64, at place: String, path: String) throws {
    guard let type = Int(exactly: code).flatMap(Self.init(rawValue:)) else {
      throw FileError(
        path, at: place, "unsupported number type",
        expected: Self.allCases.map { "\($0)" }.joined(separator: ", "), found: Self.others[code] ?? "type \(code)")
    }
    self = type
  }
}
