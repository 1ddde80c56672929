import Files
import GraphImport
import Models
import ONNX
import Tensors
import TestSupport
import Testing

/// What PyTorch's exporter writes for `as_strided` of a value whose images are 1x2x3.
@Suite("Imported models that take numbers out of a flattened batch")
struct ImporterImagePlacesTests {
  private static func wholes(_ values: [Int64], _ shape: [Int]) -> ONNXTensor {
    ONNXTensor(shape: shape, payload: .ints(values))
  }

  private static func node(
    _ operation: String, _ inputs: [String], _ output: String, _ attributes: [String: ONNXAttribute] = [:]
  ) -> ONNXNode {
    ONNXNode(name: output, operation: operation, inputs: inputs, outputs: [output], attributes: attributes)
  }

  /// Each image's numbers in the order `offsets`; an image's numbers are said to begin `step` after the former's.
  private static func model(
    step: Int64 = 6, offsets: [Int64], shape: [Int], add: [String] = ["p3", "offsets"]
  ) throws -> ImportedModel {
    let nodes = [
      node("Shape", ["x"], "sizes", ["start": .int(0), "end": .int(1)]), node("Squeeze", ["sizes"], "n"),
      node("Range", ["zero", "n", "one"], "p1"), node("Mul", ["p1", "step"], "p2"),
      node("Unsqueeze", ["p2", "axes"], "p3"), node("Add", add, "p4"), node("Reshape", ["x", "open"], "flat"),
      node("Gather", ["flat", "p4"], "y", ["axis": .int(0)]),
    ]
    let model = ONNXModel(
      opset: 17,
      inputs: [ONNXValue(name: "x", elementType: .float32, shape: [.symbol("N"), .fixed(1), .fixed(2), .fixed(3)])],
      outputs: [ONNXValue(name: "y")], nodes: nodes,
      initialisers: [
        "zero": wholes([0], []), "one": wholes([1], []), "step": wholes([step], []), "axes": wholes([1], [1]),
        "open": wholes([-1], [1]), "offsets": wholes(offsets, shape),
      ])
    return try ImportedModel(model, name: "m")
  }

  @Test("each image's own numbers are taken, in the order of the offsets", arguments: [true, false])
  func own(offsetsFirst: Bool) throws {
    let model = try Self.model(
      offsets: [5, 0, 3, 3], shape: [1, 4], add: offsetsFirst ? ["offsets", "p3"] : ["p3", "offsets"])
    #expect(model.graph.shape(of: model.graph.output) == [.batch, AxisSize(4)])
    let session = ClassifierSession(try model.classifier(), batchSize: 3, engine: Engine(threads: 1))
    let images = SampleNumbers.floats(3 * 6, seed: 1)
    for (i, pixel) in images.enumerated() { session.images[i] = pixel }
    session.forward(count: 3)
    let expected = (0..<3).flatMap { image in [5, 0, 3, 3].map { images[image * 6 + $0] } }
    #expect(Array(UnsafeBufferPointer(start: session.logits, count: 12)) == expected)
  }

  @Test("places outside of the image are refused, and so are steps of another length")
  func others() {
    for (step, offset) in [(6, 6), (6, -1), (5, 0), (12, 0)] as [(Int64, Int64)] {
      #expect {
        try Self.model(step: step, offsets: [offset], shape: [1, 1])
      } throws: {
        "\($0)".contains("its indices take numbers of other images")
      }
    }
  }

  @Test("what counts the images is no number of an image, and an offset for each image is not supported")
  func refused() {
    #expect(throws: FileError.self) { try Self.model(offsets: [0], shape: [1, 1], add: ["p3", "x"]) }
    #expect(throws: FileError.self) { try Self.model(offsets: [0, 1], shape: [2, 1]) }
  }
}
