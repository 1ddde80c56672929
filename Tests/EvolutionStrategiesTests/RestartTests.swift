import Testing

@testable import EvolutionStrategies

@Suite("Restarts")
struct RestartTests {
  @Test("a restart has twice the population, the first start and σ, other random numbers and the rest of the budget")
  func restarted() {
    var first = search(.sphere, dimension: 3, settings: .init(populationSize: 6, seed: 2, maximumEvaluations: 500))
    run(&first, generations: 10) { BenchmarkFunction.sphere($0) }
    let second = first.restarted(at: [1, 1, 1])
    #expect(second.populationSize == 12 && second.mean == [1, 1, 1] && second.sigma == 0.5)
    #expect(second.generation == 0 && second.settings.maximumEvaluations == 440)
    #expect(Array(second.ask().prefix(6)) != search(.sphere, dimension: 3, settings: .init(seed: 2)).ask())
    #expect(first.restarted(at: [1, 1, 1]) == second)
    #expect(second.restarted(at: [1, 1, 1]).settings.seed != second.settings.seed)
  }

  @Test("restarts find the minimum of a function whose hills stop a small population")
  func rastrigin() {
    func search(restarts: Int) -> Double {
      var strategy = CMAES(
        start: [3, 3], sigma: 1, settings: .init(seed: 3, target: 1e-9, maximumEvaluations: 20_000))
      var best = Double.infinity, left = restarts
      while true {
        run(&strategy) { BenchmarkFunction.rastrigin($0) }
        best = min(best, strategy.best?.f ?? .infinity)
        guard left > 0, strategy.stopReason?.allowsRestart == true else { return best }
        left -= 1
        strategy = strategy.restarted(at: [3, 3])
      }
    }
    #expect(search(restarts: 0) > 0.5 && search(restarts: 6) <= 1e-9)
  }

  @Test("what was reached or spent asks for no restart")
  func reasons() {
    #expect(!CMAES.StopReason.target(fitness: 0).allowsRestart)
    #expect(!CMAES.StopReason.evaluationBudget(evaluations: 9).allowsRestart)
    #expect(CMAES.StopReason.tolx(deviation: 0).allowsRestart)
  }
}
