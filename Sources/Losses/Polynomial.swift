/// A polynomial in one variable, by its coefficients from the constant up.
struct Polynomial: Equatable {
  var coefficients: [Double]

  init(_ coefficients: [Double]) { self.coefficients = coefficients }

  var derivative: Polynomial {
    Polynomial(coefficients.enumerated().dropFirst().map { Double($0.offset) * $0.element })
  }

  func callAsFunction(_ x: Double) -> Double { coefficients.reversed().reduce(0) { $0 * x + $1 } }

  /// The composition with a straight line, `p(slope · x + offset)`.
  func composed(slope: Double, offset: Double) -> Polynomial {
    let line = Polynomial([offset, slope])
    return coefficients.reversed().reduce(Polynomial([])) { $0 * line + Polynomial([$1]) }
  }

  static func + (a: Polynomial, b: Polynomial) -> Polynomial {
    let (short, long) = a.coefficients.count < b.coefficients.count ? (a, b) : (b, a)
    var sum = long.coefficients
    for (i, coefficient) in short.coefficients.enumerated() { sum[i] += coefficient }
    return Polynomial(sum)
  }

  static func - (a: Polynomial, b: Polynomial) -> Polynomial { a + Polynomial(b.coefficients.map { -$0 }) }

  static func * (a: Polynomial, b: Polynomial) -> Polynomial {
    guard !a.coefficients.isEmpty, !b.coefficients.isEmpty else { return Polynomial([]) }
    var product = [Double](repeating: 0, count: a.coefficients.count + b.coefficients.count - 1)
    for (i, x) in a.coefficients.enumerated() {
      for (j, y) in b.coefficients.enumerated() { product[i + j] += x * y }
    }
    return Polynomial(product)
  }

  /// Every point of `range` where the sign changes, ascending.
  ///
  /// Between neighbouring extrema (the derivative's own sign changes) the polynomial is monotone, so bisection finds
  /// each and none is missed, however close two of them lie.
  func signChanges(in range: ClosedRange<Double>) -> [Double] {
    guard coefficients.count > 1 else { return [] }
    let bounds = [range.lowerBound] + derivative.signChanges(in: range) + [range.upperBound]
    var found: [Double] = []
    for (low, high) in zip(bounds, bounds.dropFirst()) {
      guard (self(low) < 0) != (self(high) < 0) else { continue }
      var low = low, high = high
      let rises = self(low) < 0
      while true {
        let middle = low + (high - low) / 2
        guard middle > low, middle < high else { break }
        if (self(middle) < 0) == rises { low = middle } else { high = middle }
      }
      found.append(abs(self(low)) < abs(self(high)) ? low : high)
    }
    return found
  }
}
