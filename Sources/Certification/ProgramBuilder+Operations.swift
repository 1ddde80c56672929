import Models

extension ProgramBuilder {
  /// The value of a node; `nil` where the operation is not known to certification.
  mutating func translate(_ node: Graph.Node) -> Int? {
    guard let axes = Self.axes(node.shape) else { return nil }
    switch node.operation {
    case .pixelNormalisation(let mean, let deviation):
      let area = axes[1] * axes[2]
      let scales = deviation.flatMap { [Double](repeating: 1 / Double($0), count: area) }
      let shifts = zip(mean, deviation).flatMap { [Double](repeating: -Double($0) / Double($1), count: area) }
      return linear(PickMap(scales: scales), value(node), shift: shifts)
    case .convolution(let window, let outputs, let groups, let hasBias):
      guard let input = self.axes(node) else { return nil }
      let map = ConvolutionMap(
        filters: tensor(node, 0), window: window, channels: input[0], height: input[1], width: input[2],
        outputs: outputs, groups: groups)
      let bias = hasBias ? tensor(node, 1) : [Double](repeating: 0, count: outputs)
      return linear(map, value(node), shift: bias.flatMap { [Double](repeating: $0, count: axes[1] * axes[2]) })
    case .linear(let outputs, let hasBias):
      guard let input = self.axes(node), let depth = input.last else { return nil }
      let places = input.dropLast().reduce(1, *)
      let bias = hasBias ? tensor(node, 1) : [Double](repeating: 0, count: outputs)
      return linear(
        DenseMap(matrix: tensor(node, 0), outputs: outputs, inputs: depth, places: places), value(node),
        shift: (0..<places).flatMap { _ in bias })
    case .batchNormalisation(let epsilon): return batchNormalised(node, axes, epsilon)
    case .activation(let function): return activation(function, value(node))
    case .binary(let function):
      guard let first = self.axes(node, 0), let second = self.axes(node, 1) else { return nil }
      let a = repeated(value(node, 0), first, axes), b = repeated(value(node, 1), second, axes)
      return combined(function, a, b)
    case .binaryConstant(let function, let shape, let isFirst):
      guard let input = self.axes(node) else { return nil }
      let numbers = tensor(node, 0), own = Self.trimmed(shape, to: axes.count)
      let constants = Self.repetition(own, axes).map { numbers[$0] }
      return combined(function, repeated(value(node), input, axes), constant: constants, isFirst: isFirst)
    case .constant: return constant(tensor(node, 0))
    case .maxPooling(let window, let ceiling):
      guard let input = self.axes(node) else { return nil }
      return largest(value(node), windows(window, input, ceiling: ceiling).map(\.inside))
    case .averagePooling(let window, let ceiling, let countsPadding):
      guard let input = self.axes(node) else { return nil }
      let windows = windows(window, input, ceiling: ceiling)
      return linear(
        SparseMap(inputs: input.reduce(1, *), outputs: windows.count) { output in
          let (inside, padded) = windows[output]
          return inside.map { ($0, 1 / Double(countsPadding ? padded : inside.count)) }
        }, value(node))
    case .reduction(let kind, let reduced, _):
      guard let input = self.axes(node) else { return nil }
      return reduction(kind, value(node), input, axes: reduced.map { $0 - 1 })
    case .concatenation(let axis):
      return concatenation(node, axes, axis: axis - 1)
    case .selection(let axis, let indices):
      guard let input = self.axes(node) else { return nil }
      return picked(
        value(node),
        Self.places(axes) { place in
          zip(input.indices, place).reduce(0) { $0 * input[$1.0] + ($1.0 == axis - 1 ? indices[$1.1] : $1.1) }
        })
    case .padding(let before, _, let mode, let padding):
      guard let input = self.axes(node) else { return nil }
      return picked(
        value(node), Self.places(axes) { Self.unpadded($0, before: Array(before.dropFirst()), input, mode) },
        padding: Double(padding))
    case .reshape, .dropout: return value(node)
    case .transpose(let order):
      guard order.first == 0, let input = self.axes(node) else { return nil }
      return picked(
        value(node),
        Self.places(axes) { place in
          var source = [Int](repeating: 0, count: input.count)
          for (axis, old) in order.dropFirst().enumerated() { source[old - 1] = place[axis] }
          return zip(source, input).reduce(0) { $0 * $1.1 + $1.0 }
        })
    case .expansion:
      guard let input = self.axes(node) else { return nil }
      return repeated(value(node), input, axes)
    case .layerNormalisation, .groupNormalisation, .noise, .product, .softmax, .resize: return nil
    }
  }

