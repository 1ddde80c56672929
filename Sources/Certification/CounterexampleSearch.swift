import Tensors

/// Looks for an input of a region at which a property's case happens: projected steps along the gradient's signs, computed
/// in double precision by the program itself (Madry et al. 2018).
struct CounterexampleSearch {
  let program: BoundProgram
  let region: InputRegion
  let property: OutputProperty

  /// Begins at each of `starts` for each of `cases`; returns the first input found.
  func run(from starts: [[Double]], towards cases: [Int], steps: Int) -> [Double]? {
    let goals = cases.flatMap { goal in starts.map { (goal, $0) } }
    // Batches that stay small: what is found early ends the search.
    for first in stride(from: 0, to: goals.count, by: 32) {
      let batch = Array(goals[first..<min(first + 32, goals.count)])
      if let found = climb(batch.map(\.0), from: batch.map(\.1), steps: steps) { return found }
    }
    return nil
  }

  /// The first of `inputs` at which a case happens.
  func counterexample(among inputs: [[Double]]) -> [Double]? {
    let outputs = program.values(inputs.flatMap { $0 }, rows: inputs.count)[program.output]
    let size = program.sizes[program.output]
    return outputs.withUnsafeBufferPointer { outputs in
      inputs.indices.first { property.happens(outputs.baseAddress! + $0 * size) != nil && holds(inputs[$0]) }
        .map { inputs[$0] }
    }
  }

  /// Random inputs of the region, which depend on `seed` alone.
  func randomStarts(_ count: Int, seed: UInt64) -> [[Double]] {
    (0..<count).map { place in
      var stream = RandomStream(seed: seed, purpose: .attackStart, index: UInt64(place), subindex: 0)
      var x = (0..<region.count).map {
        region.low[$0] + stream.nextUniformDouble() * (region.high[$0] - region.low[$0])
      }
      project(&x)
      return x
    }
  }

  private func climb(_ goals: [Int], from starts: [[Double]], steps: Int) -> [Double]? {
    var points = starts
    let outputs = program.sizes[program.output], inputs = region.count
    for step in 0...steps {
      let values = program.values(points.flatMap { $0 }, rows: points.count)
      let last = values[program.output]
      var rows = [Double](repeating: 0, count: points.count * outputs)
      let found = last.withUnsafeBufferPointer { last -> Int? in
        for (row, goal) in goals.enumerated() {
          let y = last.baseAddress! + row * outputs
          if property.happens(y) != nil, holds(points[row]) { return row }
          // The constraint that is farthest from holding.
          let worst = property.cases[goal].min { $0.value(y) < $1.value(y) }!
          for (output, c) in worst.coefficients { rows[row * outputs + output] = c }
        }
        return nil
      }
      if let found { return points[found] }
      if step == steps { return nil }
      let gradient = self.gradient(rows, values)
      // Half of the region's side at first, and a fiftieth at last.
      let size = 0.5 - 0.48 * Double(step) / Double(max(steps - 1, 1))
      for row in points.indices {
        for i in 0..<inputs {
          let g = gradient[row * inputs + i], side = region.high[i] - region.low[i]
          points[row][i] = min(
            max(points[row][i] + size * side * (g > 0 ? 1 : g < 0 ? -1 : 0), region.low[i]), region.high[i])
        }
        project(&points[row])
      }
    }
    return nil
  }

  /// The gradient of rows · outputs at the input, each row at its own values.
  private func gradient(_ rows: [Double], _ values: [[Double]]) -> [Double] {
    let count = rows.count / program.sizes[program.output]
    var coefficients = [program.output: rows], constants = [Double](repeating: 0, count: count)
    for index in program.steps.indices.reversed() {
      guard let a = coefficients.removeValue(forKey: index + 1) else { continue }
      guard case .function(let function, let input) = program.steps[index] else {
        program.passBack(index, a, rows: count, to: &coefficients, constants: &constants)
        continue
      }
      var own = coefficients[input] ?? [Double](repeating: 0, count: a.count)
      for i in a.indices { own[i] += a[i] * function.derivative(values[input][i]) }
      coefficients[input] = own
    }
    return coefficients[0] ?? [Double](repeating: 0, count: count * region.count)
  }

  private func project(_ x: inout [Double]) {
    guard let ball = region.ball else { return }
    let length = zip(x, ball.centre).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    guard length > ball.radius else { return }
    // A little inside, so that rounding leaves it in the ball.
    let factor = ball.radius / length * (1 - 1e-12)
    for i in x.indices { x[i] = ball.centre[i] + factor * (x[i] - ball.centre[i]) }
  }

  private func holds(_ x: [Double]) -> Bool {
    guard let ball = region.ball else { return true }
    return zip(x, ball.centre).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } <= ball.radius * ball.radius
  }
}
