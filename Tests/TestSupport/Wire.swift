public import Foundation

/// A field of a protobuf message that a test writes by hand. The first value is the field's number.
public enum Wire: Sendable {
  case int(Int, Int64)
  case float(Int, Float)
  case double(Int, Double)
  case text(Int, String)
  case bytes(Int, [UInt8])
  /// Whole numbers in one field.
  case packed(Int, [Int64])
  case message(Int, [Wire])

  public static func encode(_ fields: [Wire]) -> [UInt8] { fields.flatMap(\.encoded) }

  private var encoded: [UInt8] {
    func varint(_ value: UInt64) -> [UInt8] {
      value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7F) | 0x80] + varint(value >> 7)
    }
    func key(_ number: Int, _ kind: Int) -> [UInt8] { varint(UInt64(number << 3 | kind)) }
    func field(_ number: Int, _ bytes: [UInt8]) -> [UInt8] { key(number, 2) + varint(UInt64(bytes.count)) + bytes }
    switch self {
    case .int(let number, let value): return key(number, 0) + varint(UInt64(bitPattern: value))
    case .float(let number, let value): return key(number, 5) + littleEndian(value.bitPattern)
    case .double(let number, let value): return key(number, 1) + littleEndian(value.bitPattern)
    case .text(let number, let text): return field(number, Array(text.utf8))
    case .bytes(let number, let bytes): return field(number, bytes)
    case .packed(let number, let values): return field(number, values.flatMap { varint(UInt64(bitPattern: $0)) })
    case .message(let number, let fields): return field(number, Self.encode(fields))
    }
  }
}

/// The bytes of a number as files store it.
public func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
  withUnsafeBytes(of: number.littleEndian) { Array($0) }
}

// The messages of an ONNX file, with the field numbers of the format.
extension Wire {
  /// A model file.
  public static func model(_ graph: [Wire], opset: Int64 = 17, more: [Wire] = []) -> Data {
    Data(encode([.int(1, 8), .text(2, "hand"), .message(7, graph), .message(8, [.int(2, opset)])] + more))
  }

  /// A node of a graph.
  public static func node(
    _ operation: String, _ inputs: [String], _ outputs: [String], name: String = "", domain: String = "",
    attributes: [[Wire]] = [], field: Int = 1
  ) -> Wire {
    .message(
      field,
      inputs.map { .text(1, $0) } + outputs.map { .text(2, $0) } + (name.isEmpty ? [] : [.text(3, name)])
        + [.text(4, operation)] + attributes.map { .message(5, $0) } + (domain.isEmpty ? [] : [.text(7, domain)]))
  }

  /// The fields of an attribute of a node, of the type with the format's number `type`.
  public static func attribute(_ name: String, type: Int64, _ content: Wire...) -> [Wire] {
    [.text(1, name)] + content + [.int(20, type)]
  }

  /// The fields of a tensor of the type with the format's number `type`; `content` holds its numbers.
  public static func tensor(_ name: String, type: Int64, _ dimensions: [Int64], _ content: [Wire]) -> [Wire] {
    dimensions.map { .int(1, $0) } + [.int(2, type), .text(8, name)] + content
  }

  public static func input(_ name: String, type: Int64 = 1, _ dimensions: [Wire] = []) -> Wire {
    value(11, name, type, dimensions)
  }

  public static func output(_ name: String, type: Int64 = 1, _ dimensions: [Wire] = []) -> Wire {
    value(12, name, type, dimensions)
  }

  private static func value(_ field: Int, _ name: String, _ type: Int64, _ dimensions: [Wire]) -> Wire {
    let shape: [Wire] = dimensions.isEmpty ? [] : [.message(2, dimensions.map { .message(1, [$0]) })]
    return .message(field, [.text(1, name), .message(2, [.message(1, [.int(1, type)] + shape)])])
  }
}
