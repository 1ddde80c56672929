import Datasets
import Files
import GraphImport
import Models
import ONNX
import Tensors
import TestSupport
import Testing

/// Models written by hand: two classes from images of 2x2 pixels in colour.
@Suite("Imported models")
struct ImportedModelTests {
  private static func floats(_ values: [Float], _ shape: [Int]) -> ONNXTensor {
    ONNXTensor(shape: shape, payload: .floats(values))
  }

  private static func wholes(_ values: [Int64]) -> ONNXTensor {
    ONNXTensor(shape: [values.count], payload: .ints(values))
  }

  private static let image: [ONNXDimension] = [.symbol("N"), .fixed(3), .fixed(2), .fixed(2)]

  /// A flattened image times `w`, behind `first` and before `last`.
  private static func model(
    input: [ONNXDimension] = image, first: [ONNXNode] = [], from start: String = "x", last: [ONNXNode] = [],
    output: String = "y", more: [String: ONNXTensor] = [:]
  ) -> ONNXModel {
    let nodes =
      first + [
        ONNXNode(name: "flatten", operation: "Flatten", inputs: [start], outputs: ["flat"]),
        ONNXNode(
          name: "fc", operation: "Gemm", inputs: ["flat", "w"], outputs: ["y"], attributes: ["transB": .int(1)]),
      ] + last
    return ONNXModel(
      opset: 17, inputs: [ONNXValue(name: "x", elementType: .float32, shape: input)],
      outputs: [ONNXValue(name: output)],
      nodes: nodes,
      initialisers: more.merging(["w": floats(SampleNumbers.floats(24, seed: 1), [2, 12])]) { own, _ in own })
  }

  private static func logits(_ model: ImportedModel) throws -> [Float] {
    let session = ClassifierSession(try model.classifier(), batchSize: 2, engine: Engine(threads: 1))
    for (i, pixel) in SampleNumbers.floats(24, seed: 2).enumerated() { session.images[i] = pixel }
    session.forward(count: 2)
    return Array(UnsafeBufferPointer(start: session.logits, count: 4))
  }

  @Test("a normalisation by constants of each channel at the start is found")
  func normalisation() throws {
    let model = Self.model(
      first: [
        ONNXNode(name: "centre", operation: "Sub", inputs: ["x", "mean"], outputs: ["a"]),
        ONNXNode(name: "scale", operation: "Div", inputs: ["a", "std"], outputs: ["b"]),
      ], from: "b",
      more: ["mean": Self.floats([0.5, 0.25, 0.125], [1, 3, 1, 1]), "std": Self.floats([0.5, 0.25, 2], [3, 1, 1])])
    let found = try ImportedModel(model, name: "m").normalisation
    #expect(found == Normalisation(mean: [0.5, 0.25, 0.125], standardDeviation: [0.5, 0.25, 2]))
  }

  @Test("a model without one says so, and computes with the one that it is given")
  func givenNormalisation() throws {
    let bare = try ImportedModel(Self.model(), name: "m")
    #expect(bare.normalisation == nil)
    let pixels = Normalisation(mean: [0, 0, 0], standardDeviation: [0.5, 0.5, 0.5])
    let doubled = try Self.logits(ImportedModel(Self.model(), name: "m", pixels: pixels))
    #expect(Deviation.largest(doubled, try Self.logits(bare).map { 2 * Double($0) }) < 1e-6)
  }

  @Test("a softmax at the end is left out, and said", arguments: ["Softmax", "LogSoftmax"])
  func softmax(name: String) throws {
    let last = ONNXNode(name: "p", operation: name, inputs: ["y"], outputs: ["p"], attributes: ["axis": .int(-1)])
    let model = try ImportedModel(Self.model(last: [last], output: "p"), name: "m")
    #expect(model.notes.contains { $0.contains("ends in \(name)") })
    #expect(try Self.logits(model) == Self.logits(ImportedModel(Self.model(), name: "m")))
  }

  @Test("a file that is made for single images is computed for many")
  func singleImage() throws {
    let row = try Self.logits(ImportedModel(Self.model(), name: "m"))
    for shape: [Int64] in [[1, 12], [1, -1], [-1, 12]] {
      let found = try ImportedModel(Self.singleImage(shape), name: "m")
      #expect(found.notes.contains { $0.contains("single images") })
      #expect(try Self.logits(found) == row)
    }
  }

