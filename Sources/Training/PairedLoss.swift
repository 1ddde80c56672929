import Foundation
import Losses

/// The loss of images as they are and as an attack left them: TRADES' and MART's.
///
/// p = softmax(z) are the probabilities of an image as it is, q = softmax(z′) those of the attacked one, t is its class.
/// The small constants are those of the authors' code.
struct PairedLoss {
  enum Kind { case trades, mart }

  let kind: Kind
  /// The weight of the divergence.
  let beta: Double
  /// The loss that stands where the publications have cross-entropy.
  let loss: Loss
  let form: LossForm

  /// MART's bounds on logarithms and on the weight of an image that is right and certain.
  private static let marginBound = 1.0001, logarithmBound = 1e-12, weightBound = 1.0000001

  /// `nil` for a method that sees the attacked images alone.
  init?(_ training: AdversarialTraining, loss: Loss, form: LossForm) {
    switch training.learning {
    case .standard, .awp: return nil
    case .trades: kind = .trades
    case .mart: kind = .mart
    }
    beta = training.beta ?? training.learning.usualBeta!
    self.loss = loss
    self.form = form
  }

  /// Writes the loss of each of `count` examples to `values` (N), and `gradientScale` times its gradient at the logits z and
  /// z′ to `plainGradient` and `attackedGradient` (N, K).
  func evaluate(
    plain: UnsafePointer<Float>, attacked: UnsafePointer<Float>, labels: UnsafePointer<Int32>, count: Int, classes: Int,
    gradientScale: Double, values: UnsafeMutablePointer<Double>, plainGradient: UnsafeMutablePointer<Float>,
    attackedGradient: UnsafeMutablePointer<Float>
  ) {
    let (own, other) = kind == .trades ? (plainGradient, attackedGradient) : (attackedGradient, plainGradient)
    loss.evaluate(
      logits: kind == .trades ? plain : attacked, labels: labels, count: count, classes: classes, form: form,
      gradientScale: gradientScale, values: values, gradient: own)
    other.update(repeating: 0, count: count * classes)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 4 * classes) { scratch in
      let logP = scratch.baseAddress!, logQ = logP + classes, atZ = logQ + classes, atAttacked = atZ + classes
      for i in 0..<count {
        let row = i * classes
        Self.logSoftmax(plain + row, classes, into: logP)
        Self.logSoftmax(attacked + row, classes, into: logQ)
        let value =
          switch kind {
          case .trades: Self.divergence(logP, logQ, classes, atZ, atAttacked)
          case .mart: Self.marginTerms(logP, logQ, Int(labels[i]), classes, beta, atZ, atAttacked)
          }
        let weight = kind == .trades ? beta : 1
        values[i] += weight * value
        for k in 0..<classes {
          plainGradient[row + k] += Float(gradientScale * weight * atZ[k])
          attackedGradient[row + k] += Float(gradientScale * weight * atAttacked[k])
        }
      }
    }
  }

  private typealias Row = UnsafeMutablePointer<Double>

  /// KL(p ‖ q) = Σ p (log p - log q); its gradient is p (log p - log q - KL) at z and q - p at z′.
  private static func divergence(_ logP: Row, _ logQ: Row, _ classes: Int, _ atZ: Row, _ atAttacked: Row) -> Double {
    var value = 0.0
    for k in 0..<classes {
      let p = exp(logP[k])
      // 0 · log 0 is 0, but a NaN stays one.
      value += p == 0 ? 0 : p * (logP[k] - logQ[k])
      atAttacked[k] = exp(logQ[k]) - p
    }
    for k in 0..<classes {
      let p = exp(logP[k])
      atZ[k] = p == 0 ? 0 : p * (logP[k] - logQ[k] - value)
    }
    return value
  }

  /// MART without the loss of its label: `-log(1.0001 - q_w) + β D (1.0000001 - p_t)`, w the likeliest wrong class of q
  /// and `D = Σ p (log p - log(q + 10⁻¹²))`.
  private static func marginTerms(
    _ logP: Row, _ logQ: Row, _ t: Int, _ classes: Int, _ beta: Double, _ atZ: Row, _ atAttacked: Row
  ) -> Double {
    var wrong = t == 0 ? 1 : 0, divergence = 0.0, mean = 0.0
    for k in 0..<classes {
      let p = exp(logP[k]), q = exp(logQ[k])
      if k != t, logQ[k] > logQ[wrong] { wrong = k }
      divergence += p == 0 ? 0 : p * (logP[k] - log(q + logarithmBound))
      // Σ q ∂D/∂q
      mean -= q * p / (q + logarithmBound)
    }
    let pT = exp(logP[t]), weight = weightBound - pT
    let qW = exp(logQ[wrong]), rest = marginBound - qW + logarithmBound
    for k in 0..<classes {
      let p = exp(logP[k]), q = exp(logQ[k])
      let slope = p == 0 ? 0 : p * (logP[k] - log(q + logarithmBound) - divergence)
      atZ[k] = beta * (weight * slope - divergence * pT * ((k == t ? 1 : 0) - p))
      atAttacked[k] =
        beta * weight * q * (-p / (q + logarithmBound) - mean) + qW * ((k == wrong ? 1 : 0) - q) / rest
    }
    return -log(rest) + beta * divergence * weight
  }

  private static func logSoftmax(_ logits: UnsafePointer<Float>, _ classes: Int, into row: Row) {
    var largest = logits[0], sum = 0.0
    for k in 1..<classes where logits[k] > largest { largest = logits[k] }
    for k in 0..<classes { sum += exp(Double(logits[k]) - Double(largest)) }
    let logSum = log(sum)
    for k in 0..<classes { row[k] = Double(logits[k]) - Double(largest) - logSum }
  }
}
