import CZlib
import Files

/// An array of numbers in a `.npy` file, or in a part of an `.npz` file. At first only its header is read.
struct NumPyArray {
  let path: String
  /// The name of the part of an `.npz` file; `nil` for a `.npy` file.
  let part: String?
  let header: NPYHeader
  private let compression: ByteReader.Compression
  private let offset: Int
  private let stored: Int
  /// The checksum of the header and the numbers, which an `.npz` file has.
  private let checksum: UInt32?

  /// A `.npy` file.
  init(_ path: String) throws {
    let size = try FileBlocks.size(of: path)
    try self.init(path, part: nil, .none, offset: 0, stored: size, size: size, checksum: nil)
  }

  /// A part of an `.npz` file.
  init(_ path: String, _ entry: ZipDirectory.Entry) throws {
    try self.init(
      path, part: entry.name, entry.compression, offset: entry.offset, stored: entry.stored, size: entry.size,
      checksum: entry.checksum)
  }

  private init(
    _ path: String, part: String?, _ compression: ByteReader.Compression, offset: Int, stored: Int, size: Int,
    checksum: UInt32?
  ) throws {
    (self.path, self.part, self.compression) = (path, part, compression)
    (self.offset, self.stored, self.checksum) = (offset, stored, checksum)
    let reader = try ByteReader(path, offset: offset, count: stored, compression: compression)
    header = try NPYHeader(path: path, at: part) { try reader.read($0) }
    guard header.bytes == size - header.length else {
      throw FileError(
        path, at: part, header.bytes > size - header.length ? "the array is cut short" : "there is more than the array",
        expected: "\(header.bytes) bytes behind the header for \(header.words)",
        found: "\(max(0, size - header.length))",
        advice: "copy or fetch it again")
    }
  }

  /// An error about this array.
  func error(_ problem: String, at place: String? = nil, expected: String, found: String, advice: String? = nil)
    -> FileError
  {
    let places = [part, place].compactMap { $0 }
    return FileError(
      path, at: places.isEmpty ? nil : places.joined(separator: ": "), problem, expected: expected, found: found,
      advice: advice)
  }

  /// Calls `body` with the bytes of each item along the first axis, in C order.
  ///
  /// `items` are those wanted; others are passed over. An array in Fortran's order is held whole meanwhile. There is
  /// memory for an item, and for three copies that `body` may make of it.
  func forEachItem(_ items: Range<Int>, _ body: (_ index: Int, _ bytes: [UInt8]) throws -> Void) throws {
    guard let count = header.shape.first, count > 0 else { return }
    let size = header.bytes / count
    try Memory.require(4 * size, for: "an item of the array", of: path)
    guard !header.isFortran || header.shape.count == 1 else {
      let whole = try read()
      for index in items { try body(index, item(index, of: whole, size: size)) }
      return
    }
    // What stands in no archive is read from the first item wanted.
    if compression == .none && checksum == nil {
      let reader = try ByteReader(
        path, offset: offset + header.length + items.lowerBound * size, count: items.count * size, compression: .none)
      for index in items { try body(index, try reader.read(size)) }
      return
    }
    try checked { next in
      for index in 0..<count {
        let bytes = try next(size)
        if items.contains(index) { try body(index, bytes) }
      }
    }
  }

  /// All bytes of the numbers.
  func read() throws -> [UInt8] {
    try Memory.require(2 * header.bytes, for: "its numbers", of: path)
    return try checked { try $0(header.bytes) }
  }

  /// Calls `body` with a reader of the numbers, which have to be read to their end, and compares the checksum.
  private func checked<Result>(_ body: ((Int) throws -> [UInt8]) throws -> Result) throws -> Result {
    let reader = try ByteReader(path, offset: offset, count: stored, compression: compression)
    var sum = crc32(0, nil, 0)
    func next(_ count: Int) throws -> [UInt8] {
      let bytes = try reader.read(count)
      bytes.withUnsafeBufferPointer { sum = crc32_z(sum, $0.baseAddress, $0.count) }
      return bytes
    }
    _ = try next(header.length)
    let result = try body(next)
    try reader.finish(padding: 0)
    guard checksum == nil || checksum == UInt32(truncatingIfNeeded: sum) else {
      throw error(
        "the checksum differs", expected: "\(checksum!)", found: "\(sum)", advice: "copy or fetch it again")
    }
    return result
  }

  /// The item `index` of an array whose first index runs fastest, with its own last index running fastest.
  private func item(_ index: Int, of whole: [UInt8], size: Int) -> [UInt8] {
    let shape = header.shape, bytes = header.size
    var result = [UInt8](repeating: 0, count: size)
    var place = [Int](repeating: 0, count: shape.count)
    place[0] = index
    for number in 0..<size / bytes {
      var (from, step) = (0, 1)
      for axis in shape.indices {
        from += place[axis] * step
        step *= shape[axis]
      }
      for byte in 0..<bytes { result[number * bytes + byte] = whole[from * bytes + byte] }
      var axis = shape.count - 1
      while axis > 0 {
        place[axis] += 1
        if place[axis] < shape[axis] { break }
        place[axis] = 0
        axis -= 1
      }
    }
    return result
  }
}
