import Foundation

/// Says of a network whether a property happens anywhere in a region of inputs.
struct Certifier: Sendable {
  let program: BoundProgram
  private let finder: RangeFinder
  /// How long one region may take, in seconds, once the first bounds are known.
  var seconds: Double
  /// Of the attack's random numbers.
  var seed: UInt64 = 0
  /// Whether an attack comes before the first bounds. It is lost time where another attack has found nothing.
  var attacksFirst = true

  init(_ program: BoundProgram, seconds: Double) {
    self.program = program
    finder = RangeFinder(program)
    self.seconds = seconds
  }

  enum Verdict: Sendable, Equatable {
    /// It happens nowhere.
    case proved
    /// It happens at this input.
    case broken([Double])
    /// Nothing was found in the time given.
    case open
  }

  /// Steps of the first attack, and of the one before branching.
  private static let firstSteps = 20, laterSteps = 60

  /// Steps of the search for slopes.
  private static let slopeSteps = 20

  /// `attacked` is the part of the region in which counterexamples are looked for; `nil` for all of it.
  func examine(
    _ region: InputRegion, attacking attacked: InputRegion? = nil, _ property: OutputProperty,
    check: () throws -> Void = {}
  ) rethrows -> Verdict {
    let search = CounterexampleSearch(program: program, region: attacked ?? region, property: property)
    let middle = zip(region.low, region.high).map { ($0 + $1) / 2 }
    if let found = search.counterexample(among: [middle]) { return .broken(found) }
    if attacksFirst,
      let found = search.run(from: [middle], towards: nearest(property, middle, 3), steps: Self.firstSteps)
    {
      return .broken(found)
    }
    try check()
    let begin = ContinuousClock.now
    func isOver() throws -> Bool {
      try check()
      return ContinuousClock.now - begin > .seconds(seconds)
    }
    let isRefined = finder.refines
    var open = property.cases.indices.map { $0 }, known: LinearBounds?
    func isEnough(_ found: RangeFinder.Found) -> Bool {
      open.removeAll { isExcluded(property.cases[$0], found.output) }
      let bounds = found.0, rows = self.rows(property, open)
      let minima = bounds.minima(
        bounds.backward(from: program.output, rows.flatMap(\.coefficients), constants: rows.map(\.constant)))
      let proved = Set(rows.indices.filter { minima[$0] > 0 }.map { rows[$0].place })
      open.removeAll { proved.contains($0) }
      return open.isEmpty
    }
    if isRefined {
      let found = finder.bounds(on: region, .lines, isEnough: isEnough)
      if open.isEmpty || isEnough(found) { return .proved }
      try check()
      known = found.0
    }
    let (bounds, outputs) = finder.bounds(
      on: region, isRefined ? .betterLines : .intervals, within: known, isEnough: isEnough)
    open.removeAll { isExcluded(property.cases[$0], outputs) }
    if open.isEmpty { return .proved }
    let rows = self.rows(property, open)
    // Of intervals one pass is worth its time, and no search.
    let slopes = SlopeSearch(bounds: bounds, iterations: isRefined ? Self.slopeSteps : 0)
    let found = slopes.run(
      rows.flatMap(\.coefficients), constants: rows.map(\.constant),
      RowChoices(lowerSlopes: slopes.start(rows.count)))
    let proved = Set(rows.indices.filter { found.minima[$0] > 0 }.map { rows[$0].place })
    open.removeAll { proved.contains($0) }
    if open.isEmpty { return .proved }

    if let input = search.counterexample(among: found.corners) { return .broken(input) }
    let starts = search.randomStarts(2, seed: seed), all = property.cases.indices.map { $0 }
    let corners = rows.indices.filter { open.contains(rows[$0].place) }.map { found.corners[$0] }
    if let input = search.run(from: starts + corners.prefix(2), towards: open, steps: Self.laterSteps) {
      return .broken(input)
    }
    if !isRefined || seconds == 0 { return .open }
    let branching = Branching(bounds: bounds, search: search)
    for place in open {
      // Of several constraints the one that is nearest to being excluded.
      let candidates = rows.indices.filter { rows[$0].place == place }
      let best = candidates.max { found.minima[$0] < found.minima[$1] }!
      var own: [Int: [Double]] = [:]
      for (step, values) in found.choices.lowerSlopes {
        let size = values.count / rows.count
        own[step] = Array(values[best * size..<(best + 1) * size])
      }
      let outcome = try branching.prove(
        rows[best].coefficients, constant: rows[best].constant, slopes: own, next: found.next[best],
        isOver: isOver)
      switch outcome {
      case .proved: continue
      case .counterexample(let input): return .broken(input)
      case .open:
        // What time is left goes to the attack.
        if let input = search.run(
          from: search.randomStarts(4, seed: seed + 1), towards: all, steps: Self.laterSteps)
        {
          return .broken(input)
        }
        return .open
      }
    }
    return .proved
  }

  /// The opposite of what a case has to stay below.
  private struct Row {
    /// The case.
    var place: Int
    /// Of the outputs: their sum with `constant` is positive where the constraint does not hold.
    var coefficients: [Double]
    var constant: Double
  }

  /// A row for each constraint of some cases.
  private func rows(_ property: OutputProperty, _ cases: [Int]) -> [Row] {
    cases.flatMap { place in
      property.cases[place].map { constraint in
        var coefficients = [Double](repeating: 0, count: program.sizes[program.output])
        for (output, c) in constraint.coefficients { coefficients[output] = -c }
        return Row(place: place, coefficients: coefficients, constant: -constraint.constant)
      }
    }
  }

  /// Whether intervals alone exclude one of the case's constraints.
  private func isExcluded(_ constraints: [OutputConstraint], _ outputs: (low: [Double], high: [Double])) -> Bool {
    constraints.contains { constraint in
      var sum = constraint.constant, size = abs(constraint.constant)
      for (output, c) in constraint.coefficients {
        let most = c * (c > 0 ? outputs.high[output] : outputs.low[output])
        sum += most
        size += abs(most)
      }
      return sum + BoundProgram.rounding(terms: constraint.coefficients.count) * size < 0
    }
  }

  /// The `count` cases that are nearest to happening at `input`.
  private func nearest(_ property: OutputProperty, _ input: [Double], _ count: Int) -> [Int] {
    let outputs = program.values(input, rows: 1)[program.output]
    let gaps = property.cases.map { constraints in constraints.map { $0.value(outputs) }.min() ?? 0 }
    return Array(gaps.indices.sorted { gaps[$0] > gaps[$1] }.prefix(count))
  }
}
