import Files
import Foundation
import TestSupport
import Testing

@testable import ONNX

@Suite("ONNX models")
struct ONNXModelTests {
  @Test("a graph is read as it stands in the file; initialisers are no inputs")
  func graph() throws {
    let model = try read(sample)
    #expect(model.producer == "hand 1.2" && model.opset == 17)
    #expect(
      model.inputs
        == [ONNXValue(name: "x", elementType: .float32, shape: [.symbol("batch"), .fixed(3), .symbol("")])])
    #expect(model.outputs == [ONNXValue(name: "y", elementType: .float32)])
    #expect(
      model.initialisers
        == ["w": ONNXTensor(shape: [2, 1], payload: .floats([-1, 2]))])
    #expect(model.nodes.map(\.operation) == ["Conv", "Constant", "Clip"])
    #expect(model.nodes[2] == ONNXNode(operation: "Clip", inputs: ["h", "", "six"], outputs: ["y"]))
  }

  @Test("attributes of every kind that is read; zeros may be left out of a file")
  func attributes() throws {
    let model = try read(sample)
    #expect(
      model.nodes[0].attributes == [
        "strides": .ints([2, 1]), "pads": .ints([1, 0, 1, 0]), "group": .int(0), "auto_pad": .string("NOTSET"),
        "scales": .floats([0.5, 2]), "epsilon": .float(0.25), "names": .strings(["a", "b"]),
      ])
    #expect(
      model.nodes[1].attributes
        == ["value": .tensor(ONNXTensor(shape: [], payload: .floats([6])))])
  }

  @Test("nodes in any order are put into one that can be computed")
  func order() throws {
    let model = try read(
      Wire.model([
        .node("Add", ["b", "a"], ["y"]), .node("Neg", ["a"], ["b"]), .node("Relu", ["x"], ["a"]), .input("x"),
        .output("y"),
      ]))
    #expect(model.nodes.map(\.operation) == ["Relu", "Neg", "Add"])
  }

  @Test("opsets 9 to 21", arguments: [8, 9, 21, 22] as [Int64])
  func opset(_ opset: Int64) throws {
    let data = Wire.model(relu(), opset: opset)
    if (9...21).contains(opset) {
      #expect(try read(data).opset == Int(opset))
    } else {
      #expect(
        try refusal(data)
          == "unsupported opset; expected 9 to 21, found \(opset); export the model anew, with opset_version=17")
    }
  }

  @Test("operators that the caller does not know are refused with those of other domains")
  func operators() throws {
    let data = Wire.model(
      relu(.node("Gelu", ["x"], ["a"], domain: "com.microsoft"), .node("Foo", ["x"], ["b"]), .node("Foo", ["b"], ["c"]))
    )
    let error = #expect(throws: FileError.self) {
      try ONNXModel(decoding: [UInt8](data), path: "m.onnx", operators: ["Relu", "Gelu"])
    }
    #expect(error?.found == "com.microsoft.Gelu, 1 time (1); Foo, 2 times (2, 3)")
  }
}
