import Foundation

/// The names of the files in a zip archive. Nothing else of the archive is read.
enum ZipNames {
  /// The names in the directory at the archive's end; the first file's alone where the archive has none, as a truncated
  /// one.
  static func all(in data: Data) -> [String] {
    let bytes = data.startIndex == 0 ? data : Data(data)
    func number(_ offset: Int, _ size: Int) -> Int {
      (0..<size).reversed().reduce(0) { $0 << 8 | (bytes.indices.contains(offset + $1) ? Int(bytes[offset + $1]) : 0) }
    }
    func name(_ offset: Int, _ count: Int) -> String {
      String(decoding: bytes.dropFirst(offset).prefix(count), as: UTF8.self)
    }
    // The record at the end has 22 bytes, and up to 65,535 of comment.
    let end = bytes.range(
      of: Data([0x50, 0x4B, 0x05, 0x06]), options: .backwards, in: max(0, bytes.count - 65_557)..<bytes.count)
    var names: [String] = []
    if let end = end?.lowerBound {
      var place = number(end + 16, 4)
      while names.count < number(end + 10, 2), number(place, 4) == 0x0201_4B50 {
        let length = number(place + 28, 2)
        names.append(name(place + 46, length))
        place += 46 + length + number(place + 30, 2) + number(place + 32, 2)
      }
    }
    return names.isEmpty ? [name(30, number(26, 2))] : names
  }
}
