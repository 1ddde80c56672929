public import Foundation

/// Writes zip archives of files that are stored as they are, without compression.
///
/// The format is that of PKWARE's APPNOTE. The date of every file is the first that it knows, so that the same files make
/// the same bytes.
public enum ZipWriter {
  /// The archive of `files`, which together have less than 4 GB.
  public static func archive(_ files: [(name: String, data: Data)]) -> Data {
    var archive = Data(), directory = Data()
    for (name, data) in files {
      let start = archive.count
      var common = Data()
      // Version 2.0, no flags, stored; midnight of 1 January 1980.
      common.append(little: 20, 2)
      common.append(little: 0, 2)
      common.append(little: 0, 2)
      common.append(little: 0, 2)
      common.append(little: 0x21, 2)
      common.append(little: Int(checksum(data)), 4)
      common.append(little: data.count, 4)
      common.append(little: data.count, 4)
      common.append(little: name.utf8.count, 2)
      common.append(little: 0, 2)
      archive.append(little: 0x0403_4B50, 4)
      archive += common + Data(name.utf8) + data
      directory.append(little: 0x0201_4B50, 4)
      directory.append(little: 20, 2)
      directory += common
      // No comment, the first disk, no attributes.
      directory.append(little: 0, 2)
      directory.append(little: 0, 2)
      directory.append(little: 0, 2)
      directory.append(little: 0, 4)
      directory.append(little: start, 4)
      directory += Data(name.utf8)
    }
    let start = archive.count
    precondition(start + directory.count < 1 << 32, "an archive of this form has less than 4 GB")
    archive += directory
    archive.append(little: 0x0605_4B50, 4)
    archive.append(little: 0, 4)
    archive.append(little: files.count, 2)
    archive.append(little: files.count, 2)
    archive.append(little: directory.count, 4)
    archive.append(little: start, 4)
    archive.append(little: 0, 2)
    return archive
  }

  /// The CRC-32 of IEEE 802.3, with the polynomial 0xEDB88320 bit-reversed.
  static func checksum(_ data: Data) -> UInt32 {
    func shifted(_ value: UInt32) -> UInt32 { value & 1 == 1 ? (value >> 1) ^ 0xEDB8_8320 : value >> 1 }
    let table: [UInt32] = (0..<256).map { byte in (0..<8).reduce(byte) { value, _ in shifted(value) } }
    var sum = ~UInt32(0)
    for byte in data { sum = table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ (sum >> 8) }
    return ~sum
  }
}

extension Data {
  /// Appends the lowest `size` bytes of `number`, the lowest first.
  fileprivate mutating func append(little number: Int, _ size: Int) {
    for byte in 0..<size { append(UInt8(number >> (8 * byte) & 0xFF)) }
  }
}