  private mutating func batchNormalised(_ node: Graph.Node, _ axes: [Int], _ epsilon: Double) -> Int {
    let (scale, shift, mean, variance) = (tensor(node, 0), tensor(node, 1), tensor(node, 2), tensor(node, 3))
    let area = axes.dropFirst().reduce(1, *)
    let factors = zip(scale, variance).map { $0 / ($1 + epsilon).squareRoot() }
    let shifts = factors.indices.map { shift[$0] - mean[$0] * factors[$0] }
    func spread(_ numbers: [Double]) -> [Double] { numbers.flatMap { [Double](repeating: $0, count: area) } }
    return linear(PickMap(scales: spread(factors)), value(node), shift: spread(shifts))
  }

  private mutating func activation(_ function: ActivationFunction, _ value: Int) -> Int? {
    switch function {
    case .relu: self.function(.relu, value)
    case .leakyRelu(let slope):
      sum([(value, Double(slope)), (self.function(.relu, value), 1 - Double(slope))])
    case .clip(let low, let high): clip(value, Double(low), Double(high))
    case .sigmoid: self.function(.sigmoid, value)
    case .tanh: self.function(.tanh, value)
    case .hardSigmoid(let slope, let shift): clip(scaled(value, Double(slope), plus: Double(shift)), 0, 1)
    case .absolute:
      sum([(self.function(.relu, value), 1), (self.function(.relu, scaled(value, -1)), 1)])
    case .affine(let factor, let shift): scaled(value, Double(factor), plus: Double(shift))
    case .hardSwish, .silu, .erf, .gelu, .geluByTanh, .softplus, .mish, .elu, .exp, .log, .squareRoot, .power,
      .reciprocal:
      nil
    }
  }

  private mutating func combined(_ function: BinaryFunction, _ a: Int, _ b: Int) -> Int? {
    switch function {
    case .add: sum([(a, 1), (b, 1)])
    case .subtract: sum([(a, 1), (b, -1)])
    case .maximum: maximum(a, b)
    case .minimum: scaled(maximum(scaled(a, -1), scaled(b, -1)), -1)
    case .multiply, .divide, .power: nil
    }
  }

  private mutating func combined(
    _ function: BinaryFunction, _ value: Int, constant: [Double], isFirst: Bool
  ) -> Int? {
    switch function {
    case .add: sum([(value, 1)], shift: constant)
    case .subtract: isFirst ? sum([(value, -1)], shift: constant) : sum([(value, 1)], shift: constant.map { -$0 })
    case .multiply: linear(PickMap(scales: constant), value)
    case .divide where !isFirst: linear(PickMap(scales: constant.map { 1 / $0 }), value)
    case .maximum, .minimum: combined(function, value, self.constant(constant))
    case .divide, .power: nil
    }
  }

  private mutating func reduction(_ kind: ReductionKind, _ value: Int, _ input: [Int], axes: [Int]) -> Int {
    let kept = input.indices.map { axes.contains($0) ? 1 : input[$0] }, places = Self.repetition(kept, input)
    var members = [[Int]](repeating: [], count: kept.reduce(1, *))
    for (place, target) in places.enumerated() { members[target].append(place) }
    guard kind != .largest else { return largest(value, members) }
    return linear(
      SparseMap(inputs: places.count, outputs: members.count) { output in
        members[output].map { ($0, kind == .mean ? 1 / Double(members[output].count) : 1) }
      }, value)
  }

