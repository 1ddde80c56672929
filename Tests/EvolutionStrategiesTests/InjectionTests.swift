import Foundation
import Testing

@testable import EvolutionStrategies

@Suite("Candidates from outside")
struct InjectionTests {
  /// A model of a bowl around `middle`.
  private func bowl(_ middle: [Double]) -> QuadraticModel {
    let n = middle.count
    let points = (0..<20).map { i in
      let x = (0..<n).map { sin(1.3 * Double(i + 1) * Double($0 + 1).squareRoot()) }
      return Surrogate.Point(x: x, f: zip(x, middle).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) })
    }
    return QuadraticModel(.diagonal, points: points, weights: points.map { _ in 1 })
  }

  /// A search whose covariance is not round any more.
  private var adapted: CMAES {
    var strategy = search(.ellipsoid, dimension: 3, settings: .init(seed: 2))
    run(&strategy, generations: 12) { BenchmarkFunction.ellipsoid($0) }
    return strategy
  }

  /// The Mahalanobis length of the first candidate's step.
  private func length(_ strategy: CMAES) -> Double {
    strategy.distribution.normals(of: strategy.ask()[0]).reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  @Test("the lowest point of a model is the first candidate of the next generation, and of that alone")
  func near() {
    var strategy = adapted
    let usual = strategy.ask(), middle = zip(strategy.mean, usual[2]).map { ($0 + $1) / 2 }
    strategy.inject(bowl(middle))
    let candidates = strategy.ask()
    for (a, b) in zip(candidates[0], middle) { #expect(abs(a - b) < 1e-9) }
    #expect(Array(candidates.dropFirst()) == Array(usual.dropFirst()))
    strategy.tell(candidates.map { BenchmarkFunction.ellipsoid($0) })
    #expect(strategy.injected == nil)
  }

  @Test("one that is far is reached for with a usual step")
  func far() {
    var strategy = adapted
    strategy.inject(bowl([1e3, -1e4, 1e3]))
    #expect(abs(length(strategy) - 3.0.squareRoot()) < 1e-9)
    let step = zip(strategy.ask()[0], strategy.mean).map { $0 - $1 }
    let wanted = zip([1e3, -1e4, 1e3], strategy.mean).map { $0 - $1 }
    let ratio = step[0] / wanted[0]
    for (a, b) in zip(step, wanted) { #expect(abs(a / b / ratio - 1) < 1e-6) }
  }

  @Test("where a model falls without end the step goes down its slope, as C sees it")
  func slope() {
    var strategy = adapted
    let points = (0..<8).map { i -> Surrogate.Point in
      let x = (0..<3).map { sin(1.3 * Double(i + 1) * Double($0 + 1).squareRoot()) }
      return .init(x: x, f: x[0] + 2 * x[1])
    }
    strategy.inject(QuadraticModel(.linear, points: points, weights: points.map { _ in 1 }))
    #expect(abs(length(strategy) - 3.0.squareRoot()) < 1e-9)
    // Of all steps of that length it leads lowest.
    let value = { (x: [Double]) in x[0] + 2 * x[1] }, first = value(strategy.ask()[0])
    for i in 0..<60 {
      let z = (0..<3).map { cos(Double(i * ($0 + 1)) + Double($0)) }
      let norm = z.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(value(strategy.distribution.point(z.map { $0 * 3.0.squareRoot() / norm })) >= first - 1e-12)
    }
  }

  @Test("a bad one does not shrink the covariance along its step; a bad one of the search's own does")
  func bad() {
    var strategy = search(.sphere, dimension: 2, settings: .init(populationSize: 8, seed: 4))
    // C stays a bit longer without the active part, along the step and across it.
    var own = strategy
    strategy.inject(bowl([strategy.mean[0] + 0.5, strategy.mean[1]]))
    own.injected = nil
    let worst = (0..<8).map { $0 == 0 ? 1e9 : Double($0) }
    let z = strategy.injected!
    strategy.tell(worst)
    var told = own.distribution
    let normals = [1, 2, 3, 4, 5, 6, 7].map { own.distribution.normals(of: own.ask()[$0]) } + [z]
    told.update(ranked: normals, generation: 1, parameters: own.parameters)
    #expect(strategy.distribution.covariance[0] > told.covariance[0])
    var spared = own.distribution
    spared.update(ranked: normals, generation: 1, parameters: own.parameters, outside: 7)
    #expect(zip(spared.covariance, strategy.distribution.covariance).allSatisfy { abs($0 - $1) < 1e-12 })
  }
}
