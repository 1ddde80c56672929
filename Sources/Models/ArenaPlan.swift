/// Places in one arena for values whose lifetimes are known: values that never live together may share memory.
struct ArenaPlan {
  struct Value {
    /// Floats.
    var count: Int
    /// First and last step at which the value holds something needed.
    var lifetime: ClosedRange<Int>
  }

  let offsets: [Int]
  /// Floats of the whole arena.
  let count: Int

  /// Greedy by size: the largest value first, each at the lowest place that no overlapping value occupies.
  init(_ values: [Value]) {
    var offsets = [Int](repeating: 0, count: values.count)
    var placed: [Int] = [], end = 0
    for index in values.indices.sorted(by: { (values[$1].count, $0) < (values[$0].count, $1) }) {
      let taken = placed.filter { values[$0].lifetime.overlaps(values[index].lifetime) }
        .map { offsets[$0]..<offsets[$0] + Self.padded(values[$0].count) }.sorted { $0.lowerBound < $1.lowerBound }
      var offset = 0
      for range in taken where range.lowerBound < offset + Self.padded(values[index].count) && range.upperBound > offset
      {
        offset = range.upperBound
      }
      offsets[index] = offset
      placed.append(index)
      end = max(end, offset + Self.padded(values[index].count))
    }
    self.offsets = offsets
    count = end
  }

  /// Sixteen floats are a cache line.
  private static func padded(_ count: Int) -> Int { (count + 15) / 16 * 16 }
}
