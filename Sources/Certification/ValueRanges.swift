/// Between which numbers each value of a network lies in a region, as far as they are known.
struct ValueRanges: Sendable {
  var low: [[Double]]
  var high: [[Double]]
  /// What rows meet on their way, by step or value.
  private var tables: [Key: BoundTable] = [:]

  init(_ region: InputRegion) {
    low = [region.low]
    high = [region.high]
  }

  mutating func append(_ range: (low: [Double], high: [Double])) {
    low.append(range.low)
    high.append(range.high)
  }

  enum TableKind: Hashable {
    /// The lines of a function.
    case lines(LowerSlope)
    /// What a linear step adds, and its terms.
    case terms
    /// A value's own range.
    case range
  }

  private struct Key: Hashable {
    let kind: TableKind
    let index: Int
    /// Where channels come last.
    let shape: MapShape?
  }

  /// The table of a step or a value, made where it is asked for first.
  mutating func table(
    _ kind: TableKind, _ index: Int, _ shape: MapShape?, _ make: () -> BoundTable
  ) -> BoundTable {
    let key = Key(kind: kind, index: index, shape: shape)
    if let known = tables[key] { return known }
    let made = make()
    tables[key] = made
    return made
  }
}
