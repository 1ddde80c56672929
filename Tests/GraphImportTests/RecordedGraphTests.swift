import Files
import Foundation
import GraphImport
import Models
import ONNX
import Tensors
import TestSupport
import Testing

/// The graphs of `fixtures/onnx`: what the engine makes of them, against what onnxruntime makes of them.
@Suite("Recorded graphs")
struct RecordedGraphTests {
  @Test("are computed as onnxruntime computes them", arguments: try OperationCase.all())
  func agree(_ example: OperationCase) throws {
    guard
      !["types of numbers", "residual network, a fixed batch", "Slice, all axes but one"].contains(
        where: example.description.hasPrefix)
    else { return }
    var model = try ONNXModel(decoding: example.model, path: "\(example)")
    guard let images = model.initialisers["case/x"], let expected = model.initialisers["case/y"],
      case .floats(let pixels) = images.payload, case .floats(let numbers) = expected.payload
    else { return #expect(Bool(false), "no recorded numbers") }
    // The numbers of an image in one row, whatever axes the graph gives them.
    let count = images.payload.count / images.shape[0]
    model.initialisers["case/shape"] = ONNXTensor(
      shape: [images.shape.count], payload: .ints([-1] + images.shape.dropFirst().map(Int64.init)))
    model.inputs = [
      ONNXValue(name: "case/row", elementType: .float32, shape: [.symbol("N"), .fixed(1), .fixed(1), .fixed(count)])
    ]
    model.nodes.insert(
      ONNXNode(name: "first", operation: "Reshape", inputs: ["case/row", "case/shape"], outputs: ["x"]), at: 0)
    // A softmax at the end of a model is left out; here it is what is tested.
    model.initialisers["case/one"] = ONNXTensor(shape: [], payload: .floats([1]))
    model.nodes.append(ONNXNode(name: "last", operation: "Mul", inputs: ["y", "case/one"], outputs: ["case/last"]))
    model.outputs = [ONNXValue(name: "case/last")]
    let imported = try ImportedModel(model, name: "\(example)")
    var graph = imported.graph
    let shape = graph.shape(of: graph.output)
    #expect(shape.map { $0.hasBatch ? $0.count * images.shape[0] : $0.count } == expected.shape)
    var row = try graph.append(.reshape([.batch, AxisSize(shape.countPerImage)]), to: [graph.output])
    // A network has two logits or more: a single number stands there twice.
    let copies = shape.countPerImage == 1 ? 2 : 1
    if copies == 2 { row = try graph.append(.concatenation(axis: 1), to: [row, row]) }
    graph.output = row
    let network = try graph.network()
    var weights = try Weights(layout: network.layout, tensors: imported.tensors, path: "\(example)")
    let batch = images.shape[0]
    for purpose in [Execution.Purpose.inference, .allGradients] {
      let execution = Execution(network, batchSize: batch, purpose: purpose, engine: Engine(threads: 1))
      execution.images.update(from: pixels, count: pixels.count)
      execution.prepare(weights: weights.values)
      execution.forward(count: batch, weights: &weights.values)
      let found = Array(UnsafeBufferPointer(start: execution.logits, count: batch * network.classes))
      #expect(Deviation.largest(found, numbers.flatMap { Array(repeating: Double($0), count: copies) }) < 1e-5)
    }
  }

  @Test(
    "what holds for one size of batch alone is refused",
    arguments: ["residual network, a fixed batch", "Slice, all axes but one"])
  func batches(name: String) throws {
    let example = try #require(try OperationCase.all().first { $0.description.hasPrefix(name) })
    let model = try ONNXModel(decoding: example.model, path: name)
    #expect(throws: FileError.self) {
      try ImportedModel(model, name: name, images: ImageShape(height: 6, width: 6, channels: 5))
    }
  }
}
