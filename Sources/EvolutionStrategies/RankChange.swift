/// By how many ranks second fitnesses differ from first ones, and how much of that chance alone may do.
///
/// Hansen et al. (2009), section III-A, as in pycma: all 2λ values are ranked together, where a candidate that was not
/// evaluated again counts twice with its one value. With ranks counted from 0, Δ is the change less one step, since a
/// value that is drawn again cannot keep its rank.
struct RankChange {
  /// The ranks of the first and of the second fitnesses. Equal values share the mean of their ranks.
  private let first: [Double]
  private let second: [Double]

  init(_ fitnesses: [Double], again: [Int: Double]) {
    let values = fitnesses + fitnesses.indices.map { again[$0] ?? fitnesses[$0] }
    let ranks = Self.ranks(values.map { $0.isFinite ? $0 : .infinity })
    // pycma sorts the copies of what was evaluated once behind their originals; which goes first changes no distance
    // that is asked for.
    first = Array(ranks.prefix(fitnesses.count))
    second = Array(ranks.suffix(fitnesses.count))
  }

  /// The number of ranks that lie strictly between the first and the second fitness of candidate `i`.
  func size(of i: Int) -> Double { max(0, abs(first[i] - second[i]) - 1) }

  /// The change that is allowed: the mean, over both fitnesses, of a low percentile of the distances from that fitness
  /// to all other ranks, which is what a fitness drawn at random would change.
  func limit(of i: Int, threshold: Double) -> Double {
    let others = (1..<2 * first.count).map(Double.init)
    func percentile(_ own: Double, _ other: Double) -> Double {
      // The rank among the others, as it were without the second value of the same candidate.
      let rank = own + 1 - (own > other ? 1 : own == other ? 0.5 : 0)
      return Self.percentile(others.map { abs($0 - rank) }, threshold / 2)
    }
    return (percentile(first[i], second[i]) + percentile(second[i], first[i])) / 2
  }

  /// The ranks from 0; equal values have the mean of theirs.
  private static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start
      while end + 1 < order.count, values[order[end + 1]] == values[order[start]] { end += 1 }
      for place in start...end { ranks[order[place]] = Double(start + end) / 2 }
      start = end + 1
    }
    return ranks
  }

  /// The percentile of a share `p`, interpolated between the middles of the values' steps, as pycma's `prctile`.
  static func percentile(_ values: [Double], _ p: Double) -> Double {
    let sorted = values.sorted(), place = p * Double(sorted.count) - 0.5
    guard place > 0 else { return sorted[0] }
    guard place < Double(sorted.count - 1) else { return sorted[sorted.count - 1] }
    let below = Int(place)
    return (Double(below + 1) - place) * sorted[below] + (place - Double(below)) * sorted[below + 1]
  }
}
