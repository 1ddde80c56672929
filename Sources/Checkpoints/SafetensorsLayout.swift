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

  /// More tensors than any classifier has.
  private static let mostTensors = 1 << 16
  /// The numbers, lists and tables of a header whose tensors have sixteen of them each, which is more than they need.
  private static let mostValues = 16 * mostTensors
  /// The header is a table of tables with lists.
  private static let deepest = 3

  /// The size of the whole file by its header; `nil` where `data` does not reach the header's end.
  static func size(_ data: Data, path: String) throws -> Int? {
    guard data.count >= 8 else { return nil }
    let length = headerLength(data)
    guard length <= UInt64(largestHeader) else {
      throw FileError(
        path, at: "byte 0", "not a safetensors header length", expected: "2 to \(largestHeader)", found: "\(length)",
        advice: "is this a safetensors file, and whole?")
    }
    guard data.count >= 8 + Int(length) else { return nil }
    return try SafetensorsLayout(header: data.dropFirst(8).prefix(Int(length)), path: path).end
  }

  private static func headerLength(_ data: Data) -> UInt64 {
    (0..<8).reduce(UInt64(0)) { $0 | UInt64(data[data.startIndex + $1]) << (8 * UInt64($1)) }
  }

  /// The place in the file at which the last tensor ends.
  private var end: Int { dataStart + (entries.last?.range.upperBound ?? 0) }

  /// Parses a header and checks lengths, types and shapes, and that the tensors cover the data without gap or overlap.
  init(_ data: Data, path: String) throws {
    guard data.count >= 8 else {
      throw FileError(
        path, at: "byte \(data.count)", "the file is truncated", expected: "8 bytes or more", found: "\(data.count)")
    }
    let length = Self.headerLength(data)
    guard length >= 2, length <= UInt64(Self.largestHeader), Int(length) <= data.count - 8 else {
      throw FileError(
        path, at: "byte 0", "not a safetensors header length",
        expected: "2 to \(min(Self.largestHeader, data.count - 8))",
        found: "\(length)", advice: "is this a safetensors file, and whole?")
    }
    self = try SafetensorsLayout(header: data.dropFirst(8).prefix(Int(length)), path: path)
    guard end == data.count else {
      throw FileError(
        path, at: "byte \(dataStart)", "the data does not fit the header", expected: "\(end - dataStart) bytes",
        found: "\(data.count - dataStart)")
    }
  }

  /// Parses the JSON object that follows the length.
  private init(header: Data, path: String) throws {
    dataStart = 8 + header.count
    let names = try Self.countNames(in: header, path: path)
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
    // A JSON parser keeps only one of two equal keys.
    guard names == object.count else {
      throw FileError(
        path, at: "byte 8", "a name stands twice in the header", expected: "\(names) different names",
        found: "\(object.count)")
    }
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
    guard let bytes = ([size] + shape).checkedProduct else {
      throw FileError(
        path, at: place, "not a shape", expected: "sizes from 0 whose product is a file's", found: "\(shape)")
    }
    guard offsets[0] >= 0, offsets[1] >= offsets[0], offsets[1] - offsets[0] == bytes else {
      throw FileError(
        path, at: place, "its bytes do not fit its shape", expected: "\(bytes) bytes for \(shape) of \(dtype)",
        found: "bytes \(offsets[0]) to \(offsets[1])")
    }
    return Entry(name: name, dtype: dtype, shape: shape, range: offsets[0]..<offsets[1])
  }

  /// The number of names at the top of the header, which is judged before a JSON parser makes objects of all it holds.
  private static func countNames(in header: Data, path: String) throws -> Int {
    var depth = 0, names = 0, values = 0, isText = false, isEscaped = false
    func refuse(_ problem: String, _ most: Int) -> FileError {
      FileError(path, at: "byte 8", "the header \(problem)", expected: "at most \(most)", found: "more")
    }
    try header.withUnsafeBytes { bytes in
      for byte in bytes {
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
        case UInt8(ascii: "{"), UInt8(ascii: "["): (depth, values) = (depth + 1, values + 1)
        case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
        case UInt8(ascii: ","): values += 1
        case UInt8(ascii: ":") where depth == 1: names += 1
        default: break
        }
        if depth > deepest { throw refuse("is nested too deep", deepest) }
        if names > mostTensors { throw refuse("has too many tensors", mostTensors) }
        if values > mostValues { throw refuse("has too many values", mostValues) }
      }
    }
    return names
  }
}
