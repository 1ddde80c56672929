/// Finds between which numbers the input of every function lies: by intervals first, and by lines where those leave a
/// function undecided.
struct RangeFinder {
  let program: BoundProgram
  /// The maps of the weights' sizes, by step.
  private let sizes: [Int: any AffineMap]
  /// Multiplications of one row from the input of each function, by value.
  private let rowWork: [Int: Double]
  /// Multiplications that are worth a check of the outputs first: five times as many as it takes.
  private let checkWork: Double
  /// The most multiplications that ranges of one region may take if every function is undecided: some minutes of one core.
  /// It is 4.5e11 of `all-cnn-mini`, with 43,000 ReLUs, and 1e13 of a PreResNet-20.
  static let mostWork = 2e12

  init(_ program: BoundProgram) {
    self.program = program
    var sizes: [Int: any AffineMap] = [:]
    for (index, step) in program.steps.enumerated() {
      if case .linear(let map, _, _) = step { sizes[index] = map.absolute }
    }
    self.sizes = sizes
    rowWork = Dictionary(
      uniqueKeysWithValues: Set(program.functions.map(\.input)).map {
        ($0, program.multiplications(backFrom: $0))
      })
    checkWork = 5 * Double(program.sizes[program.output]) * program.multiplications(backFrom: program.output)
  }

  /// Whether lines are drawn for each function that intervals leave undecided. A network that is larger has intervals
  /// alone: these grow so fast that after one layer without lines the next ones are not worth any.
  var refines: Bool {
    // A row for the smallest and one for the largest value, and each choice of the line below.
    let work = program.functions.reduce(0.0) { sum, function in
      sum + Double(2 * LowerSlope.allCases.count * program.sizes[function.input]) * rowWork[function.input]!
    }
    return work <= Self.mostWork
  }

  /// How much is done for narrow ranges.
  enum Effort: Sendable {
    /// Intervals alone.
    case intervals
    /// Lines for each function that intervals leave undecided, with one line below it, and of a ReLU only the ends of its range
    /// that matter most: often that is proof enough.
    case lines
    /// The same with both ends: CROWN as it was published.
    case bothEnds
    /// The better of two lines below it.
    case betterLines

    fileprivate var choices: [LowerSlope] {
      switch self {
      case .intervals: []
      case .lines, .bothEnds: [.adaptive]
      case .betterLines: LowerSlope.allCases
      }
    }
  }

  /// What is known of a region's values, step by step.
  fileprivate struct Progress {
    var bounds: LinearBounds
    var ranges: ValueRanges
    // Of linear functions of the input alone intervals are exact.
    var isExact = [true]
  }

  typealias Found = (LinearBounds, output: (low: [Double], high: [Double]))

  /// The linear bounds on `region` with all ranges, and the interval of the outputs.
  ///
  /// Ranges are no wider than those `known`. Before each function whose lines take much work, `isEnough` is asked whether they
  /// are needed: it is given what intervals make of the rest.
  func bounds(
    on region: InputRegion, _ effort: Effort, within known: LinearBounds? = nil,
    isEnough: (Found) -> Bool = { _ in false }
  ) -> Found {
    var progress = Progress(
      bounds: LinearBounds(program: program, region: region), ranges: ValueRanges(region))
    for (index, step) in program.steps.enumerated() {
      if case .function(let function, let input) = step, !effort.choices.isEmpty {
        progress.limit(input, known?.ranges[index])
        // Of a ball they are not: it is narrower than its box.
        if !progress.isExact[input] || region.ball != nil {
          if work(function, input, progress) > checkWork {
            var rest = progress
            for index in index..<program.steps.count { advance(&rest, index, known) }
            let found = found(rest)
            if isEnough(found) { return found }
          }
          for choice in effort.choices {
            RangeNarrowing(
              bounds: progress.bounds, function: function, value: input, choice: choice,
              boundsBothSides: effort != .lines
            ).narrow(&progress.ranges)
          }
        }
      }
      advance(&progress, index, known)
    }
    return found(progress)
  }

  private func found(_ progress: Progress) -> Found {
    (progress.bounds, (progress.ranges.low[program.output], progress.ranges.high[program.output]))
  }

  /// The range of what one step makes.
  private func advance(_ progress: inout Progress, _ index: Int, _ known: LinearBounds?) {
    switch program.steps[index] {
    case .function(let function, let input):
      progress.limit(input, known?.ranges[index])
      let (low, high) = (progress.ranges.low[input], progress.ranges.high[input])
      progress.bounds.ranges[index] = (low, high)
      // Values of a function are off by their own rounding alone, of numbers up to 1; a ReLU's are exact.
      let margin = function == .relu ? 0 : 1e-15
      progress.ranges.append((low.map { function.value($0) - margin }, high.map { function.value($0) + margin }))
      progress.isExact.append(false)
    case .linear(_, _, let input):
      progress.ranges.append(interval(index, progress.ranges.low, progress.ranges.high, &progress.bounds))
      progress.isExact.append(progress.isExact[input])
    case .sum(let terms, _):
      progress.ranges.append(interval(index, progress.ranges.low, progress.ranges.high, &progress.bounds))
      progress.isExact.append(terms.count == 1 && progress.isExact[terms[0].value])
    case .join(let parts):
      progress.ranges.append(
        (parts.flatMap { progress.ranges.low[$0] }, parts.flatMap { progress.ranges.high[$0] }))
      progress.isExact.append(parts.allSatisfy { progress.isExact[$0] })
    }
  }

  /// Multiplications of the rows of a function's undecided inputs, if all go back to the input.
  private func work(_ function: BoundProgram.Pointwise, _ value: Int, _ progress: Progress) -> Double {
    let (low, high) = (progress.ranges.low[value], progress.ranges.high[value])
    return Double(2 * low.indices.count { function.isUndecided(low[$0], high[$0]) }) * rowWork[value]!
  }

  /// Through a linear step: W m + b ± |W| r of an interval m ± r. How large its terms may be goes to `bounds`.
  private func interval(
    _ index: Int, _ low: [[Double]], _ high: [[Double]], _ bounds: inout LinearBounds
  ) -> ([Double], [Double]) {
    var middles = [[Double]](repeating: [], count: low.count)
    for value in program.inputs(of: index) { middles[value] = zip(low[value], high[value]).map { ($0 + $1) / 2 } }
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
}

extension RangeFinder.Progress {
  /// Takes over a known range of a value.
  fileprivate mutating func limit(_ value: Int, _ range: (low: [Double], high: [Double])?) {
    guard let range else { return }
    ranges.low[value] = zip(ranges.low[value], range.low).map { max($0, $1) }
    ranges.high[value] = zip(ranges.high[value], range.high).map { min($0, $1) }
  }
}
