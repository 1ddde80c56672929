import Datasets
import Files
import Models
import ONNX
import Tensors

/// Translates the nodes of an ONNX graph one after the other. What does not depend on the pixels is computed at once.
struct Importer {
  /// What is known of a named value of the file.
  enum Known {
    case constant(Constant)
    /// A value of the graph.
    case value(Int)
    /// The pixels times a factor per channel plus a shift, to which nothing else was done yet.
    case pixels(factor: [Double], shift: [Double])
    /// Where the numbers of each image stand in a flattened batch.
    case places(ImagePlaces)
  }

  let model: ONNXModel
  let name: String
  var graph: Graph
  private(set) var tensors: [NamedTensor] = []
  private(set) var notes: [String] = []
  private var values: [String: Known] = [:]
  /// The values of the graph that hold constants, by their names.
  private var constants: [String: Int] = [:]
  /// How many stored tensors were wanted under each name.
  private var stored: [String: Int] = [:]
  private let pixels: Normalisation?
  private var normalisation: Normalisation?
  /// Whether the file is made for one image at a time: then a 1 in a shape may stand for their number.
  let isForOneImage: Bool
  private let isChannelsLast: Bool
  /// How many nodes read each name; outputs count once more.
  let uses: [String: Int]

  init(_ model: ONNXModel, name: String, images: ImageShape?, pixels: Normalisation?) throws {
    self.model = model
    self.name = name
    self.pixels = pixels
    guard model.inputs.count == 1, let input = model.inputs.first else {
      throw FileError(
        name, "a classifier of images has one input", expected: "one",
        found: model.inputs.isEmpty ? "none" : model.inputs.map(\.name).joined(separator: ", "))
    }
    let form = try InputForm(input, name: name, images: images)
    // Where the file lies says nothing about the model.
    graph = Graph(name: name.split(separator: "/").last.map(String.init) ?? name, input: form.shape)
    var uses: [String: Int] = [:]
    for node in model.nodes { for input in node.inputs { uses[input, default: 0] += 1 } }
    for output in model.outputs { uses[output.name, default: 0] += 1 }
    self.uses = uses
    for (name, tensor) in model.initialisers { values[name] = .constant(Constant(tensor)) }
    isForOneImage = form.isForOneImage
    if isForOneImage {
      notes.append("The file is made for single images; it is computed for many at a time, each by itself.")
    }
    isChannelsLast = form.isChannelsLast
    if let flat = form.flatShape {
      values[input.name] = .value(
        try graph.append(.reshape([.batch] + flat.map { AxisSize($0) }), to: [try normalised(pixels)]))
    } else if form.isChannelsLast {
      values[input.name] = .value(try graph.append(.transpose([0, 2, 3, 1]), to: [try normalised(pixels)]))
    } else {
      let ones = [Double](repeating: 1, count: form.shape.channels)
      values[input.name] = .pixels(factor: ones, shift: ones.map { _ in 0 })
    }
  }

  /// The value of pixels that are normalised by `moments`.
  private mutating func normalised(_ moments: Normalisation?) throws -> Int {
    guard let moments else { return 0 }
    return try graph.append(
      .pixelNormalisation(mean: moments.mean, standardDeviation: moments.standardDeviation),
      named: "normalisation", to: [0])
  }

  /// The translated model, whose output are the logits.
  func finished() throws -> ImportedModel {
    guard let output = model.outputs.first else {
      throw FileError(name, "the model has no output", expected: "logits", found: "none")
    }
    var result = self
    if model.outputs.count > 1 {
      result.notes.append(
        "The file has \(model.outputs.count) outputs; the first one, \(output.name), is taken for the logits.")
    }
    result.graph.output = try result.value(output.name, "the output")
    result.endAtLogits()
    return ImportedModel(
      graph: result.graph.fusingActivations(), tensors: result.tensors, normalisation: result.normalisation,
      opset: model.opset, producer: model.producer, isChannelsLast: isChannelsLast, notes: result.notes)
  }

  /// A softmax at the end is left out: attacks need logits, and so do their losses.
  private mutating func endAtLogits() {
    guard graph.output > 0, case .softmax(_, let isLogarithmic) = graph.nodes[graph.output - 1].operation else {
      return
    }
    notes.append(
      "The file ends in \(isLogarithmic ? "LogSoftmax" : "Softmax"); the model is audited at the logits before it.")
    graph.output = graph.nodes[graph.output - 1].inputs[0]
  }

