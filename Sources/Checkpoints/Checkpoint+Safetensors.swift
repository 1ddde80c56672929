import Files
public import Foundation
import Tensors

extension Checkpoint {
  /// The checkpoint as safetensors bytes. Tensors are in the order of their names, and the header is padded with spaces
  /// to a multiple of eight.
  public var encoded: Data {
    struct Entry: Encodable {
      let dtype = "F32"
      let shape: [Int]
      let data_offsets: [Int]
    }
    struct Header: Encodable {
      let metadata: [String: String]
      let entries: [(String, Entry)]

      struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
      }

      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(metadata, forKey: Key(stringValue: "__metadata__"))
        for (name, entry) in entries { try container.encode(entry, forKey: Key(stringValue: name)) }
      }
    }
    let sorted = tensors.sorted { $0.name < $1.name }
    var offset = 0
    let entries = sorted.map { tensor in
      defer { offset += 4 * tensor.values.count }
      return (tensor.name, Entry(shape: tensor.shape, data_offsets: [offset, offset + 4 * tensor.values.count]))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Texts and whole numbers always encode.
    guard var header = try? encoder.encode(Header(metadata: metadata, entries: entries)) else { preconditionFailure() }
    header += Data(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    var data = Data(capacity: 8 + header.count + offset)
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { data.append(contentsOf: $0) }
    data += header
    for tensor in sorted {
      tensor.values.withUnsafeBytes { bytes in
        // Every platform that Swift runs on is little-endian, as the format is.
        data.append(contentsOf: bytes)
      }
    }
    return data
  }

  /// Parses safetensors bytes. float16 and bfloat16 become float32, float64 is rounded, and the counters
  /// `num_batches_tracked` are left out.
  public init(decoding data: Data, path: String) throws {
    let layout = try SafetensorsLayout(data, path: path)
    self.init(tensors: [], metadata: layout.metadata)
    for entry in layout.entries.sorted(by: { $0.name < $1.name }) where !entry.name.hasSuffix("num_batches_tracked") {
      let start = data.startIndex + layout.dataStart
      let bytes = data[start + entry.range.lowerBound..<start + entry.range.upperBound]
      guard let values = Self.floats(bytes, entry.dtype) else {
        others.append(OtherTensor(name: entry.name, shape: entry.shape, type: entry.dtype))
        continue
      }
      if entry.dtype == "F64" { rounded.insert(entry.name) }
      tensors.append(NamedTensor(name: entry.name, shape: entry.shape, values: values))
    }
  }

  /// The numbers as float32; `nil` for a type that is none of weights.
  private static func floats(_ bytes: Data, _ type: String) -> [Float]? {
    func words<Word: FixedWidthInteger>(_: Word.Type) -> [Word] {
      bytes.withUnsafeBytes { raw in
        (0..<raw.count / MemoryLayout<Word>.size).map {
          Word(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Word>.size, as: Word.self))
        }
      }
    }
    switch type {
    case "F32": return words(UInt32.self).map { Float(bitPattern: $0) }
    case "F64": return words(UInt64.self).map { Float(Double(bitPattern: $0)) }
    case "BF16": return words(UInt16.self).map { Float(bitPattern: UInt32($0) << 16) }
    case "F16": return words(UInt16.self).map(float(half:))
    default: return nil
    }
  }

  /// The number of an IEEE 754 binary16, from its bit fields: `Float16` does not exist on every platform.
  static func float(half bits: UInt16) -> Float {
    let sign = UInt32(bits >> 15) << 31, exponent = Int(bits >> 10 & 0x1F), fraction = UInt32(bits & 0x3FF)
    switch exponent {
    case 0:
      let magnitude = Float(fraction) * 0x1p-24
      return sign == 0 ? magnitude : -magnitude
    case 31: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: return Float(bitPattern: sign | UInt32(exponent + 112) << 23 | fraction << 13)
    }
  }
}
