import Foundation

extension SoftmaxRow {
  /// Baikal, `Σₖ yₖ / hₖ - log hₖ`; writes `∂L/∂zₖ = n hₖ - 1 + hₖ Σⱼ yⱼ/hⱼ - yₖ/hₖ`.
  ///
  /// Everything that can overflow is a difference of log h: a saturated softmax gives the largest finite number with
  /// the right sign. Where the value overflows it is infinite.
  func baikal(_ y: Targets, gradient: UnsafeMutablePointer<Double>) -> Double {
    let n = Double(count)
    var value = 0.0
    var steepest = -Double.infinity
    for k in 0..<count {
      value -= logProbabilities[k]
      guard y[k] > 0 else { continue }
      value += y[k] * exp(-logProbabilities[k])
      steepest = max(steepest, -logProbabilities[k])
    }
    var sum = 0.0
    for k in 0..<count where y[k] > 0 { sum += y[k] * exp(-logProbabilities[k] - steepest) }
    // log Σⱼ yⱼ/hⱼ
    let logSum = steepest + log(sum)
    for k in 0..<count {
      let push = logProbabilities[k] + logSum
      let pull = y[k] > 0 ? log(y[k]) - logProbabilities[k] : -.infinity
      gradient[k] = n * probabilities[k] - 1 + Self.differenceOfExponentials(push, pull)
    }
    return value
  }

  /// Baikal with 1/h continued smoothly below `floor` by `(1 + log(floor/h)) / floor`.
  ///
  /// The gradient is Baikal's with `yₖ / max(hₖ, floor)` for `yₖ / hₖ`, so that no first step is taken at 1/h = 10⁴.
  /// The other terms have no floor: a clamp there would change how often an attack succeeds.
  func baikal(_ y: Targets, floor: Double, gradient: UnsafeMutablePointer<Double>) -> Double {
    let n = Double(count)
    var value = 0.0, sum = 0.0
    for k in 0..<count {
      let h = probabilities[k]
      sum += y[k] / max(h, floor)
      value -= logProbabilities[k]
      if y[k] > 0 { value += y[k] * (h >= floor ? 1 / h : (1 + log(floor) - logProbabilities[k]) / floor) }
    }
    for k in 0..<count {
      let h = probabilities[k]
      gradient[k] = n * h - 1 + h * sum - y[k] / max(h, floor)
    }
    return value
  }

  /// min(0.05, 1 / (2n)): well below the null epoch's 1/n and the 1/√n at which Baikal comes to rest.
  static func baikalFloor(classes: Int) -> Double { min(0.05, 0.5 / Double(classes)) }

  /// eᵃ - eᵇ, at most the largest finite number in size.
  private static func differenceOfExponentials(_ a: Double, _ b: Double) -> Double {
    let limit = Double.greatestFiniteMagnitude
    let difference = exp(a) - exp(b)
    if difference.isFinite { return difference }
    if a.isNaN || b.isNaN { return .nan }
    return a > b ? limit : a < b ? -limit : 0
  }
}
