import Foundation

extension RandomStream {
  /// A standard normal number by the method of Box and Muller. The second number of a pair is not used, so that no draw
  /// depends on an earlier one.
  public mutating func nextNormal() -> Double {
    // 1 - u is in (0, 1]: its logarithm is finite.
    let radius = (-2 * log(1 - nextUniformDouble())).squareRoot()
    return radius * cos(2 * .pi * nextUniformDouble())
  }
}
