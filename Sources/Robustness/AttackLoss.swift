import Files
public import Losses

/// The loss whose gradient an attack follows.
public enum AttackLoss: Sendable, Hashable {
  case loss(Loss)
  /// Difference of logits ratio (Croce & Hein 2020); the margin below three classes.
  case dlr
  /// z_other − z_label, other the largest of the wrong classes: never saturates.
  case margin

  public static let crossEntropy = AttackLoss.loss(Loss(.crossEntropy))

  /// `own`, `cross-entropy`, `dlr`, `margin` or any loss name; `own` needs the loss that the model was trained with.
  public init(parsing name: String, own: Loss?) throws {
    switch name {
    case "dlr": self = .dlr
    case "margin": self = .margin
    case "own":
      guard let own else {
        throw FileError(
          "own", "the checkpoint does not say which loss it was trained with",
          advice: "name the loss instead, for example cross-entropy")
      }
      self = .loss(own)
    default: self = .loss(try Loss(parsing: name))
    }
  }

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
    switch self {
    case .loss(let loss):
      loss.evaluate(logits: logits, labels: labels, count: count, classes: classes, values: nil, gradient: gradient)
    case .dlr where classes >= 3:
      for i in 0..<count { Self.dlrGradient(logits + i * classes, labels[i], classes, gradient + i * classes) }
    case .dlr, .margin:
      for i in 0..<count { Self.marginGradient(logits + i * classes, labels[i], classes, gradient + i * classes) }
    }
  }

  /// Gradient of max over k ≠ y of z_k − z_y.
  static func marginGradient(
    _ logits: UnsafePointer<Float>, _ label: Int32, _ classes: Int, _ gradient: UnsafeMutablePointer<Float>
  ) {
    gradient.update(repeating: 0, count: classes)
    let other = largest(logits, classes, except: Int(label))
    gradient[other] = 1
    gradient[Int(label)] = -1
  }

  /// Gradient of −(z_y − z_other) / (z₍₁₎ − z₍₃₎ + 1e-12), z₍ᵢ₎ the i-th largest logit.
  private static func dlrGradient(
    _ logits: UnsafePointer<Float>, _ label: Int32, _ classes: Int, _ gradient: UnsafeMutablePointer<Float>
  ) {
    gradient.update(repeating: 0, count: classes)
    let first = largest(logits, classes, except: -1)
    let second = largest(logits, classes, except: first)
    let third = largest(logits, classes, except: first, second)
    let y = Int(label), other = first == y ? second : first
    let denominator = Double(logits[first]) - Double(logits[third]) + 1e-12
    let numerator = Double(logits[y]) - Double(logits[other])
    gradient[y] -= Float(1 / denominator)
    gradient[other] += Float(1 / denominator)
    gradient[first] += Float(numerator / (denominator * denominator))
    gradient[third] -= Float(numerator / (denominator * denominator))
  }

  private static func largest(
    _ logits: UnsafePointer<Float>, _ classes: Int, except a: Int, _ b: Int = -1
  ) -> Int {
    var best = -1
    for k in 0..<classes where k != a && k != b && (best < 0 || logits[k] > logits[best]) { best = k }
    return best
  }
}
