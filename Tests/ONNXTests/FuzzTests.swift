import Files
import Foundation
import TestSupport
import Testing

@testable import ONNX

/// The ONNX reader answers random damage with an error in words or with a whole model; see `Fuzz`.
@Suite("Mutated ONNX models")
struct FuzzTests {
  @Test("models made by hand, one with a function and numbers in another file, and whole small networks")
  func model() throws {
    let external = Wire.model(
      [
        .node("F", ["x"], ["h"], domain: "own"), .node("Add", ["h", "w"], ["y"]), .input("x"), .output("y"),
        .message(
          5,
          Wire.tensor(
            "w", type: 10, [2, 2],
            [
              .message(13, [.text(1, "location"), .text(2, "x.onnx")]),
              .message(13, [.text(1, "offset"), .text(2, "8")]), .int(14, 1),
            ])),
      ],
      more: [
        .message(
          25,
          [
            .text(1, "F"), .text(10, "own"), .text(4, "a"), .text(5, "b"), .node("Relu", ["a"], ["b"], field: 7),
            .message(9, [.int(2, 17)]),
          ])
      ])
    let recorded = try OperationCase.all().filter { $0.description.contains("network") }.map { Data($0.model) }
    try Fuzz.run([sample, external] + recorded, name: "x.onnx") { path, mutation in
      do {
        let model = try ONNXModel(contentsOf: path)
        #expect(!model.outputs.isEmpty && ONNXModel.opsets.contains(model.opset), "\(mutation)")
        #expect(
          model.initialisers.values.allSatisfy { $0.shape.reduce(1, *) == $0.payload.count }, "\(mutation)")
      } catch {
        // By bytes: a mutation may make a name that begins with a combining mark.
        let folder = path.utf8.dropLast("x.onnx".utf8.count)
        #expect((error as? FileError)?.path.utf8.starts(with: folder) == true, "\(mutation): \(error)")
      }
    }
  }
}
