import Foundation
import Testing

@testable import EvolutionStrategies

@Suite("Resumed CMA-ES")
struct ResumeTests {
  private func throughJSON(_ strategy: CMAES) throws -> CMAES {
    try JSONDecoder().decode(CMAES.self, from: JSONEncoder().encode(strategy))
  }

  private func bits(_ strategy: CMAES) -> [UInt64] {
    ([strategy.sigma] + strategy.mean + strategy.distribution.covariance + (strategy.best?.x ?? [])).map(
      \.bitPattern)
  }

  @Test("a search decoded from JSON goes on to the same bits", arguments: [0, 1, 7, 60])
  func resumesBitIdentically(after generations: Int) throws {
    var whole = search(.rosenbrock, dimension: 5, settings: .init(seed: 3))
    run(&whole, generations: generations) { BenchmarkFunction.rosenbrock($0) }
    var resumed = try throughJSON(whole)
    #expect(resumed == whole)
    run(&whole, generations: 40) { BenchmarkFunction.rosenbrock($0) }
    run(&resumed, generations: 40) { BenchmarkFunction.rosenbrock($0) }
    #expect(bits(resumed) == bits(whole))
    #expect(resumed == whole)
  }

  @Test("a search decoded between ask and tell knows the candidates")
  func resumesBetweenAskAndTell() throws {
    var whole = search(.tablet, dimension: 4, settings: .init(seed: 8))
    run(&whole, generations: 5) { BenchmarkFunction.tablet($0) }
    let candidates = whole.ask()
    var resumed = try throughJSON(whole)
    #expect(resumed.ask() == candidates)
    let fitnesses = candidates.map { BenchmarkFunction.tablet($0) }
    whole.tell(fitnesses)
    resumed.tell(fitnesses)
    #expect(resumed == whole)
  }

  @Test("a search that was told only non-finite fitnesses, or that diverges, still encodes")
  func extremeStatesEncode() throws {
    var failed = search(.sphere, dimension: 3, settings: .init())
    run(&failed, generations: 3) { _ in .nan }
    #expect(try throughJSON(failed) == failed)
    var diverging = search(.sphere, dimension: 3, settings: .init())
    run(&diverging, generations: 2000) { $0[0] }
    #expect(diverging.sigma.isFinite)
    #expect(try throughJSON(diverging) == diverging)
  }

  @Test("candidates depend on the seed and the generation, and on nothing else")
  func candidatesAreAFunctionOfTheState() {
    var strategy = search(.sphere, dimension: 3, settings: .init(seed: 1))
    let first = strategy.ask()
    #expect(strategy.ask() == first)
    #expect(search(.sphere, dimension: 3, settings: .init(seed: 1)).ask() == first)
    #expect(search(.sphere, dimension: 3, settings: .init(seed: 2)).ask() != first)
    strategy.tell(first.map { BenchmarkFunction.sphere($0) })
    #expect(strategy.ask() != first)
  }
}
