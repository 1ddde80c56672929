import Files
import Foundation

/// The header of a safetensors file: a length, and a JSON object of names, types, shapes and byte ranges.
struct SafetensorsLayout {
  struct Entry {
    var name: String
    var dtype: String
    var shape: [Int]
    /// The bytes of the tensor, counted from the start of the data behind the header.
    var range: Range<Int>
  }

  var entries: [Entry]
  var metadata: [String: String]
  /// The place in the file at which the data begin.
  var dataStart: Int

  /// The largest header that the reference implementation reads, in bytes.
  private static let largestHeader = 100_000_000

  /// The number of bytes of one value, for each type that safetensors defines.
  static let sizes = [
    "BOOL": 1, "U8": 1, "I8": 1, "F8_E5M2": 1, "F8_E4M3": 1, "I16": 2, "U16": 2, "F16": 2, "BF16": 2, "I32": 4,
    "U32": 4,
    "F32": 4, "F64": 8, "I64": 8, "U64": 8,
  ]

  /// Parses a header and checks lengths, types and shapes, and that the tensors cover the data without gap or overlap.
  init(_ data: Data, path: String) throws {
    guard data.count >= 8 else {
      throw FileError(
        path, at: "byte \(data.count)", "the file is truncated", expected: "8 bytes or more", found: "\(data.count)")
    }
    let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(data[data.startIndex + $1]) << (8 * UInt64($1)) }
    guard length >= 2, length <= UInt64(Self.largestHeader), Int(length) <= data.count - 8 else {
      throw FileError(
        path, at: "byte 0", "not a safetensors header length",
        expected: "2 to \(min(Self.largestHeader, data.count - 8))",
        found: "\(length)", advice: "is this a safetensors file, and whole?")
    }
    dataStart = 8 + Int(length)
    let header = data.dropFirst(8).prefix(Int(length))
    guard let object = try? JSONSerialization.jsonObject(with: Data(header)) as? [String: Any] else {
      throw FileError(path, at: "byte 8", "the header is not a JSON object")
    }
    metadata = [:]
    entries = []
    for (name, value) in object {
      if name == "__metadata__" {
        guard let texts = value as? [String: String] else {
          throw FileError(path, at: "__metadata__", "not a table of texts")
        }
        metadata = texts
      } else {
        entries.append(try Self.entry(name, value, path))
      }
    }
    try Self.requireUniqueNames(in: header, count: object.count, path: path)
    entries.sort {
      ($0.range.lowerBound, $0.range.upperBound, $0.name) < ($1.range.lowerBound, $1.range.upperBound, $1.name)
    }
    var end = 0
    for entry in entries {
      guard entry.range.lowerBound == end else {
        throw FileError(
          path, at: "tensor \(entry.name)", "its bytes overlap another tensor's or leave a gap",
          expected: "a start at \(end)", found: "\(entry.range.lowerBound)")
      }
      end = entry.range.upperBound
    }
    guard end == data.count - dataStart else {
      throw FileError(
        path, at: "byte \(dataStart)", "the data does not fit the header", expected: "\(end) bytes",
        found: "\(data.count - dataStart)")
    }
  }

  private static func entry(_ name: String, _ value: Any, _ path: String) throws -> Entry {
    let place = "tensor \(name)"
    guard let fields = value as? [String: Any], let dtype = fields["dtype"] as? String,
      let shape = fields["shape"] as? [Int], let offsets = fields["data_offsets"] as? [Int], offsets.count == 2
    else { throw FileError(path, at: place, "not an entry", expected: "dtype, shape and data_offsets") }
    guard let size = sizes[dtype] else {
      throw FileError(
        path, at: place, "unknown number type", expected: sizes.keys.sorted().joined(separator: ", "), found: dtype)
    }
    var bytes = size
    for axis in shape {
      let (product, overflows) = bytes.multipliedReportingOverflow(by: axis)
      guard axis >= 0, !overflows else {
        throw FileError(
          path, at: place, "not a shape", expected: "sizes from 0 whose product is a file's", found: "\(shape)")
      }
      bytes = product
    }
    guard offsets[0] >= 0, offsets[1] >= offsets[0], offsets[1] - offsets[0] == bytes else {
      throw FileError(
        path, at: place, "its bytes do not fit its shape", expected: "\(bytes) bytes for \(shape) of \(dtype)",
        found: "bytes \(offsets[0]) to \(offsets[1])")
    }
    return Entry(name: name, dtype: dtype, shape: shape, range: offsets[0]..<offsets[1])
  }

  /// Throws where a name is there twice. A JSON parser keeps only one of two equal keys, so the keys at the top are
  /// counted.
  private static func requireUniqueNames(in header: Data, count: Int, path: String) throws {
    var depth = 0, keys = 0, isText = false, isEscaped = false
    for byte in header {
      if isText {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isText = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isText = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ":") where depth == 1: keys += 1
      default: break
      }
    }
    guard keys == count else {
      throw FileError(
        path, at: "byte 8", "a name stands twice in the header", expected: "\(keys) different names", found: "\(count)")
    }
  }
}
