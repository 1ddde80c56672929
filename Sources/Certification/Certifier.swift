import Foundation

/// Says of a network whether a property happens anywhere in a region of inputs.
struct Certifier: Sendable {
  let program: BoundProgram
  /// How long one region may take, in seconds, once the first bounds are known.
  var seconds: Double
  /// Of the attack's random numbers.
  var seed: UInt64 = 0

  init(_ program: BoundProgram, seconds: Double) {
    self.program = program
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

  /// `attacked` is the part of the region in which counterexamples are looked for; `nil` for all of it.
  func examine(
    _ region: InputRegion, attacking attacked: InputRegion? = nil, _ property: OutputProperty,
    check: () throws -> Void = {}
  ) rethrows -> Verdict {
    let search = CounterexampleSearch(program: program, region: attacked ?? region, property: property)
    let middle = zip(region.low, region.high).map { ($0 + $1) / 2 }
    if let found = search.counterexample(among: [middle]) { return .broken(found) }
    if let found = search.run(from: [middle], towards: nearest(property, middle, 3), steps: Self.firstSteps) {
      return .broken(found)
    }
    try check()
    let begin = ContinuousClock.now
    func isOver() throws -> Bool {
      try check()
      return ContinuousClock.now - begin > .seconds(seconds)
    }
    let finder = RangeFinder(program), isRefined = finder.refines
    let (bounds, outputs) = finder.bounds(on: region, refines: isRefined)
    var open = property.cases.indices.filter { !isExcluded(property.cases[$0], outputs) }
    if open.isEmpty { return .proved }

    let all = property.cases.indices.map { $0 }, starts = search.randomStarts(2, seed: seed)
    var slopes = SlopeSearch(bounds: bounds)
    // Of intervals one pass is worth its time, and no search.
    if !isRefined { slopes.iterations = 0 }
    // What each constraint of a case has to stay below, as a row that has to be positive.
    let rows = open.flatMap { place in property.cases[place].map { (place: place, row: row($0)) } }
    let found = slopes.run(
      rows.flatMap(\.row.coefficients), constants: rows.map(\.row.constant),
      RowChoices(lowerSlopes: slopes.start(rows.count)))
    let proved = Set(rows.indices.filter { found.minima[$0] > 0 }.map { rows[$0].place })
    open.removeAll { proved.contains($0) }
    if open.isEmpty { return .proved }

    if let input = search.counterexample(among: found.corners) { return .broken(input) }
    let corners = rows.indices.filter { !proved.contains(rows[$0].place) }.map { found.corners[$0] }
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
        rows[best].row.coefficients, constant: rows[best].row.constant, slopes: own, next: found.next[best],
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

  /// The constraint's opposite, as a row of outputs: positive where the constraint does not hold.
  private func row(_ constraint: OutputConstraint) -> (coefficients: [Double], constant: Double) {
    var coefficients = [Double](repeating: 0, count: program.sizes[program.output])
    for (output, c) in constraint.coefficients { coefficients[output] = -c }
    return (coefficients, -constraint.constant)
  }

  /// Whether intervals alone exclude one of the case's constraints.
  private func isExcluded(_ constraints: [OutputConstraint], _ outputs: (low: [Double], high: [Double])) -> Bool {
    constraints.contains { constraint in
      constraint.coefficients.reduce(constraint.constant) {
        $0 + $1.value * ($1.value > 0 ? outputs.high[$1.key] : outputs.low[$1.key])
      } < -1e-9
    }
  }

  /// The `count` cases that are nearest to happening at `input`.
  private func nearest(_ property: OutputProperty, _ input: [Double], _ count: Int) -> [Int] {
    let outputs = program.values(input, rows: 1)[program.output]
    let gaps = property.cases.map { constraints in constraints.map { $0.value(outputs) }.min() ?? 0 }
    return Array(gaps.indices.sorted { gaps[$0] > gaps[$1] }.prefix(count))
  }
}
