/// That the input of a ReLU is on one side of 0, within a part of the region.
struct Split: Sendable, Hashable {
  let step: Int
  let index: Int
  let isPositive: Bool
}

/// How a pass bounds each row's ReLUs, beyond what `ranges` say.
struct RowChoices {
  var slope = LowerSlope.adaptive
  /// Slopes of the lines below undecided ReLUs, by step, (rows, size).
  var lowerSlopes: [Int: [Double]] = [:]
  /// For each row the sides that are known, and what each is worth (Wang et al. 2021).
  var splits: [[Split]] = []
  var multipliers: [[Double]] = []
}

/// Bounds of a program on a region by lines below and above each function (CROWN; Zhang et al. 2018).
struct LinearBounds {
  let program: BoundProgram
  let region: InputRegion
  /// Between which numbers the input of each function lies, by step.
  var ranges: [Int: (low: [Double], high: [Double])] = [:]
  /// How large the terms of each number that a linear step makes are at most, added up without their signs, by step.
  var termSizes: [Int: [Double]] = [:]

  /// A function of the input that is nowhere above what was asked for, row by row, and what was met on the way.
  struct Result {
    /// (rows, inputs).
    var coefficients: [Double]
    var constants: [Double]
    /// What rounding on the way may have added to each row's value, anywhere in the region.
    var slack: [Double]
    /// The coefficients of what each function made, by step, where they were to be kept.
    var kept: [Int: [Double]]
  }

  /// Bounds rows · value + constants from below by a linear function of the input.
  func backward(
    from value: Int, _ rows: [Double], constants: [Double], _ choices: RowChoices = RowChoices(), keeps: Bool = false
  ) -> Result {
    let count = constants.count
    var coefficients = [value: rows], constants = constants, kept: [Int: [Double]] = [:]
    var slack = [Double](repeating: 0, count: count)
    for index in (0..<value).reversed() {
      guard let a = coefficients.removeValue(forKey: index + 1) else { continue }
      guard case .function(let function, let input) = program.steps[index] else {
        program.passBack(index, a, rows: count, to: &coefficients, constants: &constants)
        addRounding(of: index, a, to: &slack)
        continue
      }
      if keeps { kept[index] = a }
      let through = back(through: function, at: index, a, choices, &constants, &slack)
      if var other = coefficients[input] {
        for i in other.indices { other[i] += through[i] }
        coefficients[input] = other
      } else {
        coefficients[input] = through
      }
    }
    let inputs = coefficients[0] ?? [Double](repeating: 0, count: count * program.sizes[0])
    return Result(coefficients: inputs, constants: constants, slack: slack, kept: kept)
  }

  /// Coefficients that pass a linear step are sums of products: each is off by its number of terms times 2⁻⁵³, of the sizes
  /// of its terms, and so is the step's own sum. Both are at most what is added here (Higham 2002, section 3.1).
  private func addRounding(of step: Int, _ a: [Double], to slack: inout [Double]) {
    guard let sizes = termSizes[step] else { return }
    let factor = program.rounding(of: step)
    for row in slack.indices {
      var sum = 0.0
      for i in sizes.indices { sum += abs(a[row * sizes.count + i]) * sizes[i] }
      slack[row] += factor * sum
    }
  }

  private func back(
    through function: BoundProgram.Pointwise, at step: Int, _ a: [Double], _ choices: RowChoices,
    _ constants: inout [Double], _ slack: inout [Double]
  ) -> [Double] {
    let range = ranges[step]!, size = range.low.count
    let lines = (0..<size).map { function.lines(range.low[$0], range.high[$0], choices.slope) }
    let slopes = choices.lowerSlopes[step]
    return [Double](unsafeUninitializedCapacity: a.count) { result, filled in
      for row in constants.indices {
        var sum = 0.0, terms = 0.0
        for i in 0..<size {
          let own = a[row * size + i]
          // A number of an inner layer sees a part of those before it.
          if own == 0 {
            result[row * size + i] = 0
            continue
          }
          let line = lines[i]
          if own > 0 {
            let isFree = slopes != nil && function == .relu && range.low[i] < 0 && range.high[i] > 0
            result[row * size + i] = own * (isFree ? slopes![row * size + i] : line.lowerSlope)
            sum += own * line.lowerShift
            terms += own * (abs(line.lowerShift) + max(abs(range.low[i]), abs(range.high[i])))
          } else {
            result[row * size + i] = own * line.upperSlope
            sum += own * line.upperShift
            terms -= own * (abs(line.upperShift) + max(abs(range.low[i]), abs(range.high[i])))
          }
        }
        if !choices.splits.isEmpty {
          for (place, split) in choices.splits[row].enumerated() where split.step == step {
            let own = a[row * size + split.index], multiplier = choices.multipliers[row][place]
            if own < 0 { sum -= own * lines[split.index].upperShift }
            result[row * size + split.index] =
              split.isPositive ? own - multiplier : multiplier
          }
        }
        constants[row] += sum
        // No line is steeper than 1, and each has two numbers that are rounded.
        slack[row] += BoundProgram.rounding(terms: size) * terms
      }
      filled = a.count
    }
  }

  /// The smallest value of each row of a result.
  func minima(_ result: Result) -> [Double] {
    let inputs = program.sizes[0]
    return result.coefficients.withUnsafeBufferPointer { c in
      result.constants.indices.map {
        region.minimum(c.baseAddress! + $0 * inputs, constant: result.constants[$0]) - result.slack[$0]
      }
    }
  }
}
