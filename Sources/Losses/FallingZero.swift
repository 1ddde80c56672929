/// The search for where a function first falls below zero.
///
/// The range is cut into equal cells. Where the function is negative for a whole cell it is found for certain. A
/// shorter dip is looked for at every low point of the grid from which a parabola could reach zero; it is found if the
/// function has one minimum between the neighbouring points, until the dip is lost in rounding: two zeros of a function
/// of size 1 can lie 10⁻⁷ apart. The zero itself is exact to the rounding of the function.
enum FallingZero {
  static let cells = 4096

  /// The zero after which `function`, positive at the start of `range`, is first negative; `nil` where it never is.
  static func first(of function: (Double) -> Double, in range: ClosedRange<Double>) -> Double? {
    let width = (range.upperBound - range.lowerBound) / Double(cells)
    func point(_ i: Int) -> Double {
      i >= cells ? range.upperBound : range.lowerBound + Double(max(i, 0)) * width
    }
    // Beyond its ends the range counts as high, so that a dip in the first or the last cell is a low point too.
    var before = Double.infinity, value = function(point(0))
    for i in 1...cells + 1 {
      let next = i <= cells ? function(point(i)) : .infinity
      if next < 0 { return crossing(of: function, from: point(i - 1), to: point(i)) }
      // A parabola falls below the lowest of three points by at most an eighth of the larger step between them.
      if value < before, value <= next, value < max(before - value, next - value) {
        let low = point(i - 2)
        if let dip = dip(of: function, from: low, to: point(i)) { return crossing(of: function, from: low, to: dip) }
      }
      (before, value) = (value, next)
    }
    return nil
  }

  /// A point where `function` is negative, by shrinking the range to the two thirds around its minimum; `nil` if none.
  private static func dip(of function: (Double) -> Double, from low: Double, to high: Double) -> Double? {
    var low = low, high = high
    // After 40 steps the range is 10⁻⁷ of what it was, where a minimum is flat to rounding.
    for _ in 0..<40 {
      let third = (high - low) / 3
      let a = low + third, b = high - third
      let atA = function(a), atB = function(b)
      if atA < 0 { return a }
      if atB < 0 { return b }
      if atA < atB { high = b } else { low = a }
    }
    return nil
  }

  /// Bisects to neighbouring numbers and takes the one with the smaller value.
  private static func crossing(of function: (Double) -> Double, from low: Double, to high: Double) -> Double {
    var low = low, high = high
    while true {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { break }
      if function(middle) < 0 { high = middle } else { low = middle }
    }
    return abs(function(low)) < abs(function(high)) ? low : high
  }
}
