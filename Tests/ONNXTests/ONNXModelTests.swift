import Testing

@testable import ONNX

@Suite("ONNX models")
struct ONNXModelTests {
  @Test("a tensor's payload counts its numbers")
  func count() {
    #expect(
      ONNXTensor(shape: [2, 2], elementType: .bool, payload: .booleans([true, false, true, true])).payload.count == 4)
  }
}
