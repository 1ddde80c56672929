public import Losses

/// The loss whose gradient an attack follows.
public enum AttackLoss: Sendable, Hashable {
  case loss(Loss)
  /// Difference of logits ratio (Croce & Hein 2020); the margin below three classes.
  case dlr
  /// z_other − z_label, other the largest of the wrong classes: never saturates.
  case margin

  public static let crossEntropy = AttackLoss.loss(Loss(.crossEntropy))

  public var name: String {
    switch self {
    case .loss(let loss): loss.name
    case .dlr: "dlr"
    case .margin: "margin"
    }
  }

  /// Gradients at the logits (N, K) of each example's loss; an attack climbs them.
  func gradient(
    logits: UnsafePointer<Float>, labels: UnsafePointer<Int32>, count: Int, classes: Int,
    into gradient: UnsafeMutablePointer<Float>
  ) {
    if case .loss(let loss) = self {
      loss.evaluate(logits: logits, labels: labels, count: count, classes: classes, values: nil, gradient: gradient)
      return
    }
    for i in 0..<count {
      _ = evaluate(logits + i * classes, label: labels[i], classes: classes, gradient: gradient + i * classes)
    }
  }

  /// The loss at one row of `logits` (K), whose gradient (K) is written to `gradient`.
  func evaluate(
    _ logits: UnsafePointer<Float>, label: Int32, classes: Int, gradient: UnsafeMutablePointer<Float>
  ) -> Double {
    switch self {
    case .loss(let loss):
      var value = 0.0, label = label
      loss.evaluate(
        logits: logits, labels: &label, count: 1, classes: classes, values: &value, gradient: gradient)
      return value
    case .dlr where classes >= 3:
      let ranks = LogitRanks(logits, classes)
      let first = ranks[0], third = ranks[2], y = Int(label), other = first == y ? ranks[1] : first
      let denominator = Double(logits[first]) - Double(logits[third]) + 1e-12
      let numerator = Double(logits[y]) - Double(logits[other])
      gradient.update(repeating: 0, count: classes)
      gradient[y] -= Float(1 / denominator)
      gradient[other] += Float(1 / denominator)
      gradient[first] += Float(numerator / (denominator * denominator))
      gradient[third] -= Float(numerator / (denominator * denominator))
      return -numerator / denominator
    case .dlr, .margin:
      let ranks = LogitRanks(logits, classes), y = Int(label), other = ranks[0] == y ? ranks[1] : ranks[0]
      gradient.update(repeating: 0, count: classes)
      gradient[other] = 1
      gradient[y] = -1
      return Double(logits[other]) - Double(logits[y])
    }
  }
}
