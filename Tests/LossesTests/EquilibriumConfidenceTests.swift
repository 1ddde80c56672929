import Testing

@testable import Losses

@Suite("Equilibrium confidence")
struct EquilibriumConfidenceTests {
  @Test("cross-entropy and squared error drive to certainty", arguments: [2, 10, 100])
  func certainty(classes: Int) {
    #expect(Loss(.crossEntropy).equilibriumConfidence(classes: classes) == 1)
    #expect(Loss(.meanSquaredError).equilibriumConfidence(classes: classes) == 1)
  }

  @Test("label smoothing rests at 1 - α (n - 1) / n", arguments: [0.05, 0.1, 0.5], [2, 10, 100])
  func smoothing(alpha: Double, classes: Int) throws {
    let n = Double(classes)
    for function in [LossFunction.crossEntropy, .meanSquaredError] {
      let rest = try #require(Loss(function, labelSmoothing: alpha).equilibriumConfidence(classes: classes))
      #expect(abs(rest - (1 - alpha * (n - 1) / n)) < 1e-14)
    }
  }

  @Test("Baikal rests at 1/√n", arguments: [2, 10, 100, 1000])
  func baikal(classes: Int) throws {
    let rest = try #require(Loss(.baikal).equilibriumConfidence(classes: classes))
    #expect(abs(rest - 1 / Double(classes).squareRoot()) < 1e-14)
  }

  @Test("a loss that pushes the target down from 1/n has none")
  func withoutPull() {
    #expect(
      Loss(.taylorGLO(TaylorGLO(parameters: [0, 0, 0, 0, 0, -1, 0, 0])!)).equilibriumConfidence(classes: 10) == nil)
    #expect(Loss(.taylorGLO(TaylorGLO(parameters: [0, 0, 1])!)).equilibriumConfidence(classes: 10) == nil)
  }

  @Test("a TaylorGLO loss with γ = y - h rests where squared error does", arguments: [0, 0.1])
  func squaredErrorByAnotherName(alpha: Double) throws {
    let loss = Loss(.taylorGLO(TaylorGLO(parameters: [0, 0, 0, -0.5, 0, 1, 0, 0])!), labelSmoothing: alpha)
    let rest = try #require(loss.equilibriumConfidence(classes: 10))
    #expect(abs(rest - (1 - 0.9 * alpha)) < 1e-14)
  }

  /// A scan of the definition, to 1e-4.
  @Test("it is where γ_T - γ_N first changes sign", arguments: 1...4, 0..<30)
  func scan(order: Int, seed: Int) {
    let loss = Loss(.taylorGLO(SampleLosses.taylorGLO(order: order, seed: UInt64(seed))), labelSmoothing: 0.05)
    func pull(_ h: Double) -> Double {
      loss.gamma(h: h, y: 1, classes: 10) - loss.gamma(h: (1 - h) / 9, y: 0, classes: 10)
    }
    let found = loss.equilibriumConfidence(classes: 10)
    guard pull(0.1) > 0 else {
      #expect(found == nil)
      return
    }
    let step = 0.9e-4
    let scanned = (1...10_000).first { pull(0.1 + Double($0) * step) < 0 }.map { 0.1 + (Double($0) - 0.5) * step }
    #expect(abs((found ?? 0) - (scanned ?? 1)) < step)
  }
}
