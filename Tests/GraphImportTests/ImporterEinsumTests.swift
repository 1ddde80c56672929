import Files
import GraphImport
import Models
import ONNX
import TestSupport
import Testing

/// What Einsum computes is in the recorded graphs; here is what it refuses.
@Suite("Einsum of imported models")
struct ImporterEinsumTests {
  /// The shape of an Einsum of an image of 1x2x3 pixels, by the letters n, c, h and w, and of `others`.
  private static func shape(_ equation: String, _ others: [String] = []) throws -> String {
    let model = ONNXModel(
      opset: 17,
      inputs: [ONNXValue(name: "x", elementType: .float32, shape: [.symbol("N"), .fixed(1), .fixed(2), .fixed(3)])],
      outputs: [ONNXValue(name: "y")],
      nodes: [
        ONNXNode(name: "sigmoid", operation: "Sigmoid", inputs: ["x"], outputs: ["z"]),
        ONNXNode(
          name: "e", operation: "Einsum", inputs: ["x"] + others, outputs: ["y"],
          attributes: ["equation": .string(equation)]),
      ],
      initialisers: [
        "w": ONNXTensor(shape: [3, 5], payload: .floats(SampleNumbers.floats(15, seed: 1))),
        "empty": ONNXTensor(shape: [3, 0], payload: .floats([])),
      ])
    let graph = try ImportedModel(model, name: "m").graph
    return graph.shape(of: graph.output).text
  }

  @Test("the result has the axes of the equation's right side")
  func shapes() throws {
    #expect(try Self.shape("nchw->nwh") == "N×3×2")
    #expect(try Self.shape("nchw,wd->ndhc", ["w"]) == "N×5×2×1")
    #expect(try Self.shape("...hw,...kw->...hk", ["z"]) == "N×1×2×2")
    #expect(try Self.shape("nchw,nchw->n", ["z"]) == "N")
  }

  @Test(
    "is refused where images are mixed, axes do not fit or the equation is none",
    arguments: [
      ("nchw->chw", [], "the images are not kept apart"), ("nchw,nchw->chw", ["z"], "the images are not kept apart"),
      ("nchw,mchw->nm", ["z"], "the images are not kept apart"), ("nchw,hd->ncdw", ["w"], "axis h has two sizes"),
      ("nch->n", [], "does not fit a value"), ("nncw->nw", [], "does not fit a value"),
      ("nchw->nx", [], "axes that no value has"), ("nchw->nn", [], "axes that no value has"),
      ("nchw", ["w"], "not an equation for 2 values"), ("nchw>n", [], "not an equation for 1 values"),
      ("n.hw->n", [], "not the axes of a value"), ("...n...->n", [], "not the axes of a value"),
      ("", [], "does not fit a value"), ("nchw,wd->nd", ["empty"], "holds no weights"),
    ])
  func refusals(equation: String, others: [String], problem: String) {
    #expect {
      try Self.shape(equation, others)
    } throws: {
      "\($0)".contains(problem)
    }
  }
}
