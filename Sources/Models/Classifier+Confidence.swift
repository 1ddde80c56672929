import Foundation

extension Classifier {
  /// The largest softmax probability of K logits, 1 / Σₖ exp(zₖ − max z); NaN where a logit is NaN or +∞.
  public static func confidence(_ logits: UnsafePointer<Float>, classes: Int) -> Double {
    var largest = logits[0]
    for k in 1..<classes where logits[k] > largest { largest = logits[k] }
    var sum = 0.0
    for k in 0..<classes { sum += exp(Double(logits[k]) - Double(largest)) }
    return 1 / sum
  }
}
