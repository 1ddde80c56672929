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
    for function in [CrossEntropy(), MeanSquaredError()] as [any LossFunction] {
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
      Loss(TaylorGLO(parameters: [0, 0, 0, 0, 0, -1, 0, 0])!).equilibriumConfidence(classes: 10) == nil)
    #expect(Loss(TaylorGLO(parameters: [0, 0, 1])!).equilibriumConfidence(classes: 10) == nil)
  }

  @Test("a TaylorGLO loss with γ = y - h rests where squared error does", arguments: [0, 0.1])
  func squaredErrorByAnotherName(alpha: Double) throws {
    let loss = Loss(TaylorGLO(parameters: [0, 0, 0, -0.5, 0, 1, 0, 0])!, labelSmoothing: alpha)
    let rest = try #require(loss.equilibriumConfidence(classes: 10))
    #expect(abs(rest - (1 - 0.9 * alpha)) < 1e-14)
  }

  /// Over ten classes `γ_T - γ_N = (h - 0.4) (h - 0.4 - gap)`.
  @Test("a push away that lasts for a gap only is found", arguments: [1e-2, 1e-4, 1e-6])
  func closeZeros(gap: Double) throws {
    let second = 0.4 + gap
    let loss = Loss(
      TaylorGLO(
        PolynomialCoefficients(
          c1: 0, ch: 0, chh: 81 / 80, chy: -(0.4 + second) - 1 / 40, cy: 0.4 * second + 1 / 80, cyy: 0)))
    let rest = try #require(loss.equilibriumConfidence(classes: 10))
    #expect(abs(rest - 0.4) < 1e-15 / gap)
  }

  @Test("the loss pulls up to it and pushes behind it", arguments: SampleLosses.all, [2, 10, 100])
  func rest(loss: Loss, classes: Int) {
    let n = Double(classes)
    func pull(_ h: Double) -> Double {
      loss.gamma(h: h, y: 1, classes: classes) - loss.gamma(h: (1 - h) / (n - 1), y: 0, classes: classes)
    }
    guard let rest = loss.equilibriumConfidence(classes: classes) else {
      #expect(pull(1 / n) <= 1e-12)
      return
    }
    for part in [0.01, 0.5, 0.99] { #expect(pull(1 / n + part * (rest - 1 / n)) > 0) }
    if rest < 1 { #expect(pull(rest + 1e-6 * (1 - rest)) < 0) }
  }

  /// A scan of the definition, to 1e-4.
  @Test("it is where γ_T - γ_N first changes sign", arguments: 1...4, 0..<30)
  func scan(order: Int, seed: Int) {
    let loss = Loss(SampleLosses.taylorGLO(order: order, seed: UInt64(seed)), labelSmoothing: 0.05)
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
