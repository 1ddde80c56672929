import Foundation
import Tensors
import Testing

@testable import Checkpoints

@Suite("Half precision")
struct HalfPrecisionTests {
  typealias Case = (bits: UInt16, value: Float)

  private func decoded(_ bits: UInt16, _ dtype: String) throws -> Float {
    let data = safetensors(
      "{\"w\":{\"dtype\":\"\(dtype)\",\"shape\":[1],\"data_offsets\":[0,2]}}", [UInt8(bits & 255), UInt8(bits >> 8)])
    return try Checkpoint(decoding: data, path: "a").tensors[0].values[0]
  }

  @Test(
    "binary16: zeros, subnormals, normals, the extremes and the infinities of IEEE 754",
    arguments: [
      (0x0000, 0), (0x8000, -0.0), (0x0001, 0x1p-24), (0x8001, -0x1p-24), (0x03FF, 1023 * 0x1p-24), (0x0400, 0x1p-14),
      (0x3555, 0x1.554p-2), (0x3C00, 1), (0x3C01, 1 + 0x1p-10), (0xC000, -2), (0x7BFF, 65504), (0xFBFF, -65504),
      (0x7C00, .infinity), (0xFC00, -.infinity),
    ] as [Case])
  func half(_ example: Case) throws {
    // By bits: minus zero is not zero.
    #expect(try decoded(example.bits, "F16").bitPattern == example.value.bitPattern)
  }

  @Test(
    "bfloat16 is the upper half of a float32",
    arguments: [
      (0x0000, 0), (0x8000, -0.0), (0x0001, 0x1p-133), (0x807F, -127 * 0x1p-133), (0x0080, 0x1p-126), (0x3F80, 1),
      (0x3F81, 1 + 0x1p-7), (0xC000, -2), (0x7F7F, 0x1.FEp127), (0x7F80, .infinity), (0xFF80, -.infinity),
    ] as [Case])
  func brain(_ example: Case) throws {
    #expect(try decoded(example.bits, "BF16").bitPattern == example.value.bitPattern)
  }

  @Test(
    "NaN stays NaN, with its sign",
    arguments: [("F16", 0x7E00), ("F16", 0xFC01), ("BF16", 0x7FC0), ("BF16", 0xFF81)] as [(String, UInt16)])
  func nan(dtype: String, bits: UInt16) throws {
    let value = try decoded(bits, dtype)
    #expect(value.isNaN && (value.sign == .minus) == (bits >= 0x8000))
  }

  #if !(os(macOS) && arch(x86_64))
    @Test("all 65,536 halves are the compiler's own")
    func all() {
      for bits in UInt16.min...UInt16.max {
        let own = Float(Float16(bitPattern: bits)), value = Float(half: bits)
        guard own.bitPattern == value.bitPattern || own.isNaN && value.isNaN else {
          Issue.record("\(bits): \(value), not \(own)")
          return
        }
      }
    }
  #endif
}
