/// How far numbers of the engine are from those of a twin.
public enum Deviation {
  /// The largest error relative to the largest magnitude of `expected`.
  public static func largest(_ found: [Double], _ expected: [Double]) -> Double {
    compare(found, expected) { max($0, abs($1)) }
  }

  public static func largest(_ found: [Float], _ expected: [Double]) -> Double {
    largest(found.map { Double($0) }, expected)
  }

  /// The length of the error relative to the length of `expected`, both as vectors.
  public static func length(_ found: some Sequence<Float>, _ expected: some Sequence<Double>) -> Double {
    compare(found.map { Double($0) }, Array(expected)) { $0 + $1 * $1 }.squareRoot()
  }

  /// 0 where all is equal; infinite where counts differ or a number is NaN.
  private static func compare(_ found: [Double], _ expected: [Double], _ join: (Double, Double) -> Double) -> Double {
    guard found.count == expected.count else { return .infinity }
    var error = 0.0, size = 0.0
    for (a, b) in zip(found, expected) {
      guard !a.isNaN, !b.isNaN else { return .infinity }
      error = join(error, a - b)
      size = join(size, b)
    }
    return error == 0 ? 0 : error / size
  }
}
