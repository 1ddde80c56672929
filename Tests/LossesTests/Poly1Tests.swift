import Files
import Foundation
import Testing

@testable import Losses

@Suite("Poly-1 loss")
struct Poly1Tests {
  @Test("n equal logits cost log n + ε (1 - 1/n)", arguments: [-1, -0.5, 0, 2], [2, 10, 100])
  func closedForm(epsilon: Double, classes: Int) {
    let n = Double(classes)
    let value = Loss(Poly1(epsilon: epsilon)).row([Double](repeating: 3, count: classes), label: 1).value
    #expect(abs(value - (log(n) + epsilon * (1 - 1 / n))) < 1e-14)
  }

  @Test("the null epoch pulls with n + ε, zero error with 1 + ε", arguments: [-1.0, -0.5, 2], [2, 10])
  func ends(epsilon: Double, classes: Int) {
    let loss = Loss(Poly1(epsilon: epsilon)), n = Double(classes)
    #expect(loss.nullEpoch(classes: classes) == NullEpoch(target: n + epsilon, nonTarget: 0))
    #expect(loss.zeroError(classes: classes) == ZeroError(target: 1 + epsilon, nonTarget: 0))
  }

  @Test("without its term it is cross-entropy", arguments: [0, 0.1], [1.0, 10, 300])
  func crossEntropy(alpha: Double, scale: Double) {
    let logits = SampleLosses.normals(6, seed: 12, scale: scale)
    let poly = Loss(Poly1(epsilon: 0), labelSmoothing: alpha).row(logits, label: 2)
    let plain = Loss(.crossEntropy, labelSmoothing: alpha).row(logits, label: 2)
    #expect(poly.value == plain.value)
    for (a, b) in zip(poly.gradient, plain.gradient) { #expect(abs(a - b) <= 4e-16) }
  }

  /// The formula of PyTorch code, `cross_entropy(z, y) + e * (1 - (y * softmax(z)).sum())`, and its derivatives, worked
  /// with 50 digits in Python's mpmath.
  @Test(
    "agrees with recorded values and gradients",
    arguments: [
      (
        -1.0, 2, 0.0, 0.6960895161165292,
        [0.37614663767810794, 0.065364484544950602, -0.59124638133157963, 0.01135864424098174, 0.13837661486753934]
      ),
      (
        -1, 3, 0.1, 3.0383098783381334,
        [0.46268112183693637, 0.063877401970689196, 0.20800241759527935, -0.89212940276828194, 0.15756846136537702]
      ),
      (
        2, 2, 0, 3.0028659318066621,
        [0.71526106414407071, 0.12429373571287695, -1.1242836530269736, 0.021599012601014051, 0.26312984056901189]
      ),
      (
        2, 3, 0.1, 5.9384252073634536,
        [0.48219209582641385, 0.067267900861399761, 0.21721874911930843, -0.93142489338045859, 0.16474614757333654]
      ),
    ])
  func recorded(epsilon: Double, label: Int, alpha: Double, value: Double, gradient: [Double]) {
    let found = Loss(Poly1(epsilon: epsilon), labelSmoothing: alpha).row([1.5, -0.25, 0.75, -2, 0.5], label: label)
    #expect(abs(found.value - value) < 1e-14)
    for (a, b) in zip(found.gradient, gradient) { #expect(abs(a - b) < 1e-14) }
  }

  @Test("certainly right: the pull is 1 + ε times cross-entropy's", arguments: [-0.5, 0, 2], [40.0, 300])
  func certainlyRight(epsilon: Double, logit: Double) {
    let gradient = Loss(Poly1(epsilon: epsilon)).row([logit, 0], label: 0).gradient, rest = exp(-logit)
    #expect(abs(gradient[0] / (-(1 + epsilon) * rest) - 1) < 1e-12)
    #expect(abs(gradient[1] / -gradient[0] - 1) < 1e-12)
  }

  @Test("certainly wrong: ε more than cross-entropy, the same gradient", arguments: [-1.0, 2])
  func certainlyWrong(epsilon: Double) {
    let result = Loss(Poly1(epsilon: epsilon)).batch([1000, 0, -1000], labels: [1])
    #expect(result.values == [1000 + epsilon])
    #expect(result.gradient == [1, -1, 0])
  }

  @Test("with smoothing a saturated softmax is pulled back", arguments: [-1.0, -0.5, 2])
  func smoothedSaturation(epsilon: Double) {
    let gradient = Loss(Poly1(epsilon: epsilon), labelSmoothing: 0.1).batch([1000, 0, 0], labels: [0]).gradient
    #expect(gradient[0] > 0.06 && gradient[1] < -0.03 && gradient[2] < -0.03)
  }

  /// With d = ε (y_T - y_N), `γ_T = γ_N` is `-d h² + (d - 1) h + y_T = 0`.
  @Test("with smoothing it rests where a quadratic equation says", arguments: [-1.0, -0.5, 2, 10], [2, 10, 100])
  func equilibrium(epsilon: Double, classes: Int) throws {
    let alpha = 0.1, yT = 1 - alpha + alpha / Double(classes), d = epsilon * (1 - alpha)
    let rest = (d - 1 + ((d - 1) * (d - 1) + 4 * d * yT).squareRoot()) / (2 * d)
    let found = Loss(Poly1(epsilon: epsilon), labelSmoothing: alpha).equilibriumConfidence(classes: classes)
    #expect(abs(try #require(found) - rest) < 1e-14)
    #expect(Loss(Poly1(epsilon: epsilon)).equilibriumConfidence(classes: classes) == 1)
  }

  @Test(
    "its number is answered in words",
    arguments: [
      ("poly-1:-1.5", "poly-1:-1.5: ε: out of range; expected a number from -1, found -1.5"),
      ("poly-1", "poly-1: poly-1 takes one number; expected poly-1:ε, found none"),
      ("poly-1:1,2,3", "poly-1:1,2,3: poly-1 takes one number; expected poly-1:ε, found 3"),
      ("poly-1:nan", "poly-1:nan: ε: not a finite number; found \"nan\""),
      ("poly1:2", "poly1:2: no such loss; expected \(LossName.usages); did you mean poly-1?"),
    ])
  func errors(name: String, text: String) {
    let error = #expect(throws: FileError.self) { try Loss(parsing: name) }
    #expect(error?.description == text)
  }
}
