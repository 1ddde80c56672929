import Models

/// Narrows the range of a function's input by rows that go back through the network (CROWN).
///
/// Where a row stands on its way, the ranges of what it stands at give a bound already. A ReLU whose side that decides needs no
/// more: its rows end there (Müller et al. 2021).
struct RangeNarrowing {
  let bounds: LinearBounds
  let function: BoundProgram.Pointwise
  /// The function's input.
  let value: Int
  let choice: LowerSlope
  /// Whether the side that a ReLU is not likely on is bounded too where it matters little.
  let boundsBothSides: Bool

  /// Rows that begin together, and coefficients that a core's cache holds: more rows part.
  private static let rowsAtOnce = 64, coefficientsAtOnce = 1 << 16

  private var program: BoundProgram { bounds.program }

  func narrow(_ ranges: inout ValueRanges) {
    // Where a ReLU is likely active, a lower bound decides it alone; else an upper one. The other bound is for those that
    // stay undecided.
    let middles = zip(ranges.low[value], ranges.high[value]).map { $0 + $1 }
    for isLikely in [true, false] {
      let open = ranges.low[value].indices.filter {
        isUndecided($0, ranges) && (isLikely || boundsBothSides || otherSideMatters($0, ranges))
      }
      for first in stride(from: 0, to: open.count, by: Self.rowsAtOnce) {
        let numbers = Array(open[first..<min(first + Self.rowsAtOnce, open.count)])
        let rows = RowsBack(
          numbers, numbers.map { (middles[$0] > 0) == isLikely }, of: value, size: program.sizes[value],
          program.shapes[value])
        goBack(rows, from: value, &ranges)
      }
    }
  }

  private func isUndecided(_ number: Int, _ ranges: ValueRanges) -> Bool {
    function.isUndecided(ranges.low[value][number], ranges.high[value][number])
  }

  /// Between −l and u the line above a ReLU is too high by l u / (l + u) at most: the smaller of both decides.
  private func otherSideMatters(_ number: Int, _ ranges: ValueRanges) -> Bool {
    let (low, high) = (abs(ranges.low[value][number]), abs(ranges.high[value][number]))
    return function != .relu || 4 * min(low, high) > max(low, high)
  }

  private func goBack(_ rows: RowsBack, from end: Int, _ ranges: inout ValueRanges) {
    var rows = rows
    for index in (0..<end).reversed() where rows.coefficients[index + 1] != nil {
      if case .function(let function, let input) = program.steps[index] {
        // One function back stand the intervals, which are known. Behind the first one the input is as near as a bound.
        if rows.functions > 0, index > firstFunction, self.function == .relu, !keepUndecided(&rows, &ranges) { return }
        pass(function, at: index, input, &rows, &ranges)
        continue
      }
      if rows.count > 1, coefficientCount(rows, behind: index) > Self.coefficientsAtOnce {
        let half = rows.count / 2
        goBack(rows.selecting(Array(0..<half)), from: index + 1, &ranges)
        goBack(rows.selecting(Array(half..<rows.count)), from: index + 1, &ranges)
        return
      }
      passLinear(index, &rows, &ranges)
    }
    narrow(&rows, &ranges)
  }

  private var firstFunction: Int { program.functions.first?.step ?? 0 }

  /// How many coefficients there will be behind a convolution.
  private func coefficientCount(_ rows: RowsBack, behind index: Int) -> Int {
    guard case .linear(let map as ConvolutionMap, _, _) = program.steps[index],
      case .windows(let a) = rows.coefficients[index + 1]
    else { return 0 }
    let window = a.window.behind(map.window, map.input)
    return rows.count * window.y.count * window.x.count * map.channels
  }

  /// Ends the rows of numbers that are decided where they stand; whether any are left.
  private func keepUndecided(_ rows: inout RowsBack, _ ranges: inout ValueRanges) -> Bool {
    narrow(&rows, &ranges)
    let left = rows.numbers.indices.filter { isUndecided(rows.numbers[$0], ranges) }
    if left.count < rows.numbers.count { rows = rows.selecting(left) }
    return !left.isEmpty
  }

  private func pass(
    _ function: BoundProgram.Pointwise, at index: Int, _ input: Int, _ rows: inout RowsBack,
    _ ranges: inout ValueRanges
  ) {
    var a = rows.coefficients.removeValue(forKey: index + 1)!
    let shape = windowShape(a)
    let table = ranges.table(.lines(choice), index, shape) {
      let range = bounds.ranges[index]!
      let lines = range.low.indices.map { function.lines(range.low[$0], range.high[$0], choice) }
      return BoundTable(lines, low: range.low, high: range.high, shape)
    }
    add(table.meet(&a, rows.places), BoundProgram.rounding(terms: program.sizes[input]), &rows)
    rows.functions += 1
    rows.add(a, to: input)
  }