  @Test("a 1 in a shape is no batch where the file takes any number of images")
  func anyBatch() {
    var model = Self.singleImage([1, -1])
    model.inputs[0].shape![0] = .symbol("N")
    #expect(throws: FileError.self) { try ImportedModel(model, name: "m").classifier() }
  }

  private static func singleImage(_ shape: [Int64]) -> ONNXModel {
    let reshape = [
      ONNXNode(name: "in", operation: "Reshape", inputs: ["x", "shape"], outputs: ["a"]),
      ONNXNode(name: "out", operation: "Reshape", inputs: ["a", "image"], outputs: ["b"]),
    ]
    return model(
      input: [.fixed(1), .fixed(3), .fixed(2), .fixed(2)], first: reshape, from: "b",
      more: ["shape": wholes(shape), "image": wholes([1, 3, 2, 2])])
  }

  @Test("what does not depend on pixels is computed as ONNX means it")
  func constants() throws {
    func flag(_ nodes: [ONNXNode]) throws -> ImportedModel {
      let choose = ONNXNode(name: "choose", operation: "Where", inputs: ["c", "x", "zero"], outputs: ["a"])
      return try ImportedModel(
        Self.model(
          first: nodes + [choose], from: "a",
          more: ["zero": Self.floats([0], []), "half": Self.floats([0.5], []), "five": Self.wholes([5])]), name: "m")
    }
    let row = try Self.logits(ImportedModel(Self.model(), name: "m"))
    // A half is true, and so is five.
    for name in ["half", "five"] {
      let cast = ONNXNode(
        name: "cast", operation: "Cast", inputs: [name], outputs: ["c"], attributes: ["to": .int(9)])
      #expect(try Self.logits(flag([cast])) == row)
    }
    // Of the batch and five it is not known which is larger.
    let shape = ONNXNode(name: "shape", operation: "Shape", inputs: ["x"], outputs: ["s"], attributes: ["end": .int(1)])
    let larger = ONNXNode(name: "larger", operation: "Max", inputs: ["s", "five"], outputs: ["c"])
    #expect(throws: FileError.self) { try flag([shape, larger]) }
  }

  @Test("a chosen branch is repeated along the axes of the other one")
  func chosenBranch() throws {
    let nodes = [
      ONNXNode(
        name: "m", operation: "GlobalAveragePool", inputs: ["x"], outputs: ["b"]),
      ONNXNode(name: "choose", operation: "Where", inputs: ["yes", "b", "x"], outputs: ["a"]),
    ]
    let yes = ONNXTensor(shape: [], payload: .booleans([true]))
    let graph = try ImportedModel(Self.model(first: nodes, from: "a", more: ["yes": yes]), name: "m").graph
    #expect(graph.nodes.contains { $0.operation == .expansion(graph.shape(of: 0)) })
  }

  @Test("other numbers have another digest")
  func digest() throws {
    let one = try ImportedModel(Self.model(), name: "m"), again = try ImportedModel(Self.model(), name: "m")
    let other = try ImportedModel(
      Self.model(more: ["w": Self.floats(SampleNumbers.floats(24, seed: 7), [2, 12])]), name: "m")
    #expect(one.graph.digest != nil && one.graph.digest == again.graph.digest)
    #expect(one.graph.digest != other.graph.digest)
  }

  @Test("a reduction of the pixels alone is computed behind the normalisation")
  func reduction() throws {
    let mean = ONNXNode(
      name: "m", operation: "ReduceMean", inputs: ["x"], outputs: ["a"],
      attributes: ["axes": .ints([2, 3]), "keepdims": .int(0)])
    var model = Self.model(first: [mean], from: "a", more: ["v": Self.floats([1, 2, 3, 4, 5, 6], [2, 3])])
    model.nodes[2].inputs[1] = "v"
    let pixels = Normalisation(mean: [0, 0, 0], standardDeviation: [2, 2, 2])
    #expect(try ImportedModel(model, name: "m", pixels: pixels).classifier().network.classes == 2)
  }

  @Test("an input with channels last is read as such")
  func channelsLast() throws {
    let turn = ONNXNode(
      name: "turn", operation: "Transpose", inputs: ["x"], outputs: ["a"], attributes: ["perm": .ints([0, 3, 1, 2])])
    let model = Self.model(
      input: [.symbol("N"), .fixed(2), .fixed(2), .fixed(3)], first: [turn], from: "a")
    #expect(try Self.logits(ImportedModel(model, name: "m")) == Self.logits(ImportedModel(Self.model(), name: "m")))
  }

