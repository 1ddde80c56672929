import Foundation
public import Models
import Tensors

/// An array in Double with the axes that a graph's value has.
public struct PlainArray {
  var shape: [Int]
  var values: [Double]

  init(_ shape: [Int], _ values: [Double]) {
    precondition(shape.reduce(1, *) == values.count)
    self.shape = shape
    self.values = values
  }

  init(_ shape: [Int], _ value: ([Int]) -> Double) {
    self.shape = shape
    values = Self.indices(shape).map(value)
  }

  /// All indices, the last axis running fastest.
  public static func indices(_ shape: [Int]) -> [[Int]] {
    shape.reduce([[]]) { indices, size in indices.flatMap { index in (0..<size).map { index + [$0] } } }
  }

  subscript(_ index: [Int]) -> Double { values[zip(shape, index).reduce(0) { $0 * $1.0 + $1.1 }] }

  /// The number at an index of a larger array, which this one is repeated over.
  func broadcast(at index: [Int]) -> Double {
    self[zip(shape, index.suffix(shape.count)).map { $0 == 1 ? 0 : $1 }]
  }
}

/// A graph computed in Double by what its operations mean: slow, and without any cleverness.
public struct PlainGraph {
  let graph: Graph
  let batch: Int
  /// The numbers of each tensor by name, as PyTorch lays them out.
  public var weights: [String: [Double]]

  public init(graph: Graph, batch: Int, weights: [String: [Double]]) {
    self.graph = graph
    self.batch = batch
    self.weights = weights
  }

  /// The logits, row by row, from images (N, C, H, W).
  public func logits(_ images: [Double]) -> [Double] {
    let input = graph.input
    var values = [PlainArray([batch, input.channels, input.height, input.width], images)]
    for node in graph.nodes {
      values.append(
        PlainOperation(
          inputs: node.inputs.map { values[$0] }, weights: node.weights.map { weights[$0]! },
          output: node.shape.map { $0.hasBatch ? $0.count * batch : $0.count }, batch: batch
        ).result(node.operation))
    }
    return values[graph.output].values
  }
}

struct PlainOperation {
  let inputs: [PlainArray]
  let weights: [[Double]]
  let output: [Int]
  let batch: Int

  private var x: PlainArray { inputs[0] }

  func result(_ operation: GraphOperation) -> PlainArray {
    switch operation {
    case .pixelNormalisation(let mean, let deviation):
      PlainArray(output) { (x[$0] - Double(mean[$0[1]])) / Double(deviation[$0[1]]) }
    case .convolution(let window, _, let groups, let hasBias): convolved(window, groups, hasBias)
    case .linear(_, let hasBias):
      PlainArray(output) { index in
        let inputs = x.shape.last!, o = index.last!
        return (0..<inputs).reduce(hasBias ? weights[1][o] : 0) {
          $0 + weights[0][o * inputs + $1] * x[index.dropLast() + [$1]]
        }
      }
    case .batchNormalisation(let epsilon):
      PlainArray(output) {
        let c = $0[1]
        return (x[$0] - weights[2][c]) / (weights[3][c] + epsilon).squareRoot() * weights[0][c] + weights[1][c]
      }
    case .layerNormalisation(let axes, let epsilon): layerNormalised(axes, epsilon)
    case .groupNormalisation(let groups, let epsilon): groupNormalised(groups, epsilon)
    case .activation(let function): PlainArray(output) { Self.activated(function, x[$0]) }
    case .binary(let function):
      PlainArray(output) { Self.combined(function, inputs[0].broadcast(at: $0), inputs[1].broadcast(at: $0)) }
    case .binaryConstant(let function, let shape, let isFirst):
      PlainArray(output) {
        let constant = PlainArray(shape, weights[0]).broadcast(at: $0), value = x.broadcast(at: $0)
        return isFirst ? Self.combined(function, constant, value) : Self.combined(function, value, constant)
      }
    case .constant(let shape): PlainArray(output) { PlainArray(shape, weights[0])[Array($0.dropFirst())] }
    case .noise: preconditionFailure("what is random has no plain twin")
    case .product:
      PlainArray(output) { index in
        let lead = Array(index.dropLast(2)), row = index[index.count - 2], column = index.last!
        return (0..<x.shape.last!).reduce(0) { sum, k in
          sum + x.broadcast(at: lead + [row, k]) * inputs[1].broadcast(at: lead + [k, column])
        }
      }
    case .softmax(let axis, let isLogarithmic):
      PlainArray(output) { index in
        let row = (0..<x.shape[axis]).map { place in x[replaced(index, axis, place)] }, largest = row.max()!
        let sum = row.reduce(0) { $0 + exp($1 - largest) }
        return isLogarithmic ? x[index] - largest - log(sum) : exp(x[index] - largest) / sum
      }
    case .maxPooling(let window, _): pooled(window) { values, _, _ in values.max()! }
    case .averagePooling(let window, _, let countsPadding):
      pooled(window) { values, padded, _ in values.reduce(0, +) / Double(countsPadding ? padded : values.count) }
    case .reduction(let kind, let axes, let keeps): reduced(kind, axes, keeps)
    case .concatenation(let axis):
      PlainArray(output) { index in
        var place = index[axis]
        for input in inputs {
          if place < input.shape[axis] { return input[replaced(index, axis, place)] }
          place -= input.shape[axis]
        }
        preconditionFailure("beyond the last input")
      }
    case .selection(let axis, let indices): PlainArray(output) { x[replaced($0, axis, indices[$0[axis]])] }
    case .padding(let before, _, let mode, let value): padded(before, mode, Double(value))
    case .resize(let height, let width, let how):
      PlainArray(output) { index in
        let rows = Self.sources(index[2], x.shape[2], height, how.scaleY, how)
        let columns = Self.sources(index[3], x.shape[3], width, how.scaleX, how)
        return rows.reduce(0) { sum, row in
          columns.reduce(sum) { $0 + row.1 * $1.1 * x[[index[0], index[1], row.0, $1.0]] }
        }
      }
    case .reshape: PlainArray(output, x.values)
    case .transpose(let order):
      PlainArray(output) { index in
        var source = index
        for (to, from) in order.enumerated() { source[from] = index[to] }
        return x[source]
      }
    case .expansion: PlainArray(output) { x.broadcast(at: $0) }
    case .dropout: x
    }
  }

