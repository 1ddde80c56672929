import Foundation
import Testing

@testable import Losses

@Suite("Baikal")
struct BaikalTests {
  @Test("n equal logits cost n + n log n", arguments: [2, 10, 100])
  func closedForm(classes: Int) {
    let n = Double(classes)
    let value = Loss(.baikal).row([Double](repeating: 3, count: classes), label: 1).value
    #expect(abs(value / (n + n * log(n)) - 1) < 1e-13)
  }

  @Test("the gradient is n h - 1 - y / h_T + h / h_T")
  func gradient() {
    let h = [0.2, 0.5, 0.3], target = 2
    let gradient = Loss(.baikal).row(h.map { log($0) }, label: target).gradient
    for k in 0..<3 {
      let expected = 3 * h[k] - 1 + h[k] / h[target] - (k == target ? 1 / h[target] : 0)
      #expect(abs(gradient[k] - expected) < 1e-13)
    }
  }

  @Test("certainly wrong: an infinite value, the largest gradients of the right signs")
  func certainlyWrong() {
    let result = Loss(.baikal).batch([0, 1000, -1000], labels: [0])
    let limit = Float.greatestFiniteMagnitude
    #expect(result.values == [.infinity])
    #expect(result.gradient == [-limit, limit, -1])
  }

  @Test("certainly right: the others are held up by their logarithms")
  func certainlyRight() {
    #expect(Loss(.baikal).batch([1000, 0, 0], labels: [0]).gradient == [2, -1, -1])
  }

  @Test("smoothing and saturation: the unlikely classes are pulled up, the certain one down")
  func smoothedSaturation() {
    let gradient = Loss(.baikal, labelSmoothing: 0.1).batch([1000, 0, 0], labels: [0]).gradient
    let limit = Float.greatestFiniteMagnitude
    #expect(gradient == [limit, -limit, -limit])
  }

  @Test("in training the null epoch pulls as cross-entropy's does", arguments: [2, 10, 100])
  func trainingScale(classes: Int) {
    let logits = [Double](repeating: 0, count: classes)
    let baikal = Loss(.baikal).row(logits, label: 0, form: .training(normaliseScale: false)).gradient
    let crossEntropy = Loss(.crossEntropy).row(logits, label: 0).gradient
    for (a, b) in zip(baikal, crossEntropy) { #expect(abs(a - b) < 1e-13) }
  }

  @Test("below the floor the gradient uses 1 / f and the value goes on smoothly")
  func trainingFloor() {
    let loss = Loss(.baikal), form = LossForm.training(normaliseScale: false), floor = 0.05
    func logits(_ h: Double) -> [Double] { [log(h)] + [Double](repeating: log((1 - h) / 9), count: 9) }
    let n = 10.0, h = 1e-6
    let gradient = loss.row(logits(h), label: 0, form: form).gradient
    #expect(abs(gradient[0] * n - (n * h - 1 + h / floor - 1 / floor)) < 1e-9)
    let above = loss.row(logits(floor * (1 + 1e-9)), label: 0, form: form)
    let below = loss.row(logits(floor * (1 - 1e-9)), label: 0, form: form)
    #expect(abs(above.value - below.value) < 1e-7)
    for (a, b) in zip(above.gradient, below.gradient) { #expect(abs(a - b) < 1e-6) }
  }

  @Test("the floor is min(0.05, 1 / 2n)", arguments: [(2, 0.05), (10, 0.05), (100, 0.005)])
  func floor(classes: Int, floor: Double) {
    #expect(Baikal().inTraining(classes: classes).floor == floor)
  }

  @Test("training a saturated wrong answer takes a bounded step")
  func trainingSaturated() {
    let gradient = Loss(.baikal).batch([1000, 0, 0], labels: [2], form: .training(normaliseScale: false)).gradient
    #expect(gradient.allSatisfy { abs($0) < 10 })
    #expect(gradient[2] < 0 && gradient[0] > 0)
  }
}