  struct Bad: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let model: ONNXModel
    let says: String
  }

  private static func node(_ operation: String, _ inputs: [String], _ attributes: [String: ONNXAttribute] = [:])
    -> ONNXNode
  {
    ONNXNode(name: "n", operation: operation, inputs: inputs, outputs: ["a"], attributes: attributes)
  }

  static let bad: [Bad] = [
    Bad(
      testDescription: "two inputs",
      model: {
        var model = ImportedModelTests.model()
        model.inputs.append(ONNXValue(name: "z", elementType: .float32, shape: image))
        return model
      }(), says: "one input"),
    Bad(
      testDescription: "an input of bytes",
      model: {
        var model = ImportedModelTests.model()
        model.inputs[0].elementType = .uint8
        return model
      }(), says: "no batch of images"),
    Bad(
      testDescription: "an input of one axis", model: model(input: [.symbol("N")]), says: "no batch of images"),
    Bad(
      testDescription: "a batch of eight", model: model(input: [.fixed(8), .fixed(3), .fixed(2), .fixed(2)]),
      says: "one size of batch"),
    Bad(
      testDescription: "a size left open", model: model(input: [.symbol("N"), .fixed(3), .symbol("H"), .fixed(2)]),
      says: "size of the images open"),
    Bad(
      testDescription: "a convolution whose filters do not fit",
      model: model(
        first: [node("Conv", ["x", "k"])], from: "a", more: ["k": floats([1, 2, 3, 4], [1, 4, 1, 1])]),
      says: "do not fit the input"),
    Bad(
      testDescription: "a kernel larger than the map",
      model: model(
        first: [node("Conv", ["x", "k"])], from: "a", more: ["k": floats(Array(repeating: 1, count: 48), [1, 3, 4, 4])]),
      says: "does not fit the map"),
    Bad(
      testDescription: "filters of a line on a map",
      model: model(
        first: [node("Conv", ["x", "k"])], from: "a", more: ["k": floats([1, 2, 3], [1, 3, 1])]),
      says: "do not fit the input"),
    Bad(
      testDescription: "a convolution along three axes",
      model: model(
        first: [node("Conv", ["x", "k"])], from: "a", more: ["k": floats([1, 2, 3], [1, 3, 1, 1, 1])]),
      says: "one or two axes"),
    Bad(
      testDescription: "the batch in training mode, before opset 14",
      model: {
        var model = ImportedModelTests.model(
          first: [node("BatchNormalization", ["x", "v", "v", "v", "v"])], from: "a",
          more: ["v": floats([1, 1, 1], [3])])
        model.opset = 13
        model.nodes[0].outputs += ["mean", "variance"]
        return model
      }(), says: "training mode"),
    Bad(
      testDescription: "numbers replaced beyond a constant",
      model: model(
        first: [
          ONNXNode(name: "n", operation: "ScatterND", inputs: ["v", "i", "u"], outputs: ["b"]),
          node("Mul", ["x", "b"]),
        ], from: "a",
        more: [
          "v": floats([1, 2], [2]), "u": floats([3], [1]), "i": ONNXTensor(shape: [1, 1], payload: .ints([2])),
        ]), says: "leaves axis 0"),
    Bad(
      testDescription: "a constant repeated beyond all memory",
      model: model(
        first: [node("Tile", ["v", "s"])], from: "x",
        more: ["v": floats([1, 2], [1, 2]), "s": wholes([1 << 40, .max])]),
      says: "too large"),
    Bad(
      testDescription: "an empty constant repeated without end",
      model: model(
        first: [node("Tile", ["v", "s"])], from: "a",
        more: ["v": floats([], [1, 0]), "s": wholes([1 << 40, 1])]), says: "no size that can be computed"),
    Bad(
      testDescription: "a softmax of a constant, before opset 13",
      model: {
        var model = ImportedModelTests.model(
          first: [node("Softmax", ["v"]), ONNXNode(name: "m", operation: "Mul", inputs: ["x", "a"], outputs: ["b"])],
          from: "b", more: ["v": floats([1, 2, 3, 4], [2, 2])])
        model.opset = 12
        return model
      }(), says: "not computed of constants"),
    Bad(
      testDescription: "a product of constants that takes hours",
      model: model(
        first: [node("MatMul", ["v", "v"])], from: "x",
        more: ["v": floats(Array(repeating: 1, count: 1700 * 1700), [1700, 1700])]), says: "too large"),
    Bad(
      testDescription: "a reshape into other numbers",
      model: model(
        first: [node("Reshape", ["x", "s"])], from: "a", more: ["s": wholes([-1, 5])]), says: "do not fall into"),
    Bad(
      testDescription: "a reshape with two open axes",
      model: model(
        first: [node("Reshape", ["x", "s"])], from: "a", more: ["s": wholes([-1, -1])]), says: "two axes are left open"),
    Bad(
      testDescription: "a sum over the batch",
      model: model(
        first: [node("ReduceMean", ["x"], ["axes": .ints([0])])], from: "a"), says: "holds the images of the batch"),
    Bad(
      testDescription: "an axis that is not there",
      model: model(
        first: [node("Softmax", ["x"], ["axis": .int(7)])], from: "a"), says: "no such axis"),
    Bad(
      testDescription: "the batch in training mode",
      model: model(
        first: [node("BatchNormalization", ["x", "v", "v", "v", "v"], ["training_mode": .int(1)])], from: "a",
        more: ["v": floats([1, 1, 1], [3])]), says: "training mode"),
    Bad(
      testDescription: "weights that depend on the images", model: model(first: [node("Conv", ["x", "x"])], from: "a"),
      says: "depend on the images"),
    Bad(
      testDescription: "a constant of gigabytes",
      model: model(
        first: [node("ConstantOfShape", ["s"])], from: "x", more: ["s": wholes([1 << 20, 1 << 20])]), says: "too large"),
    Bad(
      testDescription: "sizes beyond all integers",
      model: model(
        first: [node("ConstantOfShape", ["s"])], from: "x", more: ["s": wholes([.max, .max])]), says: "too large"),
    Bad(
      testDescription: "a map beyond all memory",
      model: model(
        first: [node("Resize", ["x", "", "s"])], from: "a",
        more: ["s": floats([1, 1, 1024, 1024], [4]), "t": floats([1], [1])]), says: "fit"),
    Bad(
      testDescription: "axes whose product overflows",
      model: model(first: [node("Reshape", ["x", "s"])], from: "a", more: ["s": wholes([-1, 1 << 40, 1 << 40])]),
      says: "do not fall into"),
    Bad(
      testDescription: "an expansion beyond all memory",
      model: model(
        first: [
          ONNXNode(name: "m", operation: "GlobalAveragePool", inputs: ["x"], outputs: ["b"]),
          node("Expand", ["b", "s"]),
        ], from: "a", more: ["s": wholes([1, 3, 1 << 40, 1 << 40])]), says: "no size that can be computed"),
    Bad(
      testDescription: "a negative expansion",
      model: model(
        first: [
          ONNXNode(name: "m", operation: "GlobalAveragePool", inputs: ["x"], outputs: ["b"]),
          node("Expand", ["b", "s"]),
        ], from: "a", more: ["s": wholes([1, 3, -2, 2])]), says: "no size that can be computed"),
    Bad(
      testDescription: "padding by the smallest integer",
      model: model(
        first: [node("Pad", ["x", "p"])], from: "a", more: ["p": wholes([0, 0, .min, 0, 0, 0, 0, 0])]),
      says: "do not fit the axes"),
    Bad(
      testDescription: "tiles without number",
      model: model(first: [node("Tile", ["x", "r"])], from: "a", more: ["r": wholes([1, 1, .max, 1])]), says: "repeats"),
    Bad(
      testDescription: "groups without number",
      model: model(
        first: [node("Conv", ["x", "k"], ["group": .int(.max)])], from: "a",
        more: ["k": floats([1, 2, 3], [1, 3, 1, 1])]),
      says: "do not fit the input"),
    Bad(
      testDescription: "pixels times 0",
      model: model(
        first: [node("Mul", ["x", "zero"])], from: "a", more: ["zero": floats([0], [])]), says: "multiplied by 0"),
    Bad(testDescription: "an output that is no row", model: model(output: "x"), says: "no row of logits"),
  ]

  @Test("a model that cannot be computed is refused with its reason", arguments: bad)
  func refused(_ test: Bad) {
    let error = #expect(throws: FileError.self) { try ImportedModel(test.model, name: "m").classifier() }
    #expect(error?.description.contains(test.says) == true, "\(error?.description ?? "")")
  }
}
