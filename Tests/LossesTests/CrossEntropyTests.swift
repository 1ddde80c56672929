import Foundation
import Testing

@testable import Losses

@Suite("Cross-entropy")
struct CrossEntropyTests {
  @Test("two classes at equal logits cost log 2")
  func closedForm() {
    let (value, gradient) = Loss(.crossEntropy).row([0.7, 0.7], label: 1)
    #expect(abs(value - log(2)) < 1e-15)
    #expect(gradient == [0.5, -0.5])
  }

  @Test("the gradient is softmax minus target, far below the rounding of 1 - h", arguments: [40.0, 300, 700])
  func saturatedGradient(logit: Double) {
    let gradient = Loss(.crossEntropy).row([logit, 0, 0], label: 0).gradient
    let rest = exp(-logit)
    #expect(abs(gradient[0] / (-2 * rest) - 1) < 1e-12)
    #expect(abs(gradient[1] / rest - 1) < 1e-12)
  }

  @Test("smoothing pulls a saturated softmax back by α (n - 1) / n")
  func smoothed() {
    let gradient = Loss(.crossEntropy, labelSmoothing: 0.1).row([1000, 0, 0, 0, 0], label: 0).gradient
    #expect(abs(gradient[0] - 0.08) < 1e-15)
    for k in 1..<5 { #expect(abs(gradient[k] + 0.02) < 1e-15) }
  }

  @Test("a wrong answer by 1000 logits costs 1000 and has gradient ±1")
  func certainlyWrong() {
    let result = Loss(.crossEntropy).batch([1000, 0], labels: [1])
    #expect(result.values == [1000])
    #expect(result.gradient == [1, -1])
  }
}
