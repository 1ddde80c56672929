/// Proves a row positive on a region by parts, each with more ReLUs known to be on one side of 0 (Bunel et al. 2020).
struct Branching {
  let bounds: LinearBounds
  let search: CounterexampleSearch
  /// Parts that are bounded together.
  static let batch = 32
  /// Iterations of the slope search for each part.
  static let iterations = 12
  /// And for a part without undecided ReLUs, which nothing but better multipliers of its splits can still prove. Those of an
  /// empty part grow without end, so that the steps stay long. Of 30,000 regions of two pixels 400 iterations, by half in 138,
  /// left ten open.
  static let lastIterations = 5000, lastDecay = 0.9995

  enum Outcome: Equatable {
    case proved
    case counterexample([Double])
    /// The time was over, or a part without undecided ReLUs has no positive bound.
    case open
  }

  /// A part of the region, by its splits, and where it is to be split next.
  private struct Part {
    var bound: Double
    var splits: [Split]
    var multipliers: [Double]
    var next: (step: Int, index: Int)

    /// The two sides of the next split. What it is worth is not known yet.
    var halves: [(splits: [Split], multipliers: [Double])] {
      [true, false].map { side in
        (splits + [Split(step: next.step, index: next.index, isPositive: side)], multipliers + [0])
      }
    }
  }

  /// `row` (outputs) and `constant` are what must be positive. `slopes` are one row's slopes to begin with, by step, and `next`
  /// the first ReLU to split. Asks `isOver` between batches.
  func prove(
    _ row: [Double], constant: Double, slopes: [Int: [Double]], next: (step: Int, index: Int)?,
    isOver: () throws -> Bool
  ) rethrows -> Outcome {
    guard let next else { return .open }
    var parts = [Part(bound: -.infinity, splits: [], multipliers: [], next: next)]
    while !parts.isEmpty {
      if try isOver() { return .open }
      // The worst parts first: a counterexample lies in one of them.
      parts.sort { $0.bound > $1.bound }
      let taken = parts.suffix(Self.batch / 2)
      parts.removeLast(taken.count)
      let children = taken.flatMap { $0.halves }
      var choices = RowChoices(splits: children.map(\.splits), multipliers: children.map(\.multipliers))
      for (step, own) in slopes { choices.lowerSlopes[step] = children.flatMap { _ in own } }
      let found = SlopeSearch(bounds: bounds, iterations: Self.iterations).run(
        children.flatMap { _ in row }, constants: children.map { _ in constant }, choices)
      if let input = search.counterexample(among: found.corners) { return .counterexample(input) }
      for (place, child) in children.enumerated() where !(found.minima[place] > 0) {
        guard let next = found.next[place] else {
          let last = try prove(row, constant, child, slopes, isOver: isOver)
          if last == .proved { continue }
          return last
        }
        parts.append(
          Part(
            bound: found.minima[place], splits: child.splits, multipliers: found.choices.multipliers[place], next: next)
        )
      }
    }
    return .proved
  }

  /// A last and long search for a part that cannot be split any more.
  private func prove(
    _ row: [Double], _ constant: Double, _ part: (splits: [Split], multipliers: [Double]), _ slopes: [Int: [Double]],
    isOver: () throws -> Bool
  ) rethrows -> Outcome {
    let found = try SlopeSearch(bounds: bounds, iterations: Self.lastIterations, decay: Self.lastDecay).run(
      row, constants: [constant],
      RowChoices(lowerSlopes: slopes, splits: [part.splits], multipliers: [part.multipliers]), isOver: isOver)
    if let input = search.counterexample(among: found.corners + found.means) { return .counterexample(input) }
    return found.minima[0] > 0 ? .proved : .open
  }
}
