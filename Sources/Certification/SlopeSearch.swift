/// Raises lower bounds by a search for the slopes below undecided ReLUs (α-CROWN; Xu et al. 2021) and for what known sides of
/// ReLUs are worth (β-CROWN; Wang et al. 2021).
///
/// Whatever slopes from 0 to 1 and multipliers from 0 it tries, every bound holds: the search only decides how good it is.
struct SlopeSearch {
  let bounds: LinearBounds
  var iterations = 20
  /// By what Adam's steps shrink at each iteration: by half in 11.
  var decay = 0.94
  /// Adam's step for slopes and for multipliers at first.
  static let slopeRate = 0.25, multiplierRate = 0.05

  /// What a search found for each row.
  struct Found {
    /// The best lower bounds.
    var minima: [Double]
    /// Where in the region the last linear bound is smallest.
    var corners: [[Double]]
    /// The mean of those corners over the later half of a whole search, in which multipliers rule out what lies beyond their
    /// splits: where a part is not empty, it is near that part's minimum. Empty where the search ended early.
    var means: [[Double]]
    var choices: RowChoices
    /// The undecided ReLU at which the last bound loses most; `nil` where all are decided.
    var next: [(step: Int, index: Int)?]
  }

  private var program: BoundProgram { bounds.program }

  /// The slopes to begin with, of `count` rows.
  func start(_ count: Int) -> [Int: [Double]] {
    var slopes: [Int: [Double]] = [:]
    for (step, function, _) in program.functions where function == .relu {
      let range = bounds.ranges[step]!
      let row = zip(range.low, range.high).map { function.lines($0, $1, .adaptive).lowerSlope }
      slopes[step] = (0..<count).flatMap { _ in row }
    }
    return slopes
  }

  /// Bounds rows · outputs + constants from below. `choices` hold the slopes to begin with, and the splits.
  func run(_ rows: [Double], constants: [Double], _ choices: RowChoices) -> Found {
    run(rows, constants: constants, choices, isOver: { false })
  }

  /// The same, which ends early where `isOver` says so.
  func run(
    _ rows: [Double], constants: [Double], _ choices: RowChoices, isOver: () throws -> Bool
  ) rethrows -> Found {
    let count = constants.count
    var choices = choices, slopeSteps: [Int: Adam] = [:]
    for (step, slopes) in choices.lowerSlopes { slopeSteps[step] = Adam(count: slopes.count) }
    var multiplierSteps = choices.multipliers.map { Adam(count: $0.count) }
    var best = [Double](repeating: -.infinity, count: count)
    var rate = 1.0, sums: [[Double]] = []
    for iteration in 0... {
      let result = bounds.backward(from: program.output, rows, constants: constants, choices, keeps: true)
      best = zip(best, bounds.minima(result)).map { max($0, $1) }
      let corners = self.corners(result)
      let values = relaxed(corners.flatMap { $0 }, rows: count, result, choices)
      if 2 * iteration >= iterations {
        sums = sums.isEmpty ? corners : zip(sums, corners).map { zip($0, $1).map { $0 + $1 } }
      }
      if try iteration == iterations || best.allSatisfy({ $0 > 0 }) || isOver() {
        let summed = Double(iteration - (iterations + 1) / 2 + 1)
        return Found(
          minima: best, corners: corners, means: sums.map { $0.map { $0 / summed } }, choices: choices,
          next: next(values, result, choices))
      }
      for (step, function, input) in program.functions where function == .relu {
        climb(step, values[input], result.kept[step], &choices, &slopeSteps, rate)
      }
      for row in choices.splits.indices {
        let gradient = choices.splits[row].map { split in
          let place = input(of: split.step), z = values[place][row * program.sizes[place] + split.index]
          return split.isPositive ? -z : z
        }
        multiplierSteps[row].climb(&choices.multipliers[row], gradient, Self.multiplierRate * rate, 0, .infinity)
      }
      rate *= decay
    }
    preconditionFailure("the search ends")
  }

  private func input(of step: Int) -> Int {
    guard case .function(_, let input) = program.steps[step] else { preconditionFailure("no function") }
    return input
  }

  private func corners(_ result: LinearBounds.Result) -> [[Double]] {
    let inputs = program.sizes[0]
    return result.coefficients.withUnsafeBufferPointer { c in
      result.constants.indices.map { bounds.region.minimiser(c.baseAddress! + $0 * inputs) }
    }
  }