  private func passLinear(_ index: Int, _ rows: inout RowsBack, _ ranges: inout ValueRanges) {
    var a = rows.coefficients.removeValue(forKey: index + 1)!
    let size = program.sizes[index + 1]
    func meet(_ shift: [Double], _ slopes: [Double]? = nil) {
      let shape = windowShape(a)
      let table = ranges.table(.terms, index, shape) {
        BoundTable(
          lowerShift: shift, upperShift: shift, size: bounds.termSizes[index]!, slopes: slopes.map { ($0, $0) }, shape)
      }
      add(table.meet(&a, rows.places), program.rounding(of: index), &rows)
    }
    switch program.steps[index] {
    case .linear(let map as ConvolutionMap, let shift, let input) where map.passesWindows:
      a = .windows(a.windows(map.output, rows.places))
      meet(shift)
      rows.add(.windows(map.applyTransposed(a.windows(map.output, rows.places), rows.places)), to: input)
    case .linear(let map, let shift, let input):
      if let scales = (map as? PickMap)?.scales {
        meet(shift, scales)
        rows.add(a, to: input)
      } else {
        a = .whole(a.whole(rows.places))
        meet(shift)
        var result = [Double](repeating: 0, count: rows.count * program.sizes[input])
        result.withUnsafeMutableBufferPointer {
          map.applyTransposed(a.whole(rows.places), rows: rows.count, to: $0.baseAddress!)
        }
        rows.add(.whole(result), to: input)
      }
    case .sum(let terms, let shift):
      meet(shift)
      for (value, factor) in terms { rows.add(a.scaled(by: factor), to: value) }
    case .join(let parts):
      if windowShape(a) != program.shapes[index + 1] { a = .whole(a.whole(rows.places)) }
      var first = 0
      for part in parts {
        let end = first + program.sizes[part]
        rows.add(a.part(first..<end, of: size, program.shapes[part], rows.places), to: part)
        first = end
      }
    case .function: preconditionFailure("a function is no linear step")
    }
  }

  private func add(_ sums: [(shift: Double, size: Double)], _ rounding: Double, _ rows: inout RowsBack) {
    for (row, sum) in sums.enumerated() {
      rows.constants[row] += sum.shift
      rows.slack[row] += rounding * sum.size
    }
  }

  /// Takes what the ranges of the values where the rows stand say of the numbers where they began.
  private func narrow(_ rows: inout RowsBack, _ ranges: inout ValueRanges) {
    var sums = rows.constants, sizes = rows.constants.map(abs), terms = 0
    for value in rows.coefficients.keys.sorted() {
      // Taken out, so that they are not copied.
      var own = rows.coefficients.removeValue(forKey: value)!
      let shape = windowShape(own)
      let (low, high) = (ranges.low[value], ranges.high[value])
      let table = ranges.table(.range, value, shape) {
        BoundTable(
          lowerShift: low, upperShift: high, size: zip(low, high).map { max(abs($0), abs($1)) }, shape)
      }
      for (row, sum) in table.meet(&own, rows.places).enumerated() {
        sums[row] += sum.shift
        sizes[row] += sum.size
      }
      terms += program.sizes[value]
      rows.coefficients[value] = own
    }
    let rounding = BoundProgram.rounding(terms: terms)
    var minima = sums.indices.map { sums[$0] - rounding * sizes[$0] - rows.slack[$0] }
    if let own = rows.coefficients[0], rows.coefficients.count == 1, bounds.region.ball != nil {
      let whole = own.whole(rows.places)
      whole.withUnsafeBufferPointer { c in
        for row in minima.indices {
          let least = bounds.region.minimum(
            c.baseAddress! + row * program.sizes[0], constant: rows.constants[row])
          minima[row] = max(minima[row], least - rows.slack[row])
        }
      }
    }
    for (row, number) in rows.numbers.enumerated() {
      var (low, high) = (ranges.low[value][number], ranges.high[value][number])
      if rows.isLower[row] { low = max(low, minima[row]) } else { high = min(high, -minima[row]) }
      // Two outward roundings of one number may cross.
      ranges.low[value][number] = min(low, high)
      ranges.high[value][number] = max(low, high)
    }
  }

  private func windowShape(_ a: Coefficients) -> MapShape? {
    if case .windows(let rows) = a { rows.shape } else { nil }
  }
}
