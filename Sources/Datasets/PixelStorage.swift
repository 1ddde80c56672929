/// Where the pixels of images are: in memory, or on disk where they would fill it.
enum PixelStorage: Sendable {
  case memory([UInt8])
  case file(PixelFile)

  /// Calls `body` with the `count` bytes from `offset` on.
  func withBytes<Result>(at offset: Int, count: Int, _ body: (UnsafePointer<UInt8>) -> Result) -> Result {
    switch self {
    case .memory(let pixels): pixels.withUnsafeBufferPointer { body($0.baseAddress! + offset) }
    case .file(let file):
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { buffer in
        file.read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
        return body(buffer.baseAddress!)
      }
    }
  }

  /// The `count` bytes from `offset` on, without a copy of those in memory.
  func bytes(at offset: Int, count: Int) -> ArraySlice<UInt8> {
    switch self {
    case .memory(let pixels): pixels[offset..<offset + count]
    case .file(let file):
      [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        file.read(
          into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count]), at: offset)
        filled = count
      }[...]
    }
  }
}
