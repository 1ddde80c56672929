import Foundation

/// PNG files put together by hand, from the specification alone: what the reader is tested against.
struct PNGBytes {
  var data = Data([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

  /// `rows` are the packed sample bytes of each row, without filter bytes.
  init(
    width: Int, height: Int, depth: UInt8, colorType: UInt8, ancillary: [(String, [UInt8])] = [], rows: [[UInt8]]
  ) {
    append("IHDR", bigEndian(width) + bigEndian(height) + [depth, colorType, 0, 0, 0])
    for (type, bytes) in ancillary { append(type, bytes) }
    append("IDAT", stored(rows.flatMap { [0] + $0 }))
    append("IEND", [])
  }

  private mutating func append(_ type: String, _ bytes: [UInt8]) {
    let body = Array(type.utf8) + bytes
    data += bigEndian(bytes.count) + body + bigEndian(Int(crc32(body)))
  }

  private func bigEndian(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }

  /// A zlib stream of one stored block.
  private func stored(_ bytes: [UInt8]) -> [UInt8] {
    var a: UInt32 = 1, b: UInt32 = 0
    for byte in bytes {
      a = (a + UInt32(byte)) % 65521
      b = (b + a) % 65521
    }
    let n = UInt16(bytes.count)
    let sizes = [UInt8(n & 255), UInt8(n >> 8), UInt8(~n & 255), UInt8(~n >> 8)]
    return [0x78, 0x01, 0x01] + sizes + bytes + bigEndian(Int(b << 16 | a))
  }

  private func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc >> 1 ^ (crc & 1 == 1 ? 0xedb8_8320 : 0) }
    }
  }
}