  private mutating func concatenation(_ node: Graph.Node, _ axes: [Int], axis: Int) -> Int? {
    var starts: [Int] = [], sizes: [Int] = [], offsets: [Int] = [], start = 0, offset = 0
    for place in node.inputs.indices {
      guard let own = self.axes(node, place) else { return nil }
      starts.append(start)
      offsets.append(offset)
      sizes.append(own[axis])
      start += own[axis]
      offset += own.reduce(1, *)
    }
    let joined = program.append(.join(node.inputs.indices.map { value(node, $0) }))
    if axis == 0 { return joined }
    return picked(
      joined,
      Self.places(axes) { place in
        let part = starts.lastIndex { $0 <= place[axis] }!
        return offsets[part]
          + zip(axes.indices, place).reduce(0) {
            $0 * ($1.0 == axis ? sizes[part] : axes[$1.0]) + ($1.0 == axis ? $1.1 - starts[part] : $1.1)
          }
      })
  }

  /// The largest of each group of places, by rounds of pairs.
  private mutating func largest(_ value: Int, _ groups: [[Int]]) -> Int {
    let most = groups.map(\.count).max() ?? 1
    // Shorter groups repeat their first place, which changes no maximum.
    var candidates = (0..<most).map { turn in picked(value, groups.map { turn < $0.count ? $0[turn] : $0[0] }) }
    while candidates.count > 1 {
      let odd = candidates.count % 2 == 1 ? [candidates.removeLast()] : []
      candidates =
        stride(from: 0, to: candidates.count, by: 2).map { maximum(candidates[$0], candidates[$0 + 1]) } + odd
    }
    return candidates[0]
  }

  /// For each window of a map (C, H, W) the places inside it, and how many there are with those of the padding.
  private func windows(_ window: Window, _ input: [Int], ceiling: Bool) -> [(inside: [Int], padded: Int)] {
    let places = window.places(height: input[1], width: input[2], ceiling: ceiling)
    func line(_ place: Int, _ size: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ before: Int, _ after: Int)
      -> (inside: [Int], padded: Int)
    {
      let all = (0..<kernel).map { place * stride + $0 * dilation - before }
      return (all.filter { $0 >= 0 && $0 < size }, all.count { $0 < size + after })
    }
    let rows = (0..<places.y).map {
      line($0, input[1], window.kernel.y, window.stride.y, window.dilation.y, window.before.y, window.after.y)
    }
    let columns = (0..<places.x).map {
      line($0, input[2], window.kernel.x, window.stride.x, window.dilation.x, window.before.x, window.after.x)
    }
    return (0..<input[0]).flatMap { channel in
      rows.flatMap { row in
        columns.map { column in
          (
            row.inside.flatMap { y in column.inside.map { (channel * input[1] + y) * input[2] + $0 } },
            row.padded * column.padded
          )
        }
      }
    }
  }

  /// The place of the input that stands at `place` of a padded value; −1 where that is the padding itself.
  private static func unpadded(_ place: [Int], before: [Int], _ input: [Int], _ mode: PaddingMode) -> Int {
    var result = 0
    for (axis, size) in input.enumerated() {
      var x = place[axis] - before[axis]
      if x < 0 || x >= size {
        switch mode {
        case .constant: return -1
        case .reflect: x = x < 0 ? -x : 2 * (size - 1) - x
        case .edge: x = min(max(x, 0), size - 1)
        }
      }
      result = result * size + x
    }
    return result
  }

  /// A constant's axes without those of one that lie before the image's own.
  private static func trimmed(_ shape: [Int], to count: Int) -> [Int] { Array(shape.suffix(count)) }
}
