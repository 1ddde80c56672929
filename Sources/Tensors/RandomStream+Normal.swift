import Foundation

extension RandomStream {
  /// A standard normal number (Box–Muller, one of the pair: a draw never depends on a leftover).
  public mutating func nextNormal() -> Double {
    // 1 - u is in (0, 1]: its logarithm is finite.
    let radius = (-2 * log(1 - nextUniformDouble())).squareRoot()
    return radius * cos(2 * .pi * nextUniformDouble())
  }
}