  /// The pixels along one axis that a pixel of another size is made of, with their shares.
  private static func sources(
    _ place: Int, _ size: Int, _ target: Int, _ scale: Double, _ how: Resizing
  ) -> [(Int, Double)] {
    let x: Double =
      switch how.coordinates {
      case .halfPixel, .pytorchHalfPixel: (Double(place) + 0.5) / scale - 0.5
      case .asymmetric: Double(place) / scale
      case .alignCorners: Double(place * (size - 1)) / Double(target - 1)
      }
    func pixel(_ x: Double) -> Int { min(max(Int(x), 0), size - 1) }
    switch how.interpolation {
    // Only the usual rounding: halves go down.
    case .nearest: return [(pixel((x - 0.5).rounded(.up)), 1)]
    case .linear:
      let low = x.rounded(.down)
      return [(pixel(low), low + 1 - x), (pixel(low + 1), x - low)]
    }
  }

  private func replaced(_ index: [Int], _ axis: Int, _ place: Int) -> [Int] {
    var index = index
    index[axis] = place
    return index
  }

  private func convolved(_ window: Window, _ groups: Int, _ hasBias: Bool) -> PlainArray {
    let groupInputs = x.shape[1] / groups, groupOutputs = output[1] / groups, kernel = window.kernel
    return PlainArray(output) { index in
      let o = index[1], group = o / groupOutputs
      var sum = hasBias ? weights[1][o] : 0
      for i in 0..<groupInputs {
        for ky in 0..<kernel.y {
          for kx in 0..<kernel.x {
            let y = index[2] * window.stride.y - window.before.y + ky * window.dilation.y
            let x = index[3] * window.stride.x - window.before.x + kx * window.dilation.x
            guard (0..<self.x.shape[2]).contains(y), (0..<self.x.shape[3]).contains(x) else { continue }
            let weight = weights[0][((o * groupInputs + i) * kernel.y + ky) * kernel.x + kx]
            sum += weight * self.x[[index[0], group * groupInputs + i, y, x]]
          }
        }
      }
      return sum
    }
  }

  /// Of each window the numbers inside the map, and how many places lie inside the padded one.
  private func pooled(_ window: Window, _ result: ([Double], _ padded: Int, Int) -> Double) -> PlainArray {
    PlainArray(output) { index in
      var values: [Double] = [], padded = 0
      for ky in 0..<window.kernel.y {
        for kx in 0..<window.kernel.x {
          let y = index[2] * window.stride.y - window.before.y + ky * window.dilation.y
          let x = index[3] * window.stride.x - window.before.x + kx * window.dilation.x
          if y < self.x.shape[2] + window.after.y, x < self.x.shape[3] + window.after.x { padded += 1 }
          guard (0..<self.x.shape[2]).contains(y), (0..<self.x.shape[3]).contains(x) else { continue }
          values.append(self.x[[index[0], index[1], y, x]])
        }
      }
      return result(values, padded, 0)
    }
  }

