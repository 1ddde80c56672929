import TestSupport
import Testing

@testable import ONNX

@Suite("ONNX tensors")
struct ONNXTensorTests {
  private func initialiser(_ type: Int64, _ dimensions: [Int64], _ content: Wire...) throws -> ONNXTensor {
    try #require(read(Wire.model(relu(tensor(type, dimensions, content)))).initialisers["w"])
  }

  private func tensor(_ type: Int64, _ dimensions: [Int64], _ content: [Wire]) -> Wire {
    .message(5, Wire.tensor("w", type: type, dimensions, content))
  }

  typealias Whole = (type: ONNXElementType, raw: [UInt8], field: Int, values: [Int64])

  @Test(
    "whole numbers as bytes and in the list of their type, with the extremes",
    arguments: [
      (.uint8, [0, 255], 5, [0, 255]), (.int8, [128, 127], 5, [-128, 127]),
      (.uint16, [0, 0, 255, 255], 5, [0, 65535]), (.int16, [0, 128, 255, 127], 5, [-32768, 32767]),
      (.uint32, [0, 0, 0, 0, 255, 255, 255, 255], 11, [0, 4_294_967_295]),
      (.int32, [0, 0, 0, 128, 255, 255, 255, 127], 5, [-2_147_483_648, 2_147_483_647]),
      (.int64, [0, 0, 0, 0, 0, 0, 0, 128, 254, 255, 255, 255, 255, 255, 255, 255], 7, [.min, -2]),
    ] as [Whole])
  func whole(_ example: Whole) throws {
    let type = Int64(example.type.rawValue)
    let expected = ONNXTensor(shape: [2], payload: .ints(example.values))
    #expect(try initialiser(type, [2], .bytes(9, example.raw)) == expected)
    #expect(try initialiser(type, [2], .packed(example.field, example.values)) == expected)
    #expect(
      try initialiser(type, [2], .int(example.field, example.values[0]), .int(example.field, example.values[1]))
        == expected)
  }

  @Test("truth values")
  func booleans() throws {
    let expected = ONNXTensor(shape: [1, 2], payload: .booleans([true, false]))
    #expect(try initialiser(9, [1, 2], .bytes(9, [1, 0])) == expected)
    #expect(try initialiser(9, [1, 2], .packed(5, [1, 0])) == expected)
  }

  typealias Half = (type: ONNXElementType, bits: UInt16, value: Float)

  @Test(
    "floats of 16 bits: zeros, subnormals, normals, the extremes and the infinities",
    arguments: [
      (.float16, 0x0000, 0), (.float16, 0x8000, -0.0), (.float16, 0x0001, 0x1p-24), (.float16, 0x83FF, -1023 * 0x1p-24),
      (.float16, 0x0400, 0x1p-14), (.float16, 0x3555, 0x1.554p-2), (.float16, 0x7BFF, 65504),
      (.float16, 0x7C00, .infinity), (.float16, 0xFC00, -.infinity), (.bfloat16, 0x0001, 0x1p-133),
      (.bfloat16, 0xBF81, -1 - 0x1p-7), (.bfloat16, 0x7F7F, 0x1.FEp127), (.bfloat16, 0xFF80, -.infinity),
    ] as [Half])
  func half(_ example: Half) throws {
    let type = Int64(example.type.rawValue)
    for content in [Wire.bytes(9, littleEndian(example.bits)), .packed(5, [Int64(example.bits)])] {
      guard case .floats(let values) = try initialiser(type, [], content).payload else {
        Issue.record("no floats")
        return
      }
      // By bits: minus zero is not zero.
      #expect(values.map(\.bitPattern) == [example.value.bitPattern])
    }
  }

  @Test("NaN stays NaN", arguments: [(10, 0x7E00), (10, 0xFC01), (16, 0x7FC0), (16, 0xFF81)] as [(Int64, UInt16)])
  func nan(type: Int64, bits: UInt16) throws {
    guard case .floats(let values) = try initialiser(type, [1], .bytes(9, littleEndian(bits))).payload else {
      Issue.record("no floats")
      return
    }
    #expect(values[0].isNaN && (values[0].sign == .minus) == (bits >= 0x8000))
  }

  @Test("float32 keeps its bits, double is rounded to the nearest float32")
  func float() throws {
    let values: [Float] = [1.5, -.infinity, 0x1p-149]
    let bytes = values.flatMap { littleEndian($0.bitPattern) }
    let expected = ONNXTensor(shape: [3], payload: .floats(values))
    #expect(try initialiser(1, [3], .bytes(9, bytes)) == expected)
    #expect(try initialiser(1, [3], .bytes(4, bytes)) == expected)
    let doubles = [0.1, 1 + 0x1p-24, 1e300]
    let rounded = ONNXTensor(shape: [3], payload: .floats([0.1, 1, .infinity]))
    #expect(try initialiser(11, [3], .bytes(9, doubles.flatMap { littleEndian($0.bitPattern) })) == rounded)
    #expect(try initialiser(11, [3], .double(10, 0.1), .double(10, doubles[1]), .double(10, 1e300)) == rounded)
  }

  @Test("a tensor without numbers has an empty dimension")
  func empty() throws {
    #expect(try initialiser(7, [0, 3]) == ONNXTensor(shape: [0, 3], payload: .ints([])))
    #expect(try initialiser(1, [2, 0], .bytes(9, [])).payload == .floats([]))
  }

  @Test("memory is asked for by the type: that of a number, and of its copy", arguments: ONNXElementType.allCases)
  func memory(type: ONNXElementType) {
    let bytes = [UInt8](repeating: 0, count: 2 * type.size)
    let size: Int, isStored: Bool
    switch bytes.withUnsafeBytes({ type.payload(stored: $0) }) {
    case .floats: (size, isStored) = (4, type == .float32)
    case .ints: (size, isStored) = (8, type == .int64)
    case .booleans: (size, isStored) = (1, true)
    }
    #expect(type.memory == size + (isStored ? 0 : type.size))
    #expect(type != .int8 || type.memory == 9)
  }

  typealias Bad = (content: [Wire], type: Int64, dimensions: [Int64], text: String)

  @Test(
    "tensors that do not hold together are told by name",
    arguments: [
      ([.bytes(9, [0, 0, 0])], 1, [1], "its bytes do not fit its shape; expected 4 for [1] of float32, found 3"),
      ([], 1, [1 << 40], "its numbers do not fit its shape; expected 1099511627776 for [1099511627776], found 0"),
      ([.packed(7, [1, 2])], 7, [3], "its numbers do not fit its shape; expected 3 for [3], found 2"),
      (
        [.packed(7, [1])], 6, [1],
        "its numbers stand in the wrong place, or in several; expected raw bytes, or field 5, found fields [7]"
      ),
      (
        [.packed(5, [1]), .bytes(9, [1, 0, 0, 0])], 6, [1],
        "its numbers stand in the wrong place, or in several; expected raw bytes, or field 5, found fields [5, 9]"
      ),
      ([.packed(5, [256])], 2, [1], "a number is not one of uint8; expected 0...255, found 256"),
      ([], 1, [2, -1], "not a shape; expected sizes from 0 whose product is a tensor's, found [2, -1]"),
      (
        [], 1, [1 << 31, 1 << 31],
        "not a shape; expected sizes from 0 whose product is a tensor's, found [2147483648, 2147483648]"
      ),
      (
        [], 1, [0, 1 << 62],
        "not a shape; expected sizes from 0 whose product is a tensor's, found [0, 4611686018427387904]"
      ),
      ([], 1, Array(repeating: 1, count: 65), "not a shape; expected at most 64 sizes, found 65"),
      ([.message(3, [])], 1, [1], "is a part of a tensor, which is not read"),
      (
        [], 8, [0],
        "unsupported number type; expected float32, uint8, int8, uint16, int16, int32, int64, bool, float16, float64, uint32, bfloat16, found string"
      ),
      (
        [], 99, [0],
        "unsupported number type; expected float32, uint8, int8, uint16, int16, int32, int64, bool, float16, float64, uint32, bfloat16, found type 99"
      ),
    ] as [Bad])
  func bad(_ example: Bad) throws {
    let data = Wire.model(relu(tensor(example.type, example.dimensions, example.content)))
    #expect(try refusal(data) == "initialiser \"w\": \(example.text)")
  }
}
