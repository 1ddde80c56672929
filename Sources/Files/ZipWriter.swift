import CZlib
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

  /// The CRC-32 that zip archives have.
  static func checksum(_ data: Data) -> UInt32 {
    // Without bytes there may be no address, which zlib would take as a question for the first value: it is 0, too.
    data.withUnsafeBytes { UInt32(crc32(0, $0.bindMemory(to: UInt8.self).baseAddress, UInt32($0.count))) }
  }
}

extension Data {
  /// Appends the lowest `size` bytes of `number`, the lowest first.
  fileprivate mutating func append(little number: Int, _ size: Int) {
    for byte in 0..<size { append(UInt8(number >> (8 * byte) & 0xFF)) }
  }
}
