import Files
import Foundation
import Testing

@testable import Losses

@Suite("Focal loss")
struct FocalTests {
  @Test("n equal logits cost (1 - 1/n)^g log n", arguments: [0, 0.5, 2, 5], [2, 10, 100])
  func closedForm(focusing: Double, classes: Int) {
    let n = Double(classes)
    let value = Loss(Focal(focusing: focusing)).row([Double](repeating: 3, count: classes), label: 1).value
    #expect(abs(value - pow(1 - 1 / n, focusing) * log(n)) < 1e-14)
  }

  @Test(
    "γ is (1 - h)^g / h - g (1 - h)^(g - 1) log h at the target, 0 elsewhere", arguments: [0.5, 1, 2], [0.1, 0.25, 0.9])
  func gamma(focusing: Double, h: Double) {
    let loss = Focal(focusing: focusing)
    let expected = pow(1 - h, focusing) / h - focusing * pow(1 - h, focusing - 1) * log(h)
    #expect(abs(loss.gamma(h: h, y: 1) / expected - 1) < 1e-14)
    #expect(loss.gamma(h: h, y: 0) == 0)
  }

  @Test("at zero error nothing pulls, unless nothing is focused", arguments: [(0.0, 1.0), (0.5, 0), (2, 0)])
  func zeroError(focusing: Double, target: Double) {
    #expect(Loss(Focal(focusing: focusing)).zeroError(classes: 10) == ZeroError(target: target, nonTarget: 0))
  }

  @Test("without focusing it is cross-entropy", arguments: [0, 0.1], [1.0, 10, 300])
  func crossEntropy(alpha: Double, scale: Double) {
    let logits = SampleLosses.normals(6, seed: 12, scale: scale)
    let focal = Loss(Focal(focusing: 0), labelSmoothing: alpha).row(logits, label: 2)
    let plain = Loss(.crossEntropy, labelSmoothing: alpha).row(logits, label: 2)
    #expect(focal.value == plain.value)
    for (a, b) in zip(focal.gradient, plain.gradient) { #expect(abs(a - b) <= 4e-16) }
  }

  /// The formula of PyTorch code, `-(y * (1 - p)**g * log_softmax(z)).sum()` with `p = softmax(z)` and its derivatives,
  /// worked with 50 digits in Python's mpmath.
  @Test(
    "agrees with recorded values and gradients",
    arguments: [
      (
        0.5, 2, 0.0, 1.2846481379596321,
        [0.52338501678881198, 0.090950678310269286, -0.82268314062232373, 0.015804858029468361, 0.19254258749377411]
      ),
      (
        0.5, 3, 0.1, 3.963198376052451,
        [0.48245258604884572, 0.065850419877250259, 0.21556006494012984, -0.92688696295882329, 0.16302389209259746]
      ),
      (
        2, 2, 0, 0.86618481025935575,
        [0.54390080325386151, 0.09451578742728821, -0.85493089533444276, 0.016424381099563874, 0.20008992355372917]
      ),
      (
        2, 3, 0.1, 3.8494886564977269,
        [0.52010416433369647, 0.068115840351158885, 0.22928380649368731, -0.98981541910300011, 0.17231160792445745]
      ),
      (
        5, 3, 0.1, 3.6524452379424786,
        [0.58055250412179229, 0.073905356415032875, 0.25847718874622068, -1.1062670502464841, 0.19333200096343825]
      ),
    ])
  func recorded(focusing: Double, label: Int, alpha: Double, value: Double, gradient: [Double]) {
    let found = Loss(Focal(focusing: focusing), labelSmoothing: alpha).row([1.5, -0.25, 0.75, -2, 0.5], label: label)
    #expect(abs(found.value - value) < 1e-14)
    for (a, b) in zip(found.gradient, gradient) { #expect(abs(a - b) < 1e-14) }
  }

  @Test("certainly right: the pull vanishes as (1 + g) e^(1 + g) does", arguments: [0.5, 1, 2], [40.0, 200])
  func certainlyRight(focusing: Double, logit: Double) {
    // With one other class, e = 1 - h: w_T = e^g (1 + g), and the gradient at the label is -w_T e.
    let gradient = Loss(Focal(focusing: focusing)).row([logit, 0], label: 0).gradient, e = exp(-logit)
    #expect(abs(gradient[0] / (-(1 + focusing) * pow(e, 1 + focusing)) - 1) < 1e-10)
    #expect(abs(gradient[1] / -gradient[0] - 1) < 1e-12)
  }

  @Test("certainly wrong: the cost and the gradient of cross-entropy", arguments: [0.5, 2, 5])
  func certainlyWrong(focusing: Double) {
    let result = Loss(Focal(focusing: focusing)).batch([1000, 0, -1000], labels: [1])
    #expect(result.values == [1000])
    #expect(result.gradient == [1, -1, 0])
  }

  @Test("with smoothing a saturated softmax is pulled back", arguments: [0.5, 2, 5])
  func smoothedSaturation(focusing: Double) {
    let gradient = Loss(Focal(focusing: focusing), labelSmoothing: 0.1).batch([1000, 0, 0], labels: [0]).gradient
    #expect(gradient[0] > 0.06 && gradient[1] < -0.03 && gradient[2] < -0.03)
  }

  @Test("a huge focusing parameter leaves nothing, and nothing is NaN", arguments: [1e3, 1e300])
  func hugeFocusing(focusing: Double) {
    let result = Loss(Focal(focusing: focusing)).batch([0, 1, 1000, 0, -1000, 0], labels: [0, 1, 0])
    #expect(result.values.allSatisfy(\.isFinite) && result.gradient.allSatisfy(\.isFinite))
  }

  /// Zeros of the definition, by mpmath.
  @Test(
    "with smoothing it rests short of cross-entropy", arguments: [(0.5, 0.84847756913369499), (2, 0.69010859178709593)])
  func equilibrium(focusing: Double, rest: Double) throws {
    let found = Loss(Focal(focusing: focusing), labelSmoothing: 0.1).equilibriumConfidence(classes: 10)
    #expect(abs(try #require(found) - rest) < 1e-14)
    #expect(Loss(Focal(focusing: focusing)).equilibriumConfidence(classes: 10) == 1)
  }

  @Test(
    "its number is answered in words",
    arguments: [
      ("focal:-1", "focal:-1: γ: out of range; expected a number from 0, found -1"),
      ("focal", "focal: focal takes one number; expected focal:γ, found none"),
      ("focal:", "focal:: focal takes one number; expected focal:γ, found none"),
      ("focal:1,2", "focal:1,2: focal takes one number; expected focal:γ, found 2"),
      ("focal:two", "focal:two: γ: not a finite number; found \"two\""),
      ("focal:inf", "focal:inf: γ: not a finite number; found \"inf\""),
      ("focl:2", "focl:2: no such loss; expected \(LossName.usages); did you mean focal?"),
    ])
  func errors(name: String, text: String) {
    let error = #expect(throws: FileError.self) { try Loss(parsing: name) }
    #expect(error?.description == text)
  }
}
