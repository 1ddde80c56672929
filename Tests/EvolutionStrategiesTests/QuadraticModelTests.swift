import Foundation
import Testing

@testable import EvolutionStrategies

/// What pycma's model says after points that anyone can remake.
struct ModelOfPycma: Sendable {
  let dimension: Int
  let points: Int
  let form: QuadraticModel.Form
  let value: Double
}

/// Recorded with pycma 4.5.0: `m = cma.fitness_models.LQModel()`, then for each of i = 1, …, points
/// `m.add_data_row(x, f)` with xⱼ = sin(1.3 i j), j = 1, …, n, and the f of the test; `m.eval` of the probe.
private let recorded: [ModelOfPycma] = [
  .init(dimension: 2, points: 4, form: .linear, value: 0.8359375165424999),
  .init(dimension: 2, points: 10, form: .full, value: 0.47617419217160806),
  .init(dimension: 2, points: 20, form: .full, value: 0.4599645335550848),
  .init(dimension: 3, points: 8, form: .linear, value: 0.7514324353090304),
]

@Suite("Quadratic models")
struct QuadraticModelTests {
  /// Points spread around `centre`, with the values of a function there.
  private func points(
    _ count: Int, _ n: Int, around centre: Double = 0, _ function: ([Double]) -> Double
  ) -> [Surrogate.Point] {
    (0..<count).map { i in
      let x = (0..<n).map { centre + sin(1.3 * Double(i + 1) * Double($0 + 1).squareRoot()) }
      return Surrogate.Point(x: x, f: function(x))
    }
  }

  private func weights(_ count: Int) -> [Double] { (0..<count).map { Double(count - $0) } }

  @Test(
    "a function of a model's own form is met exactly, with any weights, near and far from 0",
    arguments: QuadraticModel.Form.allCases, [0.0, 1e3])
  func exact(form: QuadraticModel.Form, centre: Double) {
    let n = 3
    func function(_ x: [Double]) -> Double {
      let linear = 3 + x[0] - 2 * x[1] + 0.5 * x[2], squares = 2 * x[0] * x[0] - x[1] * x[1] + 0.1 * x[2] * x[2]
      return switch form {
      case .linear: linear
      case .diagonal: linear + squares
      case .full: linear + squares + x[0] * x[1] - 3 * x[1] * x[2]
      }
    }
    let given = points(14, n, around: centre, function)
    let model = QuadraticModel(form, points: given, weights: weights(14))
    for probe in [[0.4, -0.3, 0.9], [2, 1, -1]].map({ $0.map { $0 + centre } }) {
      #expect(abs(model.value(at: probe) - function(probe)) < 1e-9 * max(1, abs(function(probe))))
    }
  }

  @Test("the gradient is that of central differences", arguments: QuadraticModel.Form.allCases)
  func gradient(form: QuadraticModel.Form) {
    let model = QuadraticModel(
      form, points: points(30, 3) { exp($0[0]) + $0[1] * $0[2] + pow($0[2], 4) }, weights: weights(30))
    let x = [0.3, -0.7, 0.2], gradient = model.gradient(at: x), h = 1e-5
    for i in 0..<3 {
      var (above, below) = (x, x)
      above[i] += h
      below[i] -= h
      // Of a polynomial of the second degree central differences are exact but for rounding.
      #expect(abs((model.value(at: above) - model.value(at: below)) / (2 * h) - gradient[i]) < 1e-9)
    }
  }

  @Test("the minimum of a bowl is its middle; a slope and a saddle have none")
  func minimum() throws {
    let middle = [0.5, -2, 7.0]
    func bowl(_ x: [Double]) -> Double {
      let d = zip(x, middle).map { $0 - $1 }
      return 1e6 * d[0] * d[0] + d[1] * d[1] + 10 * d[2] * d[2] + 2 * d[1] * d[2] - 40
    }
    let full = QuadraticModel(.full, points: points(20, 3, bowl), weights: weights(20))
    for (a, b) in zip(try #require(full.minimum), middle) { #expect(abs(a - b) < 1e-6) }
    #expect(QuadraticModel(.linear, points: points(20, 3, bowl), weights: weights(20)).minimum == nil)
    let saddle = QuadraticModel(.full, points: points(20, 2) { $0[0] * $0[0] - $0[1] * $0[1] }, weights: weights(20))
    #expect(saddle.minimum == nil)
  }

  @Test("with fewer points than coefficients it meets them all, and is flat where they say nothing")
  func few() {
    let given = [Surrogate.Point(x: [0, 0], f: 1), Surrogate.Point(x: [1, 0], f: 3)]
    let model = QuadraticModel(.linear, points: given, weights: [20, 1])
    #expect(abs(model.value(at: [0, 0]) - 1) < 1e-12 && abs(model.value(at: [1, 0]) - 3) < 1e-12)
    #expect(abs(model.gradient(at: [0, 0])[1]) < 1e-12)
    // All points are one point: no coordinate has a spread.
    let same = QuadraticModel(.linear, points: [given[0], given[0]], weights: [20, 1])
    #expect(same.value(at: [5, 5]) == 1)
  }

  @Test("values are pycma's on the same points", arguments: recorded)
  func pycma(recorded: ModelOfPycma) throws {
    let n = recorded.dimension
    var surrogate = Surrogate(dimension: n, populationSize: 4)
    for i in 1...recorded.points {
      let x = (1...n).map { sin(1.3 * Double(i * $0)) }
      let f = x.indices.reduce(x[0]) { $0 + pow(x[$1] - 0.3 * Double($1), 4) + x[$1] * x[($1 + 1) % n] }
      surrogate.keep([.init(x: x, f: f)], before: surrogate.points)
    }
    let model = try #require(surrogate.model)
    #expect(model.form == recorded.form)
    #expect(abs(model.value(at: Array([0.2, -0.4, 0.7].prefix(n))) / recorded.value - 1) < 1e-9)
  }
}
