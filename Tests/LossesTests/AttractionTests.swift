import Foundation
import Testing

@testable import Losses

@Suite("Attraction to zero training error")
struct AttractionTests {
  static let epsilons = [0.001, 0.1, 0.5, 0.9, 0.99]

  @Test("it is what one step in logit space does to the target", arguments: SampleLosses.all, epsilons)
  func bruteForce(loss: Loss, epsilon: Double) {
    let n = 5
    var logits = [Double](repeating: log(epsilon / Double(n - 1)), count: n)
    logits[0] = log(1 - epsilon)
    let gradient = loss.row(logits, label: 0).gradient
    let moved = zip(logits, gradient).map { $0 - $1 }
    // The gradient of cross-entropy at the label is h - 1.
    let change = epsilon + Loss(.crossEntropy).row(moved, label: 0).gradient[0]
    #expect(abs(loss.attraction(epsilon: epsilon, classes: n) - change) < 1e-12)
  }

  @Test("its sign is that of γ_T - γ_N", arguments: SampleLosses.all, epsilons)
  func sign(loss: Loss, epsilon: Double) {
    let pull = loss.gamma(h: 1 - epsilon, y: 1, classes: 10) - loss.gamma(h: epsilon / 9, y: 0, classes: 10)
    #expect((loss.attraction(epsilon: epsilon, classes: 10) > 0) == (pull > 0))
  }

  @Test("nothing is left to change at ε = 0 and 1", arguments: SampleLosses.all, AttractionFormula.allCases)
  func ends(loss: Loss, formula: AttractionFormula) {
    #expect(loss.attraction(epsilon: 0, classes: 10, formula: formula) == 0)
    #expect(loss.attraction(epsilon: 1, classes: 10, formula: formula) == 0)
  }

  @Test("parameters of any size stay finite", arguments: [1e6, -1e6, 1e150, -1e150])
  func extremes(parameter: Double) {
    let loss = Loss(TaylorGLO(parameters: [0, 0, 0, 0, 0, parameter, 0, 0])!)
    for epsilon in Self.epsilons {
      let attraction = loss.attraction(epsilon: epsilon, classes: 10)
      #expect(attraction <= epsilon + 1e-12 && attraction >= epsilon - 1 - 1e-12)
    }
  }

  @Test("the printed formula differs from the exact one where the non-targets pull, and only there")
  func printed() {
    let n = 10.0, epsilon = 0.3
    let loss = Loss(.baikal)
    let target = loss.gamma(h: 0.7, y: 1, classes: 10), other = loss.gamma(h: 0.3 / 9, y: 0, classes: 10)
    let up = 0.21 * (target - other)
    let down = (0.3 * -0.7 * target * 9 + 0.3 * other * (0.3 * (n - 3) + n - 1)) / 81
    let expected = 0.21 * (exp(up) - exp(down)) / (0.7 * exp(up) + 0.3 * exp(down))
    #expect(abs(loss.attraction(epsilon: epsilon, classes: 10, formula: .printed) - expected) < 1e-12)
    #expect(abs(loss.attraction(epsilon: epsilon, classes: 10) - expected) > 1e-3)
    let plain = Loss(.crossEntropy)
    let difference =
      plain.attraction(epsilon: epsilon, classes: 10)
      - plain.attraction(epsilon: epsilon, classes: 10, formula: .printed)
    #expect(abs(difference) < 1e-15)
  }
}
