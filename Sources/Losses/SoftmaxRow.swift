import Foundation

/// One example's softmax in Double: probabilities, their logarithms, and what rounding would lose of them.
///
/// The storage belongs to the caller and is used again for the next example.
public struct SoftmaxRow {
  /// The number of classes, n.
  public let count: Int
  /// The logarithms log h; before `normalise` the logits.
  public let logProbabilities: UnsafeMutablePointer<Double>
  /// The probabilities h.
  public let probabilities: UnsafeMutablePointer<Double>
  /// The class of the largest probability.
  private var largest = 0
  /// This is 1 - h of that class as the sum of the others, so that it is not 0 merely because h rounds to 1.
  private var others = 0.0

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
    var rest = 0.0
    for k in 0..<count {
      logProbabilities[k] -= peak
      if k != largest { rest += exp(logProbabilities[k]) }
    }
    let logSum = log1p(rest)
    for k in 0..<count {
      logProbabilities[k] -= logSum
      probabilities[k] = exp(logProbabilities[k])
    }
    others = rest / (1 + rest)
  }

  /// This is 1 - h at class k, exact to rounding where h is nearly 1.
  public func complement(_ k: Int) -> Double { k == largest ? others : 1 - probabilities[k] }

  /// This is h - y at class k, exact to rounding where h is nearly 1.
  public func residual(_ k: Int, _ y: Targets) -> Double {
    k == largest ? (1 - y[k]) - others : probabilities[k] - y[k]
  }

  /// Replaces γ by the gradient at the logits, `∂L/∂zₖ = -hₖ (γₖ - Σⱼ γⱼ hⱼ)`.
  ///
  /// At the largest class the difference is `γₖ (1 - hₖ) - Σ_{j≠k} γⱼ hⱼ`: nothing cancels when h saturates.
  public func gradient(fromGamma gamma: UnsafeMutablePointer<Double>) {
    var rest = 0.0
    for k in 0..<count where k != largest { rest += gamma[k] * probabilities[k] }
    let mean = rest + gamma[largest] * probabilities[largest]
    for k in 0..<count {
      let difference = k == largest ? gamma[k] * others - rest : gamma[k] - mean
      gamma[k] = -probabilities[k] * difference
    }
  }

  /// Replaces the products h γ by the gradient at the logits, for a loss whose γ alone is infinite at h = 0.
  ///
  /// The gradient is `hₖ Σⱼ hⱼ γⱼ - hₖ γₖ`; at the largest class `hₖ Σ_{j≠k} hⱼ γⱼ - hₖ γₖ (1 - hₖ)`.
  public func gradient(fromPulls pulls: UnsafeMutablePointer<Double>) {
    var rest = 0.0
    for k in 0..<count where k != largest { rest += pulls[k] }
    let sum = rest + pulls[largest]
    for k in 0..<count {
      pulls[k] =
        k == largest ? probabilities[k] * rest - pulls[k] * others : probabilities[k] * sum - pulls[k]
    }
  }
}
