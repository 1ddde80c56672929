/// Finds between which numbers the input of every function lies: by intervals first, and by lines where those leave a
/// function undecided.
struct RangeFinder {
  let program: BoundProgram
  /// The maps of the weights' sizes, by step.
  private let sizes: [Int: any AffineMap]
  /// The most multiplications that ranges of one region may take if every function is undecided: some minutes of one core.
  /// It is 4.5e11 of `all-cnn-mini`, with 43,000 ReLUs, and 1e13 of a PreResNet-20.
  static let mostWork = 2e12
  /// Rows that go back through the network together: few enough to stay in the cache.
  static let rowsAtOnce = 64

  init(_ program: BoundProgram) {
    self.program = program
    var sizes: [Int: any AffineMap] = [:]
    for (index, step) in program.steps.enumerated() {
      if case .linear(let map, _, _) = step { sizes[index] = map.absolute }
    }
    self.sizes = sizes
  }

  /// Whether lines are drawn for each function that intervals leave undecided. A network that is larger has intervals
  /// alone: these grow so fast that after one layer without lines the next ones are not worth any.
  var refines: Bool {
    // What one row takes on its way back from each step, with a row for the smallest and one for the largest value, and each
    // choice of the line below.
    var back = 0.0, work = 0.0
    for step in program.steps {
      switch step {
      case .linear(let map, _, _): back += Double(map.multiplications)
      case .function(_, let input): work += Double(2 * LowerSlope.allCases.count * program.sizes[input]) * back
      case .sum, .join: continue
      }
    }
    return work <= Self.mostWork
  }

  /// The linear bounds on `region` with all ranges, and the interval of the outputs. `refines` says whether lines are drawn
  /// too.
  func bounds(on region: InputRegion, refines: Bool) -> (LinearBounds, output: (low: [Double], high: [Double])) {
    var bounds = LinearBounds(program: program, region: region)
    var low = [region.low], high = [region.high]
    // Of linear functions of the input alone intervals are exact.
    var isExact = [true]
    for (index, step) in program.steps.enumerated() {
      switch step {
      case .function(let function, let input):
        // Of a ball they are not: it is narrower than its box.
        if refines, !isExact[input] || region.ball != nil { refine(function, input, &low[input], &high[input], bounds) }
        bounds.ranges[index] = (low[input], high[input])
        // Values of a function are off by their own rounding alone, of numbers up to 1; a ReLU's are exact.
        let margin = function == .relu ? 0 : 1e-15
        low.append(low[input].map { function.value($0) - margin })
        high.append(high[input].map { function.value($0) + margin })
        isExact.append(false)
      case .linear(_, _, let input):
        let (l, h) = interval(index, low, high, &bounds)
        low.append(l)
        high.append(h)
        isExact.append(isExact[input])
      case .sum(let terms, _):
        let (l, h) = interval(index, low, high, &bounds)
        low.append(l)
        high.append(h)
        isExact.append(terms.count == 1 && isExact[terms[0].value])
      case .join(let parts):
        low.append(parts.flatMap { low[$0] })
        high.append(parts.flatMap { high[$0] })
        isExact.append(parts.allSatisfy { isExact[$0] })
      }
    }
    return (bounds, (low[program.output], high[program.output]))
  }

  /// Through a linear step: W m + b ± |W| r of an interval m ± r. How large its terms may be goes to `bounds`.
  private func interval(
    _ index: Int, _ low: [[Double]], _ high: [[Double]], _ bounds: inout LinearBounds
  ) -> ([Double], [Double]) {
    let middles = zip(low, high).map { zip($0, $1).map { ($0 + $1) / 2 } }
    let middle = program.linear(index, middles, rows: 1)
    var radius = [Double](repeating: 0, count: middle.count), terms = radius
    func most(_ value: Int) -> [Double] { zip(low[value], high[value]).map { max(abs($0), abs($1)) } }
    switch program.steps[index] {
    case .linear(_, let shift, let input):
      terms = shift.map(abs)
      terms.withUnsafeMutableBufferPointer { sizes[index]!.apply(most(input), rows: 1, to: $0.baseAddress!) }
      let own = zip(low[input], high[input]).map { ($1 - $0) / 2 }
      radius.withUnsafeMutableBufferPointer { sizes[index]!.apply(own, rows: 1, to: $0.baseAddress!) }
    case .sum(let summands, let shift):
      terms = shift.map(abs)
      for (value, factor) in summands {
        for (i, size) in most(value).enumerated() { terms[i] += abs(factor) * size }
        for i in radius.indices { radius[i] += abs(factor) * (high[value][i] - low[value][i]) / 2 }
      }
    case .join, .function: preconditionFailure("no linear step")
    }
    bounds.termSizes[index] = terms
    // Beyond what rounding may have taken away: middle and radius are sums of terms of these sizes.
    let factor = 3 * program.rounding(of: index)
    for i in radius.indices { radius[i] += factor * terms[i] }
    return (zip(middle, radius).map { $0 - $1 }, zip(middle, radius).map { $0 + $1 })
  }

  /// Narrows the range of the functions that are undecided, by lines.
  private func refine(
    _ function: BoundProgram.Pointwise, _ value: Int, _ low: inout [Double], _ high: inout [Double],
    _ bounds: LinearBounds
  ) {
    for choice in LowerSlope.allCases {
      let open = low.indices.filter { function.isUndecided(low[$0], high[$0]) }
      for first in stride(from: 0, to: open.count, by: Self.rowsAtOnce / 2) {
        let chunk = open[first..<min(first + Self.rowsAtOnce / 2, open.count)], size = low.count
        var rows = [Double](repeating: 0, count: 2 * chunk.count * size)
        for (row, i) in chunk.enumerated() {
          rows[2 * row * size + i] = 1
          rows[(2 * row + 1) * size + i] = -1
        }
        let constants = [Double](repeating: 0, count: 2 * chunk.count)
        let minima = bounds.minima(
          bounds.backward(from: value, rows, constants: constants, RowChoices(slope: choice)))
        for (row, i) in chunk.enumerated() {
          low[i] = max(low[i], minima[2 * row])
          high[i] = min(high[i], -minima[2 * row + 1])
          // Two outward roundings of one number may cross.
          if low[i] > high[i] { swap(&low[i], &high[i]) }
        }
      }
    }
  }
}
