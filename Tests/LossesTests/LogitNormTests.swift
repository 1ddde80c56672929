import Files
import Foundation
import Testing

@testable import Losses

@Suite("Logit normalisation")
struct LogitNormTests {
  static let temperatures = [0.04, 0.5, 3]

  @Test("it is cross-entropy of the logits divided by τ times their length", arguments: temperatures, [0, 0.1])
  func definition(temperature: Double, smoothing: Double) {
    let logits = SampleLosses.normals(5, seed: 3, scale: 4)
    let length = logits.map { $0 * $0 }.reduce(0, +).squareRoot() + 1e-7
    let loss = Loss(LogitNorm(temperature: temperature), labelSmoothing: smoothing)
    let expected = Loss(.crossEntropy, labelSmoothing: smoothing)
      .row(logits.map { $0 / (temperature * length) }, label: 2).value
    #expect(abs(loss.row(logits, label: 2).value - expected) < 1e-12 * (1 + expected))
  }

  /// The 1e-7 beside the length leaves a trace of the order of 1e-7.
  @Test(
    "the length of the logits changes nothing but the gradient's length, which falls with it", arguments: temperatures)
  func scale(temperature: Double) {
    let loss = Loss(LogitNorm(temperature: temperature)), logits = SampleLosses.normals(6, seed: 4)
    let plain = loss.row(logits, label: 1), longer = loss.row(logits.map { 8 * $0 }, label: 1)
    #expect(abs(plain.value - longer.value) < 1e-5 * (1 + plain.value))
    let size = plain.gradient.map(abs).max()!
    for (a, b) in zip(plain.gradient, longer.gradient) { #expect(abs(a - 8 * b) < 1e-5 * size) }
  }

  @Test("the gradient is at a right angle to the logits", arguments: temperatures)
  func tangent(temperature: Double) {
    let logits = SampleLosses.normals(6, seed: 5)
    let gradient = Loss(LogitNorm(temperature: temperature)).row(logits, label: 0).gradient
    let product = zip(logits, gradient).map { $0 * $1 }.reduce(0, +), size = gradient.map(abs).max()!
    #expect(abs(product) < 1e-5 * size)
  }

  @Test("logits that are all 0 have the loss of a guess, and no gradient that is not finite")
  func zero() {
    let (values, gradient) = Loss(LogitNorm(temperature: 0.04)).batch([0, 0, 0, 0], labels: [1])
    #expect(abs(values[0] - log(4)) < 1e-12 && gradient.allSatisfy(\.isFinite))
  }

  @Test("without a number τ is the publication's, and one that is no temperature is refused")
  func parsing() throws {
    #expect(try Loss(parsing: "logit-norm").name == "logit-norm:0.04")
    #expect(try Loss(parsing: "logit-norm:0.1").function.parameters == [0.1])
    for text in ["logit-norm:0", "logit-norm:-1", "logit-norm:", "logit-norm:1,2", "logit-norm:nan"] {
      #expect(throws: FileError.self) { try Loss(parsing: text) }
    }
  }

  @Test("what theory says of probabilities is null, and why is said")
  func description() throws {
    let description = LossDescription(try Loss(parsing: "logit-norm"), classes: 10)
    let text = String(decoding: try StableJSON.encode(description, pretty: false), as: UTF8.self)
    for key in ["null_epoch", "invariant", "equilibrium_confidence", "zero_error"] {
      #expect(text.contains("\"\(key)\":null"))
    }
    #expect(try #require(description.notApplicable).hasPrefix("the loss depends on the direction of the logits alone"))
    #expect(LossDescription(Loss(.baikal), classes: 10).notApplicable == nil)
  }
}
