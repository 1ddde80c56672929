import Foundation

/// One example's softmax in Double: probabilities, their logarithms, and what rounding would lose of them.
///
/// The storage belongs to the caller and is used again for the next example.
struct SoftmaxRow {
  /// n.
  let count: Int
  /// Logits before `normalise`, log h after it.
  let logProbabilities: UnsafeMutablePointer<Double>
  /// h.
  let probabilities: UnsafeMutablePointer<Double>
  /// The class of the largest probability.
  private(set) var largest = 0
  /// 1 - h of that class, as the sum of the others: not 0 merely because h rounds to 1.
  private(set) var complement = 0.0

  init(count: Int, logProbabilities: UnsafeMutablePointer<Double>, probabilities: UnsafeMutablePointer<Double>) {
    self.count = count
    self.logProbabilities = logProbabilities
    self.probabilities = probabilities
  }

  /// Turns the logits into log h and h. A NaN logit makes all of them NaN.
  mutating func normalise() {
    largest = 0
    for k in 1..<count where logProbabilities[k] > logProbabilities[largest] { largest = k }
    let peak = logProbabilities[largest]
    var others = 0.0
    for k in 0..<count {
      logProbabilities[k] -= peak
      if k != largest { others += exp(logProbabilities[k]) }
    }
    let logSum = log1p(others)
    for k in 0..<count {
      logProbabilities[k] -= logSum
      probabilities[k] = exp(logProbabilities[k])
    }
    complement = others / (1 + others)
  }

  /// h - y at class k, exact to rounding where h is nearly 1.
  func residual(_ k: Int, _ y: Targets) -> Double {
    k == largest ? (1 - y[k]) - complement : probabilities[k] - y[k]
  }

  /// Replaces γ by the gradient at the logits, `∂L/∂zₖ = -hₖ (γₖ - Σⱼ γⱼ hⱼ)`.
  ///
  /// At the largest class the difference is `γₖ (1 - hₖ) - Σ_{j≠k} γⱼ hⱼ`: nothing cancels when h saturates.
  func gradient(fromGamma gamma: UnsafeMutablePointer<Double>) {
    var others = 0.0
    for k in 0..<count where k != largest { others += gamma[k] * probabilities[k] }
    let mean = others + gamma[largest] * probabilities[largest]
    for k in 0..<count {
      let difference = k == largest ? gamma[k] * complement - others : gamma[k] - mean
      gamma[k] = -probabilities[k] * difference
    }
  }
}
