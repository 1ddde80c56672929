import Tensors
import Testing

@Suite("Float buffers")
struct FloatBufferTests {
  @Test("a buffer is zero, and begins on a cache line", arguments: [0, 1, 17, 1024])
  func zeroAndAligned(count: Int) {
    let buffer = FloatBuffer(count: count)
    #expect(buffer.count == count)
    #expect(UInt(bitPattern: buffer.pointer) % 64 == 0)
    #expect((0..<count).allSatisfy { buffer.pointer[$0] == 0 })
  }
}
