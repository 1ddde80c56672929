import Testing

@testable import Losses

@Suite("Trainability invariant")
struct InvariantTests {
  @Test("the named losses pass every condition", arguments: Invariant.allCases, [2, 10, 100])
  func namedLosses(invariant: Invariant, classes: Int) {
    #expect(Loss(.crossEntropy).satisfies(invariant, classes: classes))
    #expect(Loss(.meanSquaredError).satisfies(invariant, classes: classes))
    #expect(Loss(.baikal).satisfies(invariant, classes: classes))
  }

  @Test("exact is cy + cyy + chy/n > 0, paper not cy + cyy + chy/n < (n - 2)(c1 + ch/n + chh/n²)", arguments: 0..<40)
  func polynomialForm(seed: UInt64) throws {
    let function = SampleLosses.taylorGLO(order: 3, seed: seed), loss = Loss(function)
    let c = try #require(PolynomialCoefficients(function)), n = 10.0
    let pull = c.cy + c.cyy + c.chy / n
    #expect(loss.satisfies(.exact, classes: 10) == (pull > 0))
    #expect(loss.satisfies(.paper, classes: 10) == (pull >= (n - 2) * (c.c1 + c.ch / n + c.chh / (n * n))))
    #expect(loss.satisfies(.none, classes: 10))
  }

  @Test("exact is that the target's logit grows in the first step", arguments: 0..<40)
  func firstStep(seed: UInt64) {
    let loss = Loss(SampleLosses.taylorGLO(order: 3, seed: seed))
    let gradient = loss.row([Double](repeating: 0, count: 10), label: 4).gradient
    #expect(loss.satisfies(.exact, classes: 10) == (gradient[4] < 0))
  }

  @Test("the flat loss with which evolution starts is not trainable")
  func flat() {
    let loss = Loss(TaylorGLO(parameters: [Double](repeating: 0, count: 8))!)
    #expect(!loss.satisfies(.exact, classes: 10))
    #expect(loss.satisfies(.paper, classes: 10))
  }
}
