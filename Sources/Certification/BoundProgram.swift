/// A network as certification sees it: linear maps, sums and functions of one number, in double precision.
///
/// Values are vectors of one image's numbers in PyTorch's order. Value 0 is what the network is given, and step i makes value
/// i + 1 from values before it. Clips, leaky ReLUs and maxima are written out in ReLUs.
struct BoundProgram: Sendable {
  enum Step: Sendable {
    /// W x + b.
    case linear(any AffineMap, shift: [Double], input: Int)
    /// The sum of values, each times a factor.
    case sum([(value: Int, factor: Double)], shift: [Double])
    /// Values one behind the other.
    case join([Int])
    case function(Pointwise, input: Int)
  }

  /// Functions of one number that certification bounds by lines.
  enum Pointwise: Sendable { case relu, sigmoid, tanh }

  private(set) var steps: [Step] = []
  /// Numbers of each value.
  private(set) var sizes: [Int]
  /// The axes of each value that is a map, where they are known.
  private(set) var shapes: [MapShape?]
  /// The value of the outputs.
  var output = 0

  init(inputs: Int, shape: MapShape? = nil) {
    precondition(shape == nil || shape!.count == inputs)
    sizes = [inputs]
    shapes = [shape]
  }

  mutating func append(_ step: Step) -> Int {
    switch step {
    case .linear(let map, let shift, let input):
      precondition(map.inputCount == sizes[input] && shift.count == map.outputCount)
      sizes.append(map.outputCount)
    case .sum(let terms, let shift):
      precondition(terms.allSatisfy { sizes[$0.value] == shift.count })
      sizes.append(shift.count)
    case .join(let values): sizes.append(values.reduce(0) { $0 + sizes[$1] })
    case .function(_, let input): sizes.append(sizes[input])
    }
    shapes.append(shape(of: step))
    steps.append(step)
    output = steps.count
    return output
  }

  private func shape(of step: Step) -> MapShape? {
    switch step {
    case .linear(let map as ConvolutionMap, _, _): return map.output
    case .linear(let map as PickMap, _, let input): return map.scales == nil ? nil : shapes[input]
    case .linear: return nil
    case .sum(let terms, _):
      let known = terms.compactMap { shapes[$0.value] }
      return known.allSatisfy { $0 == known[0] } ? known.first : nil
    case .join(let values):
      let parts = values.compactMap { shapes[$0] }
      guard parts.count == values.count, let first = parts.first,
        parts.allSatisfy({ $0.height == first.height && $0.width == first.width })
      else { return nil }
      return MapShape(channels: parts.reduce(0) { $0 + $1.channels }, height: first.height, width: first.width)
    case .function(_, let input): return shapes[input]
    }
  }

  /// How far a sum of so many products in double precision may be off, of its terms' sizes: (n + 16) 2⁻⁵³ / (1 − (n + 16) 2⁻⁵³),
  /// rounded up (Higham 2002, section 3.1).
  static func rounding(terms: Int) -> Double { Double(terms + 16) * 1.2e-16 }

  /// The same for the sums of a step and of the way back through it.
  func rounding(of step: Int) -> Double {
    switch steps[step] {
    case .linear(let map, _, _): Self.rounding(terms: max(map.inputCount, map.outputCount))
    case .sum(let terms, _): Self.rounding(terms: terms.count)
    case .join, .function: 0
    }
  }

  /// The values that a step is computed from.
  func inputs(of step: Int) -> [Int] {
    switch steps[step] {
    case .linear(_, _, let input), .function(_, let input): [input]
    case .sum(let terms, _): terms.map(\.value)
    case .join(let parts): parts
    }
  }

  /// How many functions of one number there are in all.
  var functionCount: Int { functions.reduce(0) { $0 + sizes[$1.input] } }

  /// The steps that are functions of one number, with the values that they are functions of.
  var functions: [(step: Int, function: Pointwise, input: Int)] {
    steps.enumerated().compactMap { index, step in
      if case .function(let function, let input) = step { (index, function, input) } else { nil }
    }
  }

  /// Every value of the network at `rows` inputs x (rows, inputs).
  func values(_ x: [Double], rows: Int) -> [[Double]] {
    var values = [x]
    for (index, step) in steps.enumerated() {
      var y: [Double]
      switch step {
      case .function(let function, let input): y = values[input].map { function.value($0) }
      case .linear, .sum, .join: y = linear(index, values, rows: rows)
      }
      values.append(y)
    }
    return values
  }

  /// A step that is no function, at `rows` vectors.
  func linear(_ index: Int, _ values: [[Double]], rows: Int) -> [Double] {
    let size = sizes[index + 1]
    var y = [Double](repeating: 0, count: rows * size)
    func start(_ shift: [Double]) {
      for row in 0..<rows { for i in 0..<size { y[row * size + i] = shift[i] } }
    }
    switch steps[index] {
    case .linear(let map, let shift, let input):
      start(shift)
      y.withUnsafeMutableBufferPointer { map.apply(values[input], rows: rows, to: $0.baseAddress!) }
    case .sum(let terms, let shift):
      start(shift)
      for (value, factor) in terms { for i in y.indices { y[i] += factor * values[value][i] } }
    case .join(let parts):
      for row in 0..<rows {
        var place = row * size
        for part in parts {
          let count = sizes[part]
          for i in 0..<count { y[place + i] = values[part][row * count + i] }
          place += count
        }
      }
    case .function: preconditionFailure("a function is no linear step")
    }
    return y
  }

  /// Passes coefficients a (rows, size) of what step `index` makes back to its inputs, where they are added; what the step
  /// adds itself goes to `constants` (rows).
  func passBack(
    _ index: Int, _ a: [Double], rows: Int, to coefficients: inout [Int: [Double]], constants: inout [Double]
  ) {
    let size = sizes[index + 1]
    func add(_ shift: [Double]) {
      guard shift.contains(where: { $0 != 0 }) else { return }
      for row in 0..<rows {
        var sum = 0.0
        for i in 0..<size { sum += a[row * size + i] * shift[i] }
        constants[row] += sum
      }
    }
    func change(_ value: Int, _ body: (inout [Double]) -> Void) {
      var own = coefficients.removeValue(forKey: value) ?? [Double](repeating: 0, count: rows * sizes[value])
      body(&own)
      coefficients[value] = own
    }
    switch steps[index] {
    case .linear(let map, let shift, let input):
      add(shift)
      change(input) { own in
        own.withUnsafeMutableBufferPointer { map.applyTransposed(a, rows: rows, to: $0.baseAddress!) }
      }
    case .sum(let terms, let shift):
      add(shift)
      for (value, factor) in terms { change(value) { own in for i in own.indices { own[i] += factor * a[i] } } }
    case .join(let parts):
      var place = 0
      for part in parts {
        let count = sizes[part]
        change(part) { own in
          for row in 0..<rows { for i in 0..<count { own[row * count + i] += a[row * size + place + i] } }
        }
        place += count
      }
    case .function: preconditionFailure("a function is no linear step")
    }
  }
}
