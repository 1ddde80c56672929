import Foundation
import Testing

@testable import Losses

@Suite("Loss evaluation")
struct LossEvaluateTests {
  /// Truncation is of the order of step² and rounding of 1e-16 / step: 1e-5 leaves both under 1e-8 of the gradient.
  @Test(
    "the gradient at the logits is the slope of the value",
    arguments: SampleLosses.every, [.published, .training(normaliseScale: true)] as [LossForm])
  func centralDifferences(loss: Loss, form: LossForm) {
    let step = 1e-5
    for (label, scale) in [(0, 1.0), (3, 1.0), (4, 3.0)] {
      let logits = SampleLosses.normals(5, seed: UInt64(label), scale: scale)
      let (value, gradient) = loss.row(logits, label: label, form: form)
      let tolerance = 1e-7 * (abs(value) + gradient.map(abs).max()!)
      for k in logits.indices {
        var up = logits, down = logits
        up[k] += step
        down[k] -= step
        let slope =
          (loss.row(up, label: label, form: form).value - loss.row(down, label: label, form: form).value)
          / (2 * step)
        #expect(abs(slope - gradient[k]) < tolerance)
      }
    }
  }

  @Test("the value and the gradient are those of f and γ", arguments: SampleLosses.all)
  func definition(loss: Loss) {
    let h = [0.15, 0.6, 0.25],
      y = (0..<3).map { Targets(label: 1, labelSmoothing: loss.labelSmoothing, classes: 3)[$0] }
    let gamma = zip(h, y).map { loss.function.gamma(h: $0, y: $1) }
    let mean = zip(h, gamma).map { $0 * $1 }.reduce(0, +)
    let (value, gradient) = loss.row(h.map { log($0) }, label: 1)
    #expect(abs(value + zip(h, y).map { loss.function.f(h: $0, y: $1) }.reduce(0, +)) < 1e-12)
    for k in 0..<3 { #expect(abs(gradient[k] + h[k] * (gamma[k] - mean)) < 1e-12) }
  }

  @Test("the gradient does not depend on the order of the classes", arguments: SampleLosses.every)
  func equivariance(loss: Loss) {
    let logits = SampleLosses.normals(6, seed: 2), order = [3, 5, 0, 1, 4, 2]
    let plain = loss.row(logits, label: 4),
      permuted = loss.row(order.map { logits[$0] }, label: order.firstIndex(of: 4)!)
    let tolerance = 1e-13 * (1 + abs(plain.value))
    #expect(abs(plain.value - permuted.value) < tolerance)
    for (k, source) in order.enumerated() {
      #expect(abs(permuted.gradient[k] - plain.gradient[source]) < tolerance)
    }
  }

  @Test("an offset common to all logits changes nothing and the gradient sums to zero", arguments: SampleLosses.all)
  func offsetInvariance(loss: Loss) {
    let logits = SampleLosses.normals(6, seed: 3)
    let plain = loss.row(logits, label: 1), shifted = loss.row(logits.map { $0 + 64 }, label: 1)
    // Adding 64 costs the logits six bits.
    let tolerance = 1e-12 * (1 + abs(plain.value))
    #expect(abs(plain.value - shifted.value) < tolerance)
    for (a, b) in zip(plain.gradient, shifted.gradient) { #expect(abs(a - b) < tolerance) }
    #expect(abs(plain.gradient.reduce(0, +)) < tolerance)
  }

  @Test("splitting a batch changes no bit", arguments: SampleLosses.every)
  func batchSplit(loss: Loss) {
    let logits = SampleLosses.normals(7 * 10, seed: 4, scale: 4).map(Float.init)
    let labels: [Int32] = [0, 9, 3, 3, 7, 1, 2]
    let whole = loss.batch(logits, labels: labels)
    let first = loss.batch(Array(logits[..<30]), labels: Array(labels[..<3]))
    let second = loss.batch(Array(logits[30...]), labels: Array(labels[3...]))
    #expect(whole.values == first.values + second.values)
    #expect(whole.gradient == first.gradient + second.gradient)
  }

  @Test("the gradient scale multiplies the gradient and not the values")
  func gradientScale() {
    let logits = SampleLosses.normals(20, seed: 5).map(Float.init), labels: [Int32] = [1, 2, 3, 4]
    let one = Loss(.baikal).batch(logits, labels: labels)
    let quarter = Loss(.baikal).batch(logits, labels: labels, gradientScale: 0.25)
    #expect(one.values == quarter.values)
    #expect(one.gradient.map { $0 / 4 } == quarter.gradient)
  }

  @Test("a saturated softmax gives finite gradients", arguments: SampleLosses.every, [0, 1, 2])
  func saturated(loss: Loss, label: Int32) {
    let (_, gradient) = loss.batch([1000, 0, -1000], labels: [label])
    #expect(gradient.allSatisfy { $0.isFinite })
  }

  @Test("a NaN logit gives NaN and leaves the other examples alone", arguments: SampleLosses.every)
  func notANumber(loss: Loss) {
    for position in 0..<3 {
      var logits: [Float] = [1, 2, 3, 1, 2, 3]
      logits[position] = .nan
      let result = loss.batch(logits, labels: [1, 1])
      #expect(result.values[0].isNaN)
      #expect(result.gradient[..<3].allSatisfy { $0.isNaN })
      #expect(result.values[1].isFinite)
      #expect(result.gradient[3...].allSatisfy { $0.isFinite })
    }
  }
}
