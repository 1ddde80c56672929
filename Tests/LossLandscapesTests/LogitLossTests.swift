import Losses
import TestSupport
import Testing

@testable import LossLandscapes

@Suite("Loss of logits")
struct LogitLossTests {
  static func value(_ loss: LogitLoss, _ logits: [Float]) -> Double {
    var values = [0.0]
    loss.evaluate(logits: logits, labels: [2], count: 1, classes: 4, scale: 1, values: &values, gradient: nil)
    return values[0]
  }

  /// Central differences in Float of a function near 1: rounding leaves about 1e-7 / 2h.
  @Test("the gradient is that of central differences", arguments: [false, true])
  func gradient(normalises: Bool) {
    let loss = LogitLoss(loss: Loss(.crossEntropy), normalisesLogits: normalises)
    let logits: [Float] = [0.3, -1.2, 2.5, 0.7]
    var gradient = [Float](repeating: 0, count: 4), values = [0.0]
    loss.evaluate(
      logits: logits, labels: [2], count: 1, classes: 4, scale: 1, values: &values, gradient: &gradient)
    for k in 0..<4 {
      var (above, below) = (logits, logits)
      above[k] += 0.01
      below[k] -= 0.01
      let slope = (Self.value(loss, above) - Self.value(loss, below)) / Double(above[k] - below[k])
      #expect(abs(slope - Double(gradient[k])) < 1e-4)
    }
  }

  @Test("normalised logits have no scale and no shift; equal ones stay")
  func normalised() {
    let loss = LogitLoss(loss: Loss(.crossEntropy), normalisesLogits: true)
    #expect(abs(Self.value(loss, [1, 2, 3, 5]) - Self.value(loss, [12, 22, 32, 52])) < 1e-6)
    #expect(abs(Self.value(loss, [1, 1, 1, 1]) - 1.3862943611198906) < 1e-6)
  }
}
