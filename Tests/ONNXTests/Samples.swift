import Foundation
import TestSupport

@testable import ONNX

/// The model that `data` holds, read from a file named `model.onnx` in a folder of its own.
func read(_ data: Data) throws -> ONNXModel {
  try withTemporaryFolder { folder in
    try data.write(to: URL(fileURLWithPath: "\(folder)/model.onnx"))
    return try ONNXModel(contentsOf: "\(folder)/model.onnx")
  }
}

/// What is said of a file after its path.
func refusal(_ data: Data, name: String = "model.onnx") throws -> String {
  try withTemporaryFolder { folder in
    try data.write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    do {
      _ = try ONNXModel(contentsOf: "\(folder)/\(name)")
      return "no error"
    } catch { return "\(error)".replacingOccurrences(of: "\(folder)/\(name): ", with: "") }
  }
}

/// A graph of one ReLU from "x" to "y" with more fields.
func relu(_ more: Wire...) -> [Wire] {
  [.node("Relu", ["x"], ["y"], name: "first"), .text(2, "tiny"), .input("x"), .output("y")] + more
}

/// A graph with a convolution, a clip whose lower bound is left out, and constants of several kinds.
let sample = Wire.model(
  [
    .node(
      "Conv", ["x", "w"], ["h"], name: "conv",
      attributes: [
        Wire.attribute("strides", type: 7, .int(8, 2), .int(8, 1)),
        Wire.attribute("pads", type: 7, .packed(8, [1, 0, 1, 0])), Wire.attribute("group", type: 2),
        Wire.attribute("auto_pad", type: 3, .text(4, "NOTSET")),
        Wire.attribute("scales", type: 6, .float(7, 0.5), .bytes(7, littleEndian(Float(2).bitPattern))),
        Wire.attribute("epsilon", type: 1, .float(2, 0.25)),
        Wire.attribute("names", type: 8, .text(9, "a"), .text(9, "b")),
      ]),
    .node(
      "Constant", [], ["six"],
      attributes: [Wire.attribute("value", type: 4, .message(5, Wire.tensor("", type: 1, [], [.float(4, 6)])))]),
    .node("Clip", ["h", "", "six"], ["y"], domain: "ai.onnx"),
    .text(2, "tiny"),
    .message(5, Wire.tensor("w", type: 1, [2, 1], [.bytes(9, littleEndian(Float(-1).bitPattern) + [0, 0, 0, 64])])),
    .input("x", [.text(2, "batch"), .int(1, 3), .text(3, "denotation")]), .input("w"), .output("y"),
    .text(10, "words that nobody reads"),
  ],
  more: [
    .text(3, "1.2"), .message(14, [.text(1, "author"), .text(2, "me")]),
    .message(8, [.text(1, "com.microsoft"), .int(2, 1)]),
  ])