  /// Along the slopes' gradient: what a function made counts with its coefficient, and is slope times its input.
  private func climb(
    _ step: Int, _ inputs: [Double], _ kept: [Double]?, _ choices: inout RowChoices, _ steps: inout [Int: Adam],
    _ rate: Double
  ) {
    guard let kept, var slopes = choices.lowerSlopes[step] else { return }
    let range = bounds.ranges[step]!, size = range.low.count
    var gradient = [Double](repeating: 0, count: kept.count)
    for i in kept.indices where kept[i] > 0 && range.low[i % size] < 0 && range.high[i % size] > 0 {
      gradient[i] = kept[i] * inputs[i]
    }
    steps[step]!.climb(&slopes, gradient, Self.slopeRate * rate, 0, 1)
    choices.lowerSlopes[step] = slopes
  }

  /// The values of the network of lines that a bound stands for, at each row's own input.
  private func relaxed(
    _ x: [Double], rows: Int, _ result: LinearBounds.Result, _ choices: RowChoices
  ) -> [[Double]] {
    var values = [x]
    for (index, step) in program.steps.enumerated() {
      guard case .function(let function, let input) = step else {
        values.append(program.linear(index, values, rows: rows))
        continue
      }
      let range = bounds.ranges[index]!, size = range.low.count, z = values[input]
      let lines = (0..<size).map { function.lines(range.low[$0], range.high[$0], choices.slope) }
      let slopes = choices.lowerSlopes[index], kept = result.kept[index]
      var y = [Double](repeating: 0, count: z.count)
      for i in z.indices {
        let line = lines[i % size]
        if kept == nil || kept![i] >= 0 {
          let isFree = function == .relu && range.low[i % size] < 0 && range.high[i % size] > 0
          y[i] = (isFree ? slopes?[i] ?? line.lowerSlope : line.lowerSlope) * z[i] + line.lowerShift
        } else {
          y[i] = line.upperSlope * z[i] + line.upperShift
        }
      }
      for (row, splits) in choices.splits.enumerated() {
        for split in splits where split.step == index {
          y[row * size + split.index] = split.isPositive ? z[row * size + split.index] : 0
        }
      }
      values.append(y)
    }
    return values
  }

  /// For each row the undecided ReLU whose line is farthest from it, as it counts in the bound.
  private func next(
    _ values: [[Double]], _ result: LinearBounds.Result, _ choices: RowChoices
  ) -> [(step: Int, index: Int)?] {
    var best = [(score: Double, place: (step: Int, index: Int))?](repeating: nil, count: result.constants.count)
    for (step, function, input) in program.functions where function == .relu {
      guard let kept = result.kept[step] else { continue }
      let range = bounds.ranges[step]!, size = range.low.count, z = values[input], y = values[step + 1]
      let open = (0..<size).filter { range.low[$0] < 0 && range.high[$0] > 0 }
      for row in best.indices {
        let split =
          choices.splits.isEmpty
          ? [] : Set(choices.splits[row].filter { $0.step == step }.map(\.index))
        for i in open where !split.contains(i) {
          let place = row * size + i, gap = abs(kept[place] * (max(z[place], 0) - y[place]))
          // Where the corner lies on the line the height of its triangle decides.
          let height = abs(kept[place]) * -range.low[i] * range.high[i] / (range.high[i] - range.low[i])
          let score = gap + 1e-3 * height
          if score > best[row]?.score ?? -1 { best[row] = (score, (step, i)) }
        }
      }
    }
    return best.map { $0?.place }
  }
}

/// Adam (Kingma & Ba 2015) with its published constants, uphill and within limits.
struct Adam {
  private var first: [Double]
  private var second: [Double]
  /// What the means still hold of the zeros that they began with.
  private var remains = (1.0, 1.0)

  init(count: Int) {
    first = [Double](repeating: 0, count: count)
    second = first
  }

  mutating func climb(
    _ values: inout [Double], _ gradient: [Double], _ rate: Double, _ low: Double, _ high: Double
  ) {
    remains = (remains.0 * 0.9, remains.1 * 0.999)
    for i in values.indices {
      first[i] = 0.9 * first[i] + 0.1 * gradient[i]
      second[i] = 0.999 * second[i] + 0.001 * gradient[i] * gradient[i]
      guard second[i] > 0 else { continue }
      let step = first[i] / (1 - remains.0) / ((second[i] / (1 - remains.1)).squareRoot() + 1e-8)
      values[i] = min(max(values[i] + rate * step, low), high)
    }
  }
}
