import Foundation

extension RandomStream {
  /// A Poisson number. It is exact at every mean from 0.
  ///
  /// Below a mean of 10, uniform numbers are multiplied until the product falls to exp(−mean) (Knuth, The Art of
  /// Computer Programming 2, 3.4.1). From 10 on the method is Hörmann's transformed rejection PTRS (1993), whose
  /// constants hold from there.
  public mutating func nextPoisson(mean: Double) -> Int {
    precondition(mean >= 0 && mean < 1e9)
    return mean < 10 ? multiplied(mean) : transformed(mean)
  }

  private mutating func multiplied(_ mean: Double) -> Int {
    let limit = exp(-mean)
    guard limit < 1 else { return 0 }
    var count = 0, product = nextUniformDouble()
    while product > limit {
      count += 1
      product *= nextUniformDouble()
    }
    return count
  }

  /// The algorithm PTRS of Hörmann, "The transformed rejection method for generating Poisson random variables", in its
  /// symbols: k = ⌊(2a / uₛ + b) u + μ + 0.43⌋ under a hat of height 1/α.
  private mutating func transformed(_ mean: Double) -> Int {
    let b = 0.931 + 2.53 * mean.squareRoot()
    let a = -0.059 + 0.02483 * b
    let inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
    let squeeze = 0.9277 - 3.6224 / (b - 2)
    while true {
      let u = nextUniformDouble() - 0.5, v = nextUniformDouble()
      let us = 0.5 - abs(u)
      // At u = −0.5 this is −∞, and rejected.
      let k = ((2 * a / us + b) * u + mean + 0.43).rounded(.down)
      if us >= 0.07, v <= squeeze { return Int(k) }
      if k < 0 || (us < 0.013 && v > us) { continue }
      if log(v * inverseAlpha / (a / (us * us) + b)) <= k * log(mean) - mean - lgamma(k + 1).0 { return Int(k) }
    }
  }
}
