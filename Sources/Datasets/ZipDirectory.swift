import Files

/// The files of a zip archive of arrays, which NumPy calls npz.
struct ZipDirectory {
  struct Entry: Equatable {
    var name: String
    /// How its bytes are stored.
    var compression: ByteReader.Compression
    var checksum: UInt32
    /// The place in the archive of its first stored byte, and how many follow.
    var offset: Int
    var stored: Int
    /// How many bytes it has once it is inflated.
    var size: Int
  }

  let entries: [Entry]

  init(_ path: String) throws {
    let archive = ZipArchive(path: path, size: try FileBlocks.size(of: path)) { try FileBlocks.bytes(of: path, $0) }
    var entries: [Entry] = []
    try archive.forEachRecord { record in
      guard !record.isEncrypted, let compression = [0: ByteReader.Compression.none, 8: .deflate][record.method] else {
        throw FileError(
          path, at: record.name, "stored in a way that is not read", expected: "stored or deflated",
          found: record.isEncrypted ? "encrypted" : "method \(record.method)")
      }
      entries.append(
        Entry(
          name: record.name, compression: compression, checksum: record.checksum,
          offset: try archive.start(of: record), stored: record.stored, size: record.size))
    }
    self.entries = entries
  }
}
