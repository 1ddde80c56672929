import Files
import Tensors
import TestSupport
import Testing

@testable import Models

@Suite("Graphs with intervals")
struct GraphIntervalsTests {
  static let shape = ImageShape(height: 6, width: 6, channels: 2)

  static func window(_ side: Int, stride: Int = 1, padding: Int = 0) -> Window {
    let around = Window.Pair(padding, padding)
    return Window(kernel: .init(side, side), stride: .init(stride, stride), before: around, after: around)
  }

  /// Two branches of convolutions, of which one is subtracted, then both kinds of pooling, and a row of three logits.
  static func graph() throws -> Graph {
    var graph = Graph(name: "branches", input: shape)
    let pixels = try graph.append(
      .pixelNormalisation(mean: [0.4, 0.5], standardDeviation: [0.2, 0.3]), named: "pixels", to: [0])
    let first = try graph.append(
      .convolution(window(3, padding: 1), outputs: 4, groups: 1, hasBias: true), named: "first", to: [pixels],
      weights: ["first.weight", "first.bias"])
    let rectified = try graph.append(.activation(.relu), named: "relu", to: [first])
    let second = try graph.append(
      .convolution(window(3, padding: 1), outputs: 4, groups: 2, hasBias: false), named: "second", to: [rectified],
      weights: ["second.weight"])
    let difference = try graph.append(.binary(.subtract), named: "difference", to: [first, second])
    let smooth = try graph.append(.activation(.tanh), named: "tanh", to: [difference])
    let largest = try graph.append(.maxPooling(window(2, stride: 2), ceiling: false), named: "largest", to: [smooth])
    let mean = try graph.append(
      .averagePooling(window(2, stride: 2), ceiling: false, countsPadding: true), named: "mean", to: [rectified])
    let both = try graph.append(.concatenation(axis: 1), named: "both", to: [largest, mean])
    let flat = try graph.append(.reshape([.batch, AxisSize(72)]), named: "flat", to: [both])
    _ = try graph.append(
      .linear(outputs: 3, hasBias: true), named: "logits", to: [flat], weights: ["logits.weight", "logits.bias"])
    return graph
  }

  /// Numbers around 0, of about the size that trained weights have.
  static func weights(_ graph: Graph, seed: UInt64) throws -> [String: [Double]] {
    var stream = RandomStream(seed: seed, purpose: .test)
    return Dictionary(
      uniqueKeysWithValues: try graph.network().layout.tensors.map { tensor in
        (tensor.name, (0..<tensor.count).map { _ in 0.4 * stream.nextNormal() })
      })
  }

  /// The tensors of the graph with intervals.
  static func bounded(_ weights: [String: [Double]]) -> [String: [Double]] {
    var result = weights
    for (name, values) in weights {
      let half = name.hasSuffix("weight") ? 0.5 : 1
      result[IntervalForm.centre.name(of: name)] = values.map { half * $0 }
      result[IntervalForm.radius.name(of: name)] = values.map { half * abs($0) }
    }
    return result
  }

  @Test(
    "the logits of 200 images of a box lie between its bounds, and the middle part is the graph's own", arguments: 0..<5
  )
  func sound(seed: Int) throws {
    let graph = try Self.graph(), weights = try Self.weights(graph, seed: UInt64(seed)), count = Self.shape.count
    var stream = RandomStream(seed: 100 + UInt64(seed), purpose: .test)
    let image = (0..<count).map { _ in Double(stream.nextUniform()) }
    let lower = image.map { max($0 - 0.05, 0) }, upper = image.map { min($0 + 0.05, 1) }
    let all = PlainGraph(graph: try graph.withIntervals(), batch: 1, weights: Self.bounded(weights))
      .logits(image + lower + upper)
    let plain = PlainGraph(graph: graph, batch: 1, weights: weights)
    #expect(zip(plain.logits(image), all[0..<3]).allSatisfy { abs($0 - $1) < 1e-12 })
    for _ in 0..<200 {
      let corner = stream.nextInteger(below: 2) == 1
      let moved = zip(lower, upper).map { low, high in
        let share = Double(stream.nextUniform())
        return low + (corner ? share.rounded() : share) * (high - low)
      }
      for (k, logit) in plain.logits(moved).enumerated() {
        #expect(all[3 + k] <= logit + 1e-12 && logit <= all[6 + k] + 1e-12)
      }
    }
  }

  @Test("an affine network reaches its bounds, at the corner that the signs of its weights say")
  func tight() throws {
    var graph = Graph(name: "affine", input: ImageShape(height: 1, width: 3, channels: 1))
    let flat = try graph.append(.reshape([.batch, AxisSize(3)]), to: [0])
    _ = try graph.append(.linear(outputs: 2, hasBias: true), named: "logits", to: [flat], weights: ["weight", "bias"])
    let weights = ["weight": [1, -2, 0.5, 0, 3, -1], "bias": [0.25, -1]]
    let found = PlainGraph(graph: try graph.withIntervals(), batch: 1, weights: Self.bounded(weights))
      .logits([0.5, 0.5, 0.5, 0.25, 0.5, 0.25, 0.75, 1, 0.5])
    // The lower bound of the first logit is 1 · 0.25 - 2 · 1 + 0.5 · 0.25 + 0.25.
    #expect(found == [0, 0, -1.375, 0, 0.25, 1.75])
  }

  @Test("an empty box has the logits themselves for bounds")
  func empty() throws {
    let graph = try Self.graph(), weights = try Self.weights(graph, seed: 9)
    let image = (0..<Self.shape.count).map { Double($0 % 7) / 7 }
    let all = PlainGraph(graph: try graph.withIntervals(), batch: 1, weights: Self.bounded(weights))
      .logits(image + image + image)
    #expect((0..<3).allSatisfy { abs(all[$0] - all[3 + $0]) < 1e-12 && abs(all[$0] - all[6 + $0]) < 1e-12 })
  }

  @Test("all operations without bounds are named in one error, those that nobody needs are not")
  func refused() throws {
    var graph = Graph(name: "others", input: Self.shape)
    _ = try graph.append(.activation(.absolute), named: "unused", to: [0])
    let silu = try graph.append(.activation(.silu), named: "silu", to: [0])
    let product = try graph.append(.binary(.multiply), named: "product", to: [silu, silu])
    _ = try graph.append(.reshape([.batch, AxisSize(72)]), named: "flat", to: [product])
    let error = #expect(throws: FileError.self) { try graph.withIntervals() }
    #expect(error?.path == "others" && error?.found?.contains("silu") == true)
    #expect(error?.found?.contains("product") == true && error?.found?.contains("unused") == false)
  }
}
