import Files
import Tensors
import TestSupport
import Testing

@testable import Models

/// Every operation of a graph against its meaning in Double: logits, and gradients at pixels and weights by differences.
@Suite("Graph operations")
struct GraphOperationTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let input: ImageShape
    /// Appends what is tested to value `x`, numbers between −1 and 1, and returns the result.
    let build: @Sendable (_ graph: inout Graph, _ x: Int) throws -> Int
    var testDescription: String { name }

    init(
      _ name: String, _ height: Int, _ width: Int, _ channels: Int,
      _ build: @escaping @Sendable (_ graph: inout Graph, _ x: Int) throws -> Int
    ) {
      self.name = name
      input = ImageShape(height: height, width: width, channels: channels)
      self.build = build
    }
  }

  private static func window(
    _ kernel: (Int, Int), stride: (Int, Int) = (1, 1), dilation: (Int, Int) = (1, 1), before: (Int, Int) = (0, 0),
    after: (Int, Int) = (0, 0)
  ) -> Window {
    func pair(_ numbers: (Int, Int)) -> Window.Pair { Window.Pair(numbers.0, numbers.1) }
    return Window(
      kernel: pair(kernel), stride: pair(stride), dilation: pair(dilation), before: pair(before), after: pair(after))
  }

  private static func convolution(
    _ name: String, _ height: Int, _ width: Int, _ channels: Int, to outputs: Int, groups: Int = 1, _ window: Window,
    bias: Bool = true
  ) -> Case {
    Case(name, height, width, channels) { graph, x in
      try graph.append(
        .convolution(window, outputs: outputs, groups: groups, hasBias: bias), to: [x],
        weights: bias ? ["w", "b"] : ["w"])
    }
  }

  static let convolutions: [Case] = [
    convolution("1x3 kernel", 5, 6, 3, to: 4, window((1, 3), before: (0, 1), after: (0, 1))),
    convolution("strides 2 and 1", 7, 5, 2, to: 3, window((3, 2), stride: (2, 1))),
    convolution("padding at the end alone", 6, 6, 2, to: 3, window((3, 3), stride: (2, 2), after: (1, 1)), bias: false),
    convolution("dilation 2 and 3", 8, 9, 2, to: 3, window((3, 2), dilation: (2, 3), before: (2, 1), after: (2, 1))),
    convolution("two groups", 5, 4, 4, to: 6, groups: 2, window((3, 3), before: (1, 1), after: (1, 1))),
    convolution("three groups, stride 2", 7, 6, 6, to: 3, groups: 3, window((2, 3), stride: (2, 2))),
    convolution("depthwise 3x3", 7, 9, 5, to: 5, groups: 5, window((3, 3), before: (1, 1), after: (1, 1))),
    convolution(
      "depthwise 5x5, stride 2", 9, 8, 17, to: 17, groups: 17,
      window((5, 5), stride: (2, 2), before: (2, 2), after: (2, 2))),
    convolution("depthwise 7x7", 8, 7, 3, to: 3, groups: 3, window((7, 7), before: (3, 3), after: (3, 3)), bias: false),
    convolution(
      "depthwise with dilation", 7, 7, 4, to: 4, groups: 4,
      window((3, 3), dilation: (2, 2), before: (2, 2), after: (2, 2))),
    convolution("depthwise without padding", 6, 5, 4, to: 4, groups: 4, window((3, 2))),
    convolution(
      "depthwise with wide padding", 3, 3, 2, to: 2, groups: 2, window((2, 2), before: (2, 2), after: (2, 2))),
    convolution("two filters a channel", 5, 5, 3, to: 6, groups: 3, window((3, 3), before: (1, 1), after: (1, 1))),
    convolution("1x1, stride 2", 5, 6, 7, to: 3, window((1, 1), stride: (2, 2))),
  ]

  private static func pool(_ name: String, _ height: Int, _ width: Int, _ operation: GraphOperation) -> Case {
    Case(name, height, width, 3) { graph, x in try graph.append(operation, to: [x]) }
  }

  static let pooling: [Case] = [
    pool(
      "maximum with padding", 5, 6,
      .maxPooling(window((3, 3), stride: (2, 2), before: (1, 1), after: (1, 1)), ceiling: false)),
    pool("maximum, sizes rounded up", 6, 5, .maxPooling(window((2, 3), stride: (2, 2)), ceiling: true)),
    pool("maximum with dilation", 7, 6, .maxPooling(window((2, 2), dilation: (3, 2)), ceiling: false)),
    pool(
      "mean with padding that counts", 5, 6,
      .averagePooling(
        window((3, 3), stride: (2, 2), before: (1, 1), after: (1, 1)), ceiling: false, countsPadding: true)),
    pool(
      "mean with padding that does not count", 5, 6,
      .averagePooling(
        window((3, 3), stride: (2, 2), before: (1, 1), after: (1, 1)), ceiling: false, countsPadding: false)),
    pool(
      "mean, sizes rounded up", 6, 8,
      .averagePooling(window((3, 3), stride: (2, 2), before: (0, 1), after: (0, 1)), ceiling: true, countsPadding: true)
    ),
    pool(
      "mean of plain windows", 6, 8,
      .averagePooling(window((2, 2), stride: (2, 2)), ceiling: false, countsPadding: true)),
    pool(
      "nearest, half pixel", 4, 3,
      .resize(
        height: 8, width: 5,
        Resizing(interpolation: .nearest, coordinates: .halfPixel, rounding: .preferFloor, scaleY: 2, scaleX: 5.0 / 3))),
    pool(
      "linear, half pixel", 4, 3,
      .resize(
        height: 7, width: 6,
        Resizing(interpolation: .linear, coordinates: .halfPixel, rounding: .floor, scaleY: 7.0 / 4, scaleX: 2))),
    pool(
      "linear, aligned corners", 4, 5,
      .resize(
        height: 7, width: 3,
        Resizing(interpolation: .linear, coordinates: .alignCorners, rounding: .floor, scaleY: 7.0 / 4, scaleX: 0.6))),
  ]

  static let functions: [Case] =
    ([
      .relu, .leakyRelu(slope: 0.1), .clip(low: -0.3, high: 0.4), .sigmoid, .hardSigmoid(slope: 0.2, shift: 0.5),
      .hardSwish,
      .silu, .tanh, .erf, .gelu, .geluByTanh, .softplus, .mish, .elu(scale: 0.7), .exp, .absolute,
      .affine(factor: -2, shift: 0.25), .power(exponent: 2),
    ] as [ActivationFunction]).map { function in
      Case("\(function)", 3, 7, 3) { graph, x in
        let wide = try graph.append(.activation(.affine(factor: 4, shift: 0)), to: [x])
        return try graph.append(.activation(function), to: [wide])
      }
    }
    + ([.log, .squareRoot, .power(exponent: 1.7), .reciprocal(factor: 0.5)] as [ActivationFunction]).map { function in
      Case("\(function)", 3, 4, 3) { graph, x in
        let positive = try graph.append(.activation(.affine(factor: 0.5, shift: 1)), to: [x])
        return try graph.append(.activation(function), to: [positive])
      }
    }

  static let numbers: [Case] =
    BinaryFunction.allCases.map { function in
      Case("\(function) of a map and its channels' means", 4, 3, 5) { graph, x in
        let positive = try graph.append(.activation(.affine(factor: 0.5, shift: 1)), to: [x])
        let means = try graph.append(.reduction(.mean, axes: [2, 3], keeps: true), to: [positive])
        return try graph.append(.binary(function), to: [positive, means])
      }
    } + [
      Case("a map times itself", 4, 3, 2) { graph, x in try graph.append(.binary(.multiply), to: [x, x]) },
      Case("a map minus its mirror image", 4, 3, 2) { graph, x in
        let mirror = try graph.append(.selection(axis: 3, indices: [2, 1, 0]), to: [x])
        return try graph.append(.binary(.subtract), to: [x, mirror])
      },
      Case("a row times a column", 4, 3, 2) { graph, x in
        let rows = try graph.append(.reduction(.sum, axes: [3], keeps: true), to: [x])
        let columns = try graph.append(.reduction(.sum, axes: [2], keeps: true), to: [x])
        return try graph.append(.binary(.multiply), to: [rows, columns])
      },
      Case("constants of each channel", 4, 3, 5) { graph, x in
        try graph.append(.binaryConstant(.multiply, shape: [5, 1, 1], isFirst: false), to: [x], weights: ["c"])
      },
      Case("a constant row divided by the map", 4, 3, 5) { graph, x in
        let positive = try graph.append(.activation(.affine(factor: 0.5, shift: 1)), to: [x])
        return try graph.append(.binaryConstant(.divide, shape: [3], isFirst: true), to: [positive], weights: ["c"])
      },
      Case("constants of each number", 4, 3, 2) { graph, x in
        try graph.append(.binaryConstant(.add, shape: [1, 2, 4, 3], isFirst: false), to: [x], weights: ["c"])
      },
      Case("a constant larger than the value", 1, 1, 2) { graph, x in
        try graph.append(.binaryConstant(.add, shape: [2, 3, 2], isFirst: false), to: [x], weights: ["c"])
      },
    ]

  static let axes: [Case] = [
    Case("transposed", 4, 3, 2) { graph, x in try graph.append(.transpose([0, 3, 1, 2]), to: [x]) },
    Case("channels shuffled", 3, 2, 6) { graph, x in
      let apart = try graph.append(.reshape(sizes([.batch, 2, 3, 3, 2])), to: [x])
      let turned = try graph.append(.transpose([0, 2, 1, 3, 4]), to: [apart])
      let back = try graph.append(.reshape(sizes([.batch, 6, 3, 2])), to: [turned])
      return try graph.append(
        .convolution(window((3, 3), before: (1, 1), after: (1, 1)), outputs: 2, groups: 1, hasBias: false),
        to: [back], weights: ["w"])
    },
    Case("every other pixel, backwards", 5, 4, 2) { graph, x in
      let rows = try graph.append(.selection(axis: 2, indices: [4, 2, 0]), to: [x])
      return try graph.append(.selection(axis: 3, indices: [1]), to: [rows])
    },
    Case("one pixel twice", 3, 3, 2) { graph, x in try graph.append(.selection(axis: 2, indices: [1, 1, 2]), to: [x]) },
    Case("one channel", 3, 3, 4) { graph, x in try graph.append(.selection(axis: 1, indices: [2]), to: [x]) },
    Case("padded channels", 3, 2, 2) { graph, x in
      try graph.append(.padding(before: [0, 1, 0, 0], after: [0, 2, 0, 0], .constant, value: 0.5), to: [x])
    },
    Case("mirrored", 4, 3, 2) { graph, x in
      try graph.append(.padding(before: [0, 0, 2, 1], after: [0, 0, 3, 0], .reflect, value: 0), to: [x])
    },
    Case("edges repeated, a row cut off", 4, 3, 2) { graph, x in
      try graph.append(.padding(before: [0, 0, -1, 2], after: [0, 0, 1, 1], .edge, value: 0), to: [x])
    },
    Case("channels beside each other", 3, 4, 2) { graph, x in
      let other = try graph.append(.activation(.tanh), to: [x])
      let one = try graph.append(.selection(axis: 1, indices: [1]), to: [x])
      return try graph.append(.concatenation(axis: 1), to: [x, other, one, x])
    },
    Case("rows beside each other, in another order of memory", 3, 4, 2) { graph, x in
      let turned = try graph.append(.transpose([0, 2, 1, 3]), to: [x])
      let other = try graph.append(.reshape(sizes([.batch, 3, 2, 4])), to: [x])
      return try graph.append(.concatenation(axis: 1), to: [turned, other])
    },
    Case("expanded", 1, 3, 2) { graph, x in
      try graph.append(.expansion(sizes([.batch, 2, 4, 3])), to: [x])
    },
    Case("sums over rows and channels", 3, 4, 5) { graph, x in
      try graph.append(.reduction(.sum, axes: [1, 2], keeps: false), to: [x])
    },
    Case("means over columns", 3, 4, 5) { graph, x in
      try graph.append(.reduction(.mean, axes: [3], keeps: true), to: [x])
    },
    Case("the largest over rows", 3, 4, 5) { graph, x in
      try graph.append(.reduction(.largest, axes: [2], keeps: false), to: [x])
    },
    Case("the largest over all pixels", 3, 4, 5) { graph, x in
      try graph.append(.reduction(.largest, axes: [2, 3], keeps: true), to: [x])
    },
    Case("the mean over all", 3, 4, 2) { graph, x in
      let mean = try graph.append(.reduction(.mean, axes: [1, 2, 3], keeps: true), to: [x])
      return try graph.append(.concatenation(axis: 1), to: [mean, mean])
    },
    Case("softmax over channels", 3, 2, 5) { graph, x in
      try graph.append(.softmax(axis: 1, isLogarithmic: false), to: [x])
    },
    Case("log-softmax over columns", 3, 4, 2) { graph, x in
      try graph.append(.softmax(axis: 3, isLogarithmic: true), to: [x])
    },
  ]

  static let layers: [Case] = [
    Case("linear at the last axis", 3, 4, 5) { graph, x in
      let tokens = try graph.append(.transpose([0, 2, 3, 1]), to: [x])
      return try graph.append(.linear(outputs: 6, hasBias: true), to: [tokens], weights: ["w", "b"])
    },
    Case("linear at an axis that is not last in memory", 3, 4, 2) { graph, x in
      try graph.append(.linear(outputs: 3, hasBias: false), to: [x], weights: ["w"])
    },
    Case("linear on a flattened map", 2, 3, 4) { graph, x in
      let flat = try graph.append(.reshape(sizes([.batch, 24])), to: [x])
      return try graph.append(.linear(outputs: 3, hasBias: true), to: [flat], weights: ["w", "b"])
    },
    Case("batch normalisation of a row", 1, 1, 5) { graph, x in
      let flat = try graph.append(.reshape(sizes([.batch, 5])), to: [x])
      return try graph.append(.batchNormalisation(epsilon: 1e-3), to: [flat], weights: ["g", "b", "m", "variance"])
    },
    Case("batch normalisation behind a convolution", 4, 3, 2) { graph, x in
      let map = try graph.append(
        .convolution(window((3, 3), before: (1, 1), after: (1, 1)), outputs: 3, groups: 1, hasBias: true), to: [x],
        weights: ["w", "c"])
      return try graph.append(.batchNormalisation(epsilon: 1e-2), to: [map], weights: ["g", "b", "m", "variance"])
    },
    Case("layer normalisation of tokens", 3, 2, 5) { graph, x in
      let tokens = try graph.append(.transpose([0, 2, 3, 1]), to: [x])
      return try graph.append(.layerNormalisation(axes: 1, epsilon: 1e-5), to: [tokens], weights: ["g", "b"])
    },
    Case("layer normalisation of images", 3, 2, 3) { graph, x in
      try graph.append(.layerNormalisation(axes: 3, epsilon: 1e-5), to: [x], weights: ["g", "b"])
    },
    Case("group normalisation", 3, 4, 6) { graph, x in
      try graph.append(.groupNormalisation(groups: 3, epsilon: 1e-5), to: [x], weights: ["g", "b"])
    },
    Case("instance normalisation", 3, 4, 2) { graph, x in
      try graph.append(.groupNormalisation(groups: 2, epsilon: 1e-5), to: [x], weights: ["g", "b"])
    },
    // Two maps, or six rows, of each image beside the images.
    Case("batch normalisation of two maps", 3, 2, 6) { graph, x in
      let maps = try graph.append(.reshape([AxisSize(2, hasBatch: true)] + sizes([3, 3, 2])), to: [x])
      return try graph.append(.batchNormalisation(epsilon: 1e-2), to: [maps], weights: ["g", "b", "m", "variance"])
    },
    Case("batch normalisation of rows", 3, 2, 4) { graph, x in
      let tokens = try graph.append(.transpose([0, 2, 3, 1]), to: [x])
      let rows = try graph.append(.reshape([AxisSize(6, hasBatch: true), AxisSize(4)]), to: [tokens])
      return try graph.append(.batchNormalisation(epsilon: 1e-2), to: [rows], weights: ["g", "b", "m", "variance"])
    },
    Case("group normalisation of two maps", 3, 2, 8) { graph, x in
      let maps = try graph.append(.reshape([AxisSize(2, hasBatch: true)] + sizes([4, 3, 2])), to: [x])
      return try graph.append(.groupNormalisation(groups: 2, epsilon: 1e-5), to: [maps], weights: ["g", "b"])
    },
    Case("a class token before the others", 2, 3, 4) { graph, x in
      let tokens = try graph.append(
        .transpose([0, 2, 1]), to: [try graph.append(.reshape(sizes([.batch, 4, 6])), to: [x])])
      let token = try graph.append(.constant(shape: [1, 4]), to: [], weights: ["token"])
      return try graph.append(.concatenation(axis: 1), to: [token, tokens])
    },
    Case("attention of two heads", 2, 3, 6) { graph, x in try attention(&graph, x, tokens: 6, width: 6, heads: 2) },
    Case("attention with the batch inside, as torch.nn.MultiheadAttention has it", 2, 2, 4) { graph, x in
      let maps = try graph.append(.reshape(sizes([.batch, 4, 4])), to: [x])
      let tokens = try graph.append(.transpose([2, 0, 1]), to: [maps])
      let query = try graph.append(.linear(outputs: 4, hasBias: true), to: [tokens], weights: ["q", "qb"])
      let heads = try [query, tokens, tokens].map { value in
        try graph.append(
          .transpose([1, 0, 2]),
          to: [try graph.append(.reshape([AxisSize(4), AxisSize(2, hasBatch: true), AxisSize(2)]), to: [value])])
      }
      let keys = try graph.append(.transpose([0, 2, 1]), to: [heads[1]])
      let scores = try graph.append(
        .softmax(axis: 2, isLogarithmic: false), to: [try graph.append(.product, to: [heads[0], keys])])
      let mixed = try graph.append(.product, to: [scores, heads[2]])
      let back = try graph.append(.transpose([1, 0, 2]), to: [mixed])
      let rows = try graph.append(.reshape([AxisSize(4, hasBatch: true), AxisSize(4)]), to: [back])
      let output = try graph.append(.linear(outputs: 3, hasBias: false), to: [rows], weights: ["o"])
      let last = try graph.append(.reshape([AxisSize(4), .batch, AxisSize(3)]), to: [output])
      return try graph.append(.transpose([1, 0, 2]), to: [last])
    },
    Case("the same matrix for every row", 3, 4, 2) { graph, x in
      let means = try graph.append(.reduction(.mean, axes: [1], keeps: true), to: [x])
      let turned = try graph.append(.transpose([0, 1, 3, 2]), to: [means])
      return try graph.append(.product, to: [x, turned])
    },
  ]

  private static func attention(
    _ graph: inout Graph, _ x: Int, tokens: Int, width: Int, heads: Int
  ) throws -> Int {
    let rows = try graph.append(
      .transpose([0, 2, 1]), to: [try graph.append(.reshape(sizes([.batch, .of(width), .of(tokens)])), to: [x])])
    let projected = try graph.append(.linear(outputs: 3 * width, hasBias: true), to: [rows], weights: ["qkv", "b"])
    let split = try graph.append(
      .transpose([2, 0, 3, 1, 4]),
      to: [
        try graph.append(
          .reshape(sizes([.batch, .of(tokens), 3, .of(heads), .of(width / heads)])), to: [projected])
      ])
    let parts = try (0..<3).map { index in
      try graph.append(
        .reshape(sizes([.batch, .of(heads), .of(tokens), .of(width / heads)])),
        to: [try graph.append(.selection(axis: 0, indices: [index]), to: [split])])
    }
    let keys = try graph.append(.transpose([0, 1, 3, 2]), to: [parts[1]])
    let scores = try graph.append(.product, to: [parts[0], keys])
    let shares = try graph.append(.softmax(axis: 3, isLogarithmic: false), to: [scores])
    let mixed = try graph.append(.product, to: [shares, parts[2]])
    let together = try graph.append(.transpose([0, 2, 1, 3]), to: [mixed])
    let flat = try graph.append(.reshape(sizes([.batch, .of(tokens), .of(width)])), to: [together])
    return try graph.append(.linear(outputs: width, hasBias: true), to: [flat], weights: ["o", "ob"])
  }

  @Test("a convolution of any form agrees with its meaning", arguments: convolutions) func convolves(_ test: Case)
    throws
  { try check(test) }
  @Test("pooling and resizing agree with their meaning", arguments: pooling) func pools(_ test: Case) throws {
    try check(test)
  }
  @Test("a function of one number agrees with its meaning", arguments: functions) func maps(_ test: Case) throws {
    try check(test)
  }
  @Test("a function of two values agrees with its meaning", arguments: numbers) func combines(_ test: Case) throws {
    try check(test)
  }
  @Test("axes stand where they mean to", arguments: axes) func moves(_ test: Case) throws { try check(test) }
  @Test("layers and attention agree with their meaning", arguments: layers) func computes(_ test: Case) throws {
    try check(test)
  }

  @Test("a normalisation that would mix images is refused")
  func mixed() throws {
    let operations: [GraphOperation] = [
      .layerNormalisation(axes: 1, epsilon: 1e-5), .groupNormalisation(groups: 1, epsilon: 1e-5),
      .batchNormalisation(epsilon: 1e-5),
    ]
    for (operation, order) in zip(operations, [[1, 2, 3, 0], [1, 2, 3, 0], [1, 0, 2, 3]]) {
      var graph = Graph(name: "mixed", input: ImageShape(height: 2, width: 2, channels: 3))
      let moved = try graph.append(.transpose(order), to: [0])
      #expect(throws: FileError.self) { try graph.append(operation, to: [moved], weights: ["g", "b", "m", "v"]) }
    }
  }

  private func check(_ test: Case) throws {
    let batch = 2
    var graph = Graph(name: test.name, input: test.input)
    let x = try graph.append(.activation(.affine(factor: 2, shift: -1)), to: [0])
    let result = try test.build(&graph, x)
    _ = try graph.append(.reshape([.batch, AxisSize(graph.shape(of: result).countPerImage)]), to: [result])
    let network = try graph.network()
    let tensors = network.layout.tensors.enumerated().map { index, tensor in
      NamedTensor(
        name: tensor.name, shape: tensor.shape,
        values: SampleNumbers.floats(tensor.count, seed: UInt64(index) + 5).map {
          tensor.role == .runningVariance ? abs($0) + 0.1 : $0
        })
    }
    var weights = try Weights(layout: network.layout, tensors: tensors, path: test.name)
    let pixels = SampleNumbers.floats(batch * test.input.count, seed: 9).map { Double(min(max(0.5 + 0.2 * $0, 0), 1)) }
    let gradient = SampleNumbers.floats(batch * network.classes, seed: 11)
    var twin = PlainGraph(graph: graph, batch: batch, weights: [:])
    for tensor in tensors { twin.weights[tensor.name] = tensor.values.map { Double($0) } }
    func value(_ pixels: [Double], _ twin: PlainGraph) -> Double {
      zip(twin.logits(pixels), gradient).reduce(0) { $0 + $1.0 * Double($1.1) }
    }
    let expected = twin.logits(pixels)
    let slopes = pixels.indices.map { i in
      var (above, below) = (pixels, pixels)
      above[i] += CentralDifferences.step
      below[i] -= CentralDifferences.step
      return (value(above, twin) - value(below, twin)) / (2 * CentralDifferences.step)
    }
    // The engine has channels last.
    let places = PlainArray.indices([batch, test.input.height, test.input.width, test.input.channels]).map { index in
      ((index[0] * test.input.channels + index[3]) * test.input.height + index[1]) * test.input.width + index[2]
    }
    for purpose in [Execution.Purpose.allGradients, .inputGradient] {
      let execution = Execution(network, batchSize: batch, purpose: purpose, engine: Engine(threads: 2))
      var weightGradients = [Float](repeating: .nan, count: network.layout.count)
      for (i, place) in places.enumerated() { execution.images[i] = Float(pixels[place]) }
      execution.prepare(weights: weights.values)
      execution.forward(count: batch, weights: &weights.values)
      let logits = Array(UnsafeBufferPointer(start: execution.logits, count: batch * network.classes))
      #expect(Deviation.largest(logits, expected) < 3e-6)
      for _ in 0..<2 {
        execution.logitGradients!.update(from: gradient, count: gradient.count)
        weightGradients.withUnsafeMutableBufferPointer {
          execution.backward(
            count: batch, weights: &weights.values,
            weightGradients: purpose == .allGradients ? $0.baseAddress : nil)
        }
      }
      let found = Array(UnsafeBufferPointer(start: execution.imageGradients!, count: pixels.count))
      #expect(Deviation.largest(found, places.map { slopes[$0] }) < 2e-5)
      guard purpose == .allGradients else { continue }
      for tensor in network.layout.tensors where tensor.role.isTrainable {
        let own = tensor.engineIndices().map { weightGradients[tensor.offset + $0] }
        let slopes = (0..<tensor.count).map { i in
          var (above, below) = (twin, twin)
          above.weights[tensor.name]![i] += CentralDifferences.step
          below.weights[tensor.name]![i] -= CentralDifferences.step
          return (value(pixels, above) - value(pixels, below)) / (2 * CentralDifferences.step)
        }
        #expect(Deviation.largest(own, slopes) < 2e-5, "\(tensor.name)")
      }
    }
  }
}

private func sizes(_ shape: [Size]) -> GraphShape { shape.map(\.dimension) }

/// Shapes in tests: numbers, and `.batch`.
private struct Size: ExpressibleByIntegerLiteral {
  let dimension: AxisSize
  static let batch = Size(dimension: .batch)
  static func of(_ count: Int) -> Size { Size(dimension: AxisSize(count)) }
  init(integerLiteral value: Int) { dimension = AxisSize(value) }
  private init(dimension: AxisSize) { self.dimension = dimension }
}
