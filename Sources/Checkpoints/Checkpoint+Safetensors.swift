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
    // Every number becomes a float32, whatever its type, and lies beside its bytes for a moment.
    let count = layout.entries.reduce(0) { $0 + $1.range.count / SafetensorsLayout.sizes[$1.dtype]! }
    try Memory.require(4 * count, for: "its tensors", of: path)
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
    bytes.withUnsafeBytes { raw in
      switch type {
      case "F32": [Float](stored: raw)
      case "F64": [Double](stored: raw).map { Float($0) }
      case "BF16": [UInt16](stored: raw).map(Float.init(brain:))
      case "F16": [UInt16](stored: raw).map(Float.init(half:))
      default: nil
      }
    }
  }
}
