import Files
import TestSupport
import Testing

@testable import ONNX

@Suite("Memory for what a model file holds")
struct WireFileTests {
  @Test("many small tensors are asked for together, so that they do not pass one by one")
  func together() throws {
    let file = WireFile([], path: "m.onnx")
    // Each is too small to be asked about alone; in all they are more than any machine has.
    let large = 1 << 50
    try file.requireMemory(64 << 20, for: "a", of: "m.onnx")
    let error = #expect(throws: FileError.self) { try file.requireMemory(large, for: "b", of: "m.onnx") }
    #expect(error?.problem == "not enough memory for b" && error?.expected == Memory.words(large + 64 << 20) + " free")
  }
}
