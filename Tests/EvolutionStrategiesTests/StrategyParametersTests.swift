import Testing

@testable import EvolutionStrategies

@Suite("Strategy parameters")
struct StrategyParametersTests {
  @Test("λ is 4 + ⌊3 ln n⌋", arguments: zip([1, 2, 8, 20, 100], [4, 6, 10, 12, 17]))
  func populationSize(dimension: Int, expected: Int) {
    #expect(StrategyParameters.defaultPopulationSize(dimension: dimension) == expected)
  }

  @Test("weights descend, the positive ones sum to 1", arguments: [2, 3, 7, 20, 41])
  func weightsDescend(populationSize: Int) {
    let p = StrategyParameters(dimension: 5, populationSize: populationSize)
    #expect(zip(p.weights, p.weights.dropFirst()).allSatisfy { $0 > $1 })
    #expect(abs(p.weights.prefix(p.parents).reduce(0, +) - 1) < 1e-15)
    #expect(p.weights.dropFirst(p.parents).allSatisfy { $0 <= 0 })
  }

  /// In fewer dimensions the bound that keeps C positive comes first.
  @Test("C does not decay by itself with the default population", arguments: [8, 20, 50])
  func noDecay(dimension: Int) {
    let size = StrategyParameters.defaultPopulationSize(dimension: dimension)
    let p = StrategyParameters(dimension: dimension, populationSize: size)
    #expect(abs(p.cOne + p.cMu * p.weights.reduce(0, +)) < 1e-15)
  }

  @Test(
    "C stays positive however bad the worse half is", arguments: [1, 2, 8, 50], [2, 6, 20, 400])
  func negativeWeightsAreBounded(dimension: Int, populationSize: Int) {
    let p = StrategyParameters(dimension: dimension, populationSize: populationSize)
    let negative = -p.weights.filter { $0 < 0 }.reduce(0, +)
    // What remains of C along one direction when all negative updates, each of length √n, fall on it.
    let kept = 1 - p.cOne - p.cMu * (1 - negative) - p.cMu * negative * Double(dimension)
    #expect(kept >= -1e-15)
    #expect(p.cOne + p.cMu <= 1)
  }

  /// The value in the doctest of pycma 4's `CMAAdaptSigmaCSA.initialize`.
  @Test("the damping in four dimensions is pycma's")
  func damping() {
    let p = StrategyParameters(dimension: 4, populationSize: 8)
    #expect(abs(p.dSigma - 1.479_176_368_423) < 1e-11)
  }
}
