import CKernels

/// What rows of coefficients meet at one value: for each number a line below and a line above, and how large the terms of
/// its sums may be.
///
/// Channels come last where rows see windows of it.
struct BoundTable: Sendable {
  /// Lower shifts, upper shifts and sizes, then lower and upper slopes, where there are any.
  private let numbers: [Double]
  private let count: Int
  private var hasSlopes: Bool { numbers.count > 3 * count }

  /// `shape` is given where channels come last.
  init(
    lowerShift: [Double], upperShift: [Double], size: [Double], slopes: (lower: [Double], upper: [Double])? = nil,
    _ shape: MapShape?
  ) {
    count = size.count
    let parts = [lowerShift, upperShift, size] + (slopes.map { [$0.lower, $0.upper] } ?? [])
    numbers = parts.flatMap { shape?.channelsLast($0) ?? $0 }
  }

  /// The lines of a function's numbers.
  init(_ lines: [Lines], low: [Double], high: [Double], _ shape: MapShape?) {
    // No line is steeper than 1.
    let size = lines.indices.map {
      max(abs(lines[$0].lowerShift), abs(lines[$0].upperShift)) + max(abs(low[$0]), abs(high[$0]))
    }
    self.init(
      lowerShift: lines.map(\.lowerShift), upperShift: lines.map(\.upperShift), size: size,
      slopes: (lines.map(\.lowerSlope), lines.map(\.upperSlope)), shape)
  }

  /// For each row how much the shifts add, and the sizes of all terms. Coefficients are multiplied by the slopes, where
  /// there are any.
  func meet(_ coefficients: inout Coefficients, _ places: [MapPlace]) -> [(shift: Double, size: Double)] {
    let count = count
    return numbers.withUnsafeBufferPointer { table in
      let start = table.baseAddress!
      var lines = la_lines(
        lower_slope: hasSlopes ? start + 3 * count : nil, upper_slope: hasSlopes ? start + 4 * count : nil,
        lower_shift: start, upper_shift: start + count, size: start + 2 * count)
      return coefficients.withLines(places) { numbers, forEachLine in
        places.indices.map { row in
          var sums = [0.0, 0.0]
          forEachLine(row) { own, first, count in
            la_relax(numbers + own, numbers + own, &lines, Int64(first), Int64(count), &sums)
          }
          return (sums[0], sums[1])
        }
      }
    }
  }
}