  private func layerNormalised(_ axes: Int, _ epsilon: Double) -> PlainArray {
    let width = x.shape.suffix(axes).reduce(1, *)
    return PlainArray(
      x.shape,
      stride(from: 0, to: x.values.count, by: width).flatMap { start -> [Double] in
        let row = x.values[start..<start + width], (mean, deviation) = Self.moments(Array(row), epsilon)
        return row.enumerated().map { ($1 - mean) / deviation * weights[0][$0] + weights[1][$0] }
      })
  }

  private func groupNormalised(_ groups: Int, _ epsilon: Double) -> PlainArray {
    let channels = x.shape[1], inner = x.shape.dropFirst(2).reduce(1, *), width = channels / groups * inner
    return PlainArray(
      x.shape,
      stride(from: 0, to: x.values.count, by: width).flatMap { start -> [Double] in
        let part = x.values[start..<start + width], (mean, deviation) = Self.moments(Array(part), epsilon)
        return part.enumerated().map { place, value in
          let c = (start / inner + place / inner) % channels
          return (value - mean) / deviation * weights[0][c] + weights[1][c]
        }
      })
  }

  private static func moments(_ values: [Double], _ epsilon: Double) -> (mean: Double, deviation: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    return (mean, (variance + epsilon).squareRoot())
  }

  private func reduced(_ kind: ReductionKind, _ axes: [Int], _ keeps: Bool) -> PlainArray {
    PlainArray(output) { index in
      var rest = index[...]
      let fixed = x.shape.indices.map { axis -> Int? in
        if axes.contains(axis) {
          if keeps { rest = rest.dropFirst() }
          return nil
        }
        return rest.removeFirst()
      }
      let values = PlainArray.indices(x.shape.indices.map { fixed[$0] == nil ? x.shape[$0] : 1 }).map { free in
        x[zip(fixed, free).map { $0 ?? $1 }]
      }
      return switch kind {
      case .sum: values.reduce(0, +)
      case .mean: values.reduce(0, +) / Double(values.count)
      case .largest: values.max()!
      }
    }
  }

  private func padded(_ before: [Int], _ mode: PaddingMode, _ fill: Double) -> PlainArray {
    PlainArray(output) { index in
      var source: [Int] = []
      for (axis, place) in index.enumerated() {
        var place = place - before[axis]
        let size = x.shape[axis]
        switch mode {
        case .constant: guard (0..<size).contains(place) else { return fill }
        case .edge: place = min(max(place, 0), size - 1)
        case .reflect:
          if place < 0 { place = -place }
          if place >= size { place = 2 * (size - 1) - place }
        }
        source.append(place)
      }
      return x[source]
    }
  }

  static func combined(_ function: BinaryFunction, _ a: Double, _ b: Double) -> Double {
    switch function {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .power: pow(a, b)
    case .minimum: min(a, b)
    case .maximum: max(a, b)
    }
  }

  static func activated(_ function: ActivationFunction, _ x: Double) -> Double {
    func hard(_ slope: Double, _ shift: Double) -> Double { min(max(slope * x + shift, 0), 1) }
    return switch function {
    case .relu: max(x, 0)
    case .leakyRelu(let slope): x < 0 ? Double(slope) * x : x
    case .clip(let low, let high): min(max(x, Double(low)), Double(high))
    case .sigmoid: 1 / (1 + exp(-x))
    case .hardSigmoid(let slope, let shift): hard(Double(slope), Double(shift))
    case .hardSwish: x * hard(1 / 6, 0.5)
    case .silu: x / (1 + exp(-x))
    case .tanh: tanh(x)
    case .erf: erf(x)
    case .gelu: x * 0.5 * (1 + erf(x / 2.0.squareRoot()))
    case .geluByTanh: 0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
    case .softplus: log1p(exp(x))
    case .mish: x * tanh(log1p(exp(x)))
    case .elu(let scale): x < 0 ? Double(scale) * expm1(x) : x
    case .exp: exp(x)
    case .log: log(x)
    case .squareRoot: x.squareRoot()
    case .absolute: abs(x)
    case .affine(let factor, let shift): Double(factor) * x + Double(shift)
    case .power(let exponent): pow(x, Double(exponent))
    case .reciprocal(let factor): Double(factor) / x
    }
  }
}
