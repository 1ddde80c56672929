import Foundation
import Testing

@testable import Losses

@Suite("The polynomial nearest to cross-entropy")
struct TaylorGLOCrossEntropyTests {
  /// ∫ (h γ(h, 1) − 1)² + (n − 1) (h' γ(h', 0))² dh by the midpoint rule.
  private func misfit(_ loss: TaylorGLO, classes: Int) -> Double {
    let n = Double(classes), steps = 20_000, width = (1 - 1 / n) / Double(steps)
    return (0..<steps).reduce(0) { sum, step in
      let h = 1 / n + (Double(step) + 0.5) * width, other = (1 - h) / (n - 1)
      let target = h * loss.gamma(h: h, y: 1) - 1, rest = other * loss.gamma(h: other, y: 0)
      return sum + width * (target * target + (n - 1) * rest * rest)
    }
  }

  @Test("no step in any used coefficient makes it nearer", arguments: [1, 2, 3, 4, 6], [2, 10, 100])
  func isLeast(order: Int, classes: Int) {
    let fit = TaylorGLO.nearestToCrossEntropy(order: order, classes: classes), least = misfit(fit, classes: classes)
    for place in fit.parameters.indices.dropFirst(2) where fit.parameters[place] != 0 {
      for step in [-0.01, 0.01] {
        var moved = fit
        moved.parameters[place] += step
        #expect(misfit(moved, classes: classes) >= least)
      }
    }
  }

  /// With `numpy.linalg.lstsq` over 20,000 states, NumPy 2.4.6.
  @Test("the coefficients of order 3 for ten classes are NumPy's")
  func recorded() {
    let parameters = TaylorGLO.nearestToCrossEntropy(order: 3, classes: 10).parameters
    for (found, expected) in zip(parameters, [0, 0, 0.0288, -0.48, 2.4, 6.7158, -5.9025, 0]) {
      #expect(abs(found - expected) < 1e-4, "\(parameters)")
    }
  }

  @Test("a higher order is nearer", arguments: [10, 100])
  func orders(classes: Int) {
    let misfits = (1...6).map { misfit(.nearestToCrossEntropy(order: $0, classes: classes), classes: classes) }
    #expect(zip(misfits, misfits.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test("it can train, and pulls up to certainty as cross-entropy does", arguments: [2, 3, 4, 5, 6], [3, 10, 100])
  func trains(order: Int, classes: Int) {
    let loss = Loss(TaylorGLO.nearestToCrossEntropy(order: order, classes: classes))
    #expect(loss.satisfies(.exact, classes: classes))
    #expect(loss.equilibriumConfidence(classes: classes) == 1)
  }
}
