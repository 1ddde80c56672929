extension Collection<Double> {
  /// The middle one by size, or the mean of the middle two; there must be one at least.
  public var median: Double { Array(self).middle }
}

extension [Double] {
  // Not generic: that sort would allocate twice for each element.
  fileprivate var middle: Double {
    let sorted = sorted(), middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}
