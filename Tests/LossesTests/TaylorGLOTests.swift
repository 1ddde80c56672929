import Foundation
import Testing

@testable import Losses

@Suite("TaylorGLO")
struct TaylorGLOTests {
  @Test(
    "an order k has 2 + k (k + 1) / 2 parameters",
    arguments: [(1, 3), (2, 5), (3, 8), (4, 12), (5, 17)])
  func counts(order: Int, count: Int) {
    #expect(TaylorGLO.parameterCount(order: order) == count)
    #expect(TaylorGLO(parameters: [Double](repeating: 0, count: count))?.order == order)
  }

  @Test("no other count is a loss", arguments: [0, 1, 2, 4, 6, 7, 9, 11, 13])
  func otherCounts(count: Int) {
    #expect(TaylorGLO(parameters: [Double](repeating: 0, count: count)) == nil)
  }

  @Test("order 3 is the printed formula", arguments: 0..<5)
  func printedFormula(seed: UInt64) {
    let loss = SampleLosses.taylorGLO(order: 3, seed: seed), l = loss.parameters
    for (h, y) in [(0.0, 0.0), (0.3, 1), (0.9, 0), (1, 1), (0.25, 0.91)] {
      let x = h - l[1], t = y - l[0]
      let first = l[2] * x + l[3] * x * x + l[4] * x * x * x
      let f = first + l[5] * t * x + l[6] * t * x * x + l[7] * t * t * x
      let gamma = l[2] + 2 * l[3] * x + 3 * l[4] * x * x + l[5] * t + 2 * l[6] * t * x + l[7] * t * t
      #expect(abs(loss.f(h: h, y: y) - f) < 1e-12)
      #expect(abs(loss.gamma(h: h, y: y) - gamma) < 1e-12)
    }
  }

  @Test(
    "terms follow each other by growing powers (p of the label, q of the prediction)",
    arguments: [
      (3, [(0, 1), (0, 2), (0, 3), (1, 1), (1, 2), (2, 1)]),
      (4, [(0, 1), (0, 2), (0, 3), (0, 4), (1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (3, 1)]),
    ])
  func enumeration(order: Int, powers: [(p: Int, q: Int)]) {
    for (place, (p, q)) in powers.enumerated() {
      var parameters = [0.25, 0.5] + [Double](repeating: 0, count: powers.count)
      parameters[place + 2] = 3
      let expected = 3 * pow(0.75, Double(p)) * pow(0.4, Double(q))
      #expect(abs(TaylorGLO(parameters: parameters)!.f(h: 0.9, y: 1) - expected) < 1e-15)
    }
  }

  @Test("a lower order is a higher one with its further terms at 0")
  func nesting() {
    let low = SampleLosses.taylorGLO(order: 2, seed: 5), l = low.parameters
    let high = TaylorGLO(parameters: [l[0], l[1], l[2], l[3], 0, l[4], 0, 0])!
    #expect(abs(low.gamma(h: 0.4, y: 1) - high.gamma(h: 0.4, y: 1)) < 1e-14)
  }
}
