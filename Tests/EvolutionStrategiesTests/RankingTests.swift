import Tensors
import Testing

@testable import EvolutionStrategies

@Suite("Ranking of candidates")
struct RankingTests {
  private let start = search(.sphere, dimension: 4, settings: .init(populationSize: 8, seed: 5))

  private func told(_ fitnesses: [Double]) -> CMAES {
    var strategy = start
    strategy.tell(fitnesses)
    return strategy
  }

  @Test("only the ranking moves the distribution")
  func onlyRanksMatter() {
    let small = told([3, 1, 4, 1.5, 5, 9, 2, 6])
    let large = told([3e9, 1, 4e9, 2, 5e9, 9e99, 1e3, 6e9])
    #expect(small.mean == large.mean)
    #expect(small.distribution.covariance == large.distribution.covariance)
    #expect(small.sigma == large.sigma)
  }

  @Test("equal fitnesses rank by index")
  func tiesRankByIndex() {
    let tied = told([1, 1, 0, 0, 2, 2, 1, 0])
    let untied = told([1.1, 1.2, 0.1, 0.2, 2.1, 2.2, 1.3, 0.3])
    #expect(tied.mean == untied.mean)
    #expect(tied.distribution.covariance == untied.distribution.covariance)
    #expect(tied.best?.evaluation == 3)
  }

  @Test("fitnesses that are not finite rank last", arguments: [Double.nan, .infinity, -.infinity])
  func nonFiniteRanksLast(failure: Double) {
    let failed = told([3, failure, 4, 1, failure, 5, 2, 6])
    let last = told([3, 98, 4, 1, 99, 5, 2, 6])
    #expect(failed.mean == last.mean)
    #expect(failed.distribution.covariance == last.distribution.covariance)
    #expect(failed.best?.f == 1)
  }

  @Test(
    "a generation of equal fitnesses is counted and keeps the distribution",
    arguments: [0, 7, Double.nan])
  func flatGenerations(fitness: Double) {
    let flat = told([Double](repeating: fitness, count: 8))
    #expect(flat.mean == start.mean)
    #expect(flat.sigma == start.sigma)
    #expect(flat.distribution.covariance == start.distribution.covariance)
    #expect((flat.generation, flat.evaluations) == (1, 8))
    #expect(flat.ask() != start.ask())
    #expect(flat.stopReason == nil)
  }

  @Test("a search finds its way off a plateau that hides nearly everything")
  func plateau() throws {
    var strategy = search(.sphere, dimension: 2, settings: .init(populationSize: 20, seed: 2))
    run(&strategy, generations: 100) { min(BenchmarkFunction.sphere($0), 0.5) }
    #expect(try #require(strategy.best).f < 1e-9)
  }

  @Test("the best is the first of the lowest fitnesses, with its point")
  func bestIsKept() throws {
    var strategy = start
    let candidates = strategy.ask()
    strategy.tell([5, 3, 2, 7, 2, 6, 8, 9])
    let best = try #require(strategy.best)
    #expect(best == strategy.best && best.f == 2 && best.evaluation == 3 && best.x == candidates[2])
    strategy.tell([5, 3, 2, 7, 2, 6, 8, 9])
    #expect(strategy.best == best)
  }

  @Test("the covariance matrix stays symmetric and positive", arguments: BenchmarkFunction.allCases)
  func covarianceIsSymmetricPositive(function: BenchmarkFunction) throws {
    let n = 6
    var strategy = search(function, dimension: n, settings: .init(seed: 9))
    for _ in 0..<12 {
      run(&strategy, generations: 10) { function($0) }
      let c = strategy.distribution.covariance
      for i in 0..<n { for j in 0..<i { #expect(c[i * n + j] == c[j * n + i]) } }
      let smallest = try #require(SymmetricEigen(c, size: n)?.values.first)
      #expect(smallest > 0)
    }
  }
}
