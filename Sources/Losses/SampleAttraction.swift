import Foundation

/// What a loss does to one image that a network has answered: the state is the image's own, not the symmetric one.
public struct SampleAttraction: Sendable, Equatable {
  /// The probability of the target, h_T.
  public var probability: Double
  /// γ at the target; NaN of a loss that is no function of the probabilities.
  public var targetGamma: Double
  /// The mean of γ over the other classes, each at its own probability; NaN likewise.
  public var otherGamma: Double
  /// The change of h_T under one unit step of gradient descent on the logits: positive pulls to zero error.
  public var attraction: Double

  public init(probability: Double, targetGamma: Double, otherGamma: Double, attraction: Double) {
    self.probability = probability
    self.targetGamma = targetGamma
    self.otherGamma = otherGamma
    self.attraction = attraction
  }
}

extension Loss {
  /// The attraction of each of `count` images with these `logits` (N, K), by the loss as published.
  ///
  /// A step changes the logits by Δ = -∂L/∂z, so the change of h_T is `h_T Σₖ hₖ (e^Δ_T - e^Δₖ) / Σⱼ hⱼ e^Δⱼ` over the other
  /// classes k. It is worked out in logarithms: nothing overflows, and the sign is right where h_T is nearly 1.
  public func attractions(
    logits: UnsafePointer<Float>, labels: UnsafePointer<Int32>, count: Int, classes: Int
  ) -> [SampleAttraction] {
    let scratchCount = RowLoss.scratchCount(classes: classes)
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: scratchCount + classes) { scratch in
      scratch.initialize(repeating: 0)
      var row = RowLoss(self, form: .published, classes: classes, scratch: scratch.baseAddress!)
      let logH = scratch.baseAddress! + scratchCount
      return (0..<count).map { i in
        let z = logits + i * classes, label = Int(labels[i])
        for k in 0..<classes { row.logits[k] = Double(z[k]) }
        _ = row.evaluate(label: label)
        Self.logSoftmax(z, classes, into: logH)
        return attraction(logH, row.gradient, label, classes)
      }
    }
  }

  private func attraction(
    _ logH: UnsafePointer<Double>, _ gradient: UnsafePointer<Double>, _ label: Int, _ classes: Int
  ) -> SampleAttraction {
    // All steps are taken relative to the largest: beside a gradient of 1e300, log h would be lost.
    var least = gradient[0], largest = -Double.infinity, sum = 0.0
    for k in 1..<classes { least = min(least, gradient[k]) }
    func step(_ k: Int) -> Double { least - gradient[k] }
    for k in 0..<classes { largest = max(largest, logH[k] + step(k)) }
    for k in 0..<classes { sum += exp(logH[k] + step(k) - largest) }
    let logSum = largest + log(sum)
    var change = 0.0, otherGamma = 0.0
    for k in 0..<classes where k != label {
      let difference = gradient[k] - gradient[label]
      let size = exp(logH[label] + logH[k] + max(step(k), step(label)) - logSum) * -expm1(-abs(difference))
      change += difference < 0 ? -size : size
      if isOfProbabilities { otherGamma += gamma(h: exp(logH[k]), y: 0, classes: classes) }
    }
    let probability = exp(logH[label])
    return SampleAttraction(
      probability: probability,
      targetGamma: isOfProbabilities ? gamma(h: probability, y: 1, classes: classes) : .nan,
      otherGamma: isOfProbabilities ? otherGamma / Double(classes - 1) : .nan, attraction: change)
  }

  private static func logSoftmax(
    _ logits: UnsafePointer<Float>, _ classes: Int, into row: UnsafeMutablePointer<Double>
  ) {
    var largest = logits[0], sum = 0.0
    for k in 1..<classes where logits[k] > largest { largest = logits[k] }
    for k in 0..<classes { sum += exp(Double(logits[k]) - Double(largest)) }
    for k in 0..<classes { row[k] = Double(logits[k]) - Double(largest) - log(sum) }
  }
}
