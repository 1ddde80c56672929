import TestSupport
import Testing

@testable import ONNX

/// The graphs of `fixtures/onnx`, which the program of the format's makers wrote.
@Suite("Graphs with recorded results")
struct OperationCaseTests {
  @Test("are read, with one image and one result", arguments: try OperationCase.all())
  func read(_ example: OperationCase) throws {
    let model = try ONNXModel(decoding: example.model, path: "\(example)")
    #expect(example.description.hasSuffix("opset \(model.opset)"))
    #expect(model.inputs.map(\.name) == ["x"] && model.outputs.map(\.name) == ["y"])
    for (name, value) in [("case/x", model.inputs[0]), ("case/y", model.outputs[0])] {
      let tensor = try #require(model.initialisers[name])
      #expect(value.shape?.dropFirst() == tensor.shape.map(ONNXDimension.fixed).dropFirst())
    }
  }

  @Test("hold numbers of every type, as bytes and as a list", arguments: ONNXElementType.allCases)
  func types(_ type: ONNXElementType) throws {
    let example = try #require(try OperationCase.all().first { $0.description.hasPrefix("types of numbers") })
    let tensors = try ONNXModel(decoding: example.model, path: "\(example)").initialisers
    let expected = try #require(tensors["\(type)/expected"])
    for place in ["bytes", "list"] {
      let tensor = try #require(tensors["\(type)/\(place)"])
      #expect(tensor.payload == expected.payload)
    }
  }
}