  // MARK: What translations are made of

  mutating func set(_ node: ONNXNode, _ known: Known) { values[node.outputs[0]] = known }
  mutating func set(_ name: String, _ known: Known) { values[name] = known }

  func known(_ name: String) -> Known? { values[name] }

  /// Input `index` of a node as a constant, `nil` where it is left out or depends on the pixels.
  func constant(_ node: ONNXNode, _ index: Int) -> Constant? {
    guard index < node.inputs.count, case .constant(let constant)? = values[node.inputs[index]] else { return nil }
    return constant
  }

  /// Whether a node has input `index`.
  func has(_ node: ONNXNode, _ index: Int) -> Bool { index < node.inputs.count && !node.inputs[index].isEmpty }

  /// Input `index` of a node as a value of the graph.
  mutating func value(_ node: ONNXNode, _ index: Int = 0) throws -> Int {
    guard has(node, index) else { throw refusal(node, "input \(index + 1) is missing") }
    return try value(node.inputs[index], label(node))
  }

  mutating func value(_ name: String, _ place: String) throws -> Int {
    switch values[name] {
    case .value(let value)?: return value
    case .pixels(let factor, let shift)?:
      let value: Int
      if factor.allSatisfy({ $0 == 1 }), shift.allSatisfy({ $0 == 0 }) {
        value = try normalised(pixels)
      } else {
        let own = Normalisation(
          mean: zip(shift, factor).map { Float(-$0 / $1) }, standardDeviation: factor.map { Float(1 / $0) })
        normalisation = own
        value = try normalised(own)
      }
      values[name] = .value(value)
      return value
    case .constant(let constant)?:
      guard let floats = constant.floats else {
        throw FileError(self.name, at: place, "\(name) is a size, and is used as if it were numbers of an image")
      }
      // The same for each image: the first axis is that of the batch.
      let shape = constant.shape.first == 1 ? Array(constant.shape.dropFirst()) : constant.shape
      if let value = constants[name] { return value }
      let value = try graph.append(
        .constant(shape: shape), named: name, to: [], weights: [store(floats, [floats.count], named: name)])
      constants[name] = value
      return value
    case .places?:
      throw FileError(
        self.name, at: place, "\(name) counts the images, and is used as if it were numbers of an image")
    case nil: throw FileError(self.name, at: place, "nothing makes \(name)")
    }
  }

  /// Keeps numbers for the network under a name of their own, which is returned.
  mutating func store(_ numbers: [Float], _ shape: [Int], named wanted: String) -> String {
    var name: String
    repeat {
      let number = stored[wanted, default: 0] + 1
      stored[wanted] = number
      name = number == 1 ? wanted : "\(wanted)#\(number)"
    } while name != wanted && stored[name] != nil
    stored[name] = max(stored[name] ?? 0, 1)
    tensors.append(NamedTensor(name: name, shape: shape, values: numbers))
    return name
  }

  /// Appends an operation for the node's only output.
  mutating func append(
    _ operation: GraphOperation, _ node: ONNXNode, to inputs: [Int], weights: [String] = []
  ) throws {
    set(node, .value(try operate(operation, node, inputs, weights: weights)))
  }

  /// Appends an operation whose value is used further.
  mutating func operate(
    _ operation: GraphOperation, _ node: ONNXNode, _ inputs: [Int], weights: [String] = []
  ) throws -> Int {
    do {
      return try graph.append(operation, named: label(node), to: inputs, weights: weights)
    } catch var error as FileError {
      error.place = "\(node.operation) \(error.path)"
      error.path = name
      throw error
    }
  }

  func shape(_ value: Int) -> GraphShape { graph.shape(of: value) }

  /// The shape of input `index`. The value comes first: it may be made only now.
  mutating func shape(of node: ONNXNode, _ index: Int = 0) throws -> GraphShape {
    let value = try value(node, index)
    return shape(value)
  }

  mutating func shape(of name: String, _ place: String) throws -> GraphShape {
    let value = try value(name, place)
    return shape(value)
  }

  func label(_ node: ONNXNode) -> String { node.name.isEmpty ? node.outputs.first { !$0.isEmpty } ?? "" : node.name }

  func refusal(_ node: ONNXNode, _ problem: String, expected: String? = nil, found: String? = nil) -> FileError {
    FileError(name, at: "\(node.operation) \(label(node))", problem, expected: expected, found: found)
  }
}
