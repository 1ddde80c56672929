import Foundation
import Testing

@testable import Losses

@Suite("Training form")
struct LossFormTests {
  /// A loss with a pull of 1.5 at the null epoch of any n: γ = 1.5 y.
  static let gentle = Loss(TaylorGLO(parameters: [0, 0, 0, 0, 0, 1.5, 0, 0])!)

  @Test("a normalised TaylorGLO loss pulls as cross-entropy does", arguments: [2, 10, 100])
  func normalised(classes: Int) {
    let logits = [Double](repeating: 0, count: classes)
    let gradient = Self.gentle.row(logits, label: 1, form: .training(normaliseScale: true)).gradient
    let expected = Loss(.crossEntropy).row(logits, label: 1).gradient
    for (a, b) in zip(gradient, expected) { #expect(abs(a - b) < 1e-13) }
  }

  @Test("a loss that does not pull is left as it is")
  func withoutPull() {
    let loss = Loss(TaylorGLO(parameters: [0, 0, 0, 0, 0, -1, 0, 0])!)
    #expect(loss.scale(.training(normaliseScale: true), classes: 10) == 1)
    #expect(
      Loss(TaylorGLO(parameters: [0, 0, 1])!).scale(.training(normaliseScale: true), classes: 10) == 1)
  }

  @Test("the published form is never scaled, nor is training unless asked", arguments: SampleLosses.every)
  func unscaled(loss: Loss) {
    #expect(loss.scale(.published, classes: 10) == 1)
    if type(of: loss.function).trainingScale != .always {
      #expect(loss.scale(.training(normaliseScale: false), classes: 10) == 1)
    }
  }

  @Test("a smoothed loss and its unsmoothed equal are scaled alike", arguments: 1...4)
  func smoothing(order: Int) {
    let loss = SampleLosses.taylorGLO(order: order, seed: 3)
    let absorbed = loss.absorbing(labelSmoothing: 0.1, classes: 10)
    let form = LossForm.training(normaliseScale: true)
    let scale = Loss(loss, labelSmoothing: 0.1).scale(form, classes: 10)
    #expect(abs(Loss(absorbed).scale(form, classes: 10) / scale - 1) < 1e-9)
  }

  @Test("JSON round trip", arguments: [.published, .training(normaliseScale: true)] as [LossForm])
  func codable(form: LossForm) throws {
    #expect(try JSONDecoder().decode(LossForm.self, from: JSONEncoder().encode(form)) == form)
  }
}
